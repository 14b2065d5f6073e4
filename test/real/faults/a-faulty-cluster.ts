import { loadWorld } from '../../../sandbox/control-plane/load-world.ts';
import { prepareWorld } from '../../../sandbox/control-plane/prepare-world.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import { waitForEvening } from '../../../sandbox/control-plane/wait-for-evening.ts';
import type { KubeObject, Pod, PodDisruptionBudget } from '../../../sandbox/kubernetes/objects.ts';
import { accessGroup, accessManifest } from '../../../src/kubernetes/access-rules.ts';
import { eventually } from '../../eventually.ts';
import { aControlPlane } from '../a-control-plane.ts';
import { objectsOf, type Place } from './placed-objects.ts';

/** A real cluster with all these places in it, every pod Ready and every budget counted. A token is the name of its user, who is a phase. */
export async function aFaultyCluster(places: readonly Place[]): Promise<ControlPlane> {
  const controlPlane = await aControlPlane({ authenticate: (name) => ({ name, groups: [accessGroup] }) });
  const { client, webhookCaPem } = controlPlane;
  const access = accessManifest() as unknown as readonly KubeObject[];
  await loadWorld(client, prepareWorld([...access, ...places.flatMap(objectsOf)], webhookCaPem));
  await waitForEvening(client);
  const pods = await eventually(
    async () => (await client.list('/api/v1/pods')).items as Pod[],
    (seen) => seen.every(isReady),
  );
  const late = pods.filter((pod) => !isReady(pod)).map(({ metadata }) => metadata.name);
  if (late.length > 0) throw new Error(`These pods did not become ready: ${late.join(', ')}.`);
  await untilBudgetsAreCounted(controlPlane);
  return controlPlane;
}

/** Of two budgets over one pod the disruption controller tells only one when the pod changes; the other counts when it is touched. */
async function untilBudgetsAreCounted({ client }: ControlPlane): Promise<void> {
  const budgets = async () =>
    (await client.list('/apis/policy/v1/poddisruptionbudgets')).items as PodDisruptionBudget[];
  const touch = { metadata: { annotations: { touched: 'yes' } } };
  for (const { metadata } of await budgets()) await client.mustSend('PATCH', pathOfBudget(metadata), touch);
  const counted = await eventually(budgets, (seen) => seen.every(isCounted));
  if (!counted.every(isCounted)) throw new Error('The budgets were not counted.');
}

export function pathOfBudget({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/${name}`;
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

function isCounted({ status }: PodDisruptionBudget): boolean {
  return (status?.expectedPods ?? 0) > 0 && status?.currentHealthy === status?.expectedPods;
}

/** The pods of a place that are on a node. */
export async function boundPods({ client }: ControlPlane, place: string): Promise<Pod[]> {
  const { items } = await client.list(`/api/v1/namespaces/${place}/pods`);
  return (items as Pod[]).filter(({ spec }) => spec.nodeName);
}
