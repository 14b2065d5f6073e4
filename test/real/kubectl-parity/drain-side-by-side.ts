import { loadWorld } from '../../../sandbox/control-plane/load-world.ts';
import { prepareWorld } from '../../../sandbox/control-plane/prepare-world.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { KubeObject, Pod } from '../../../sandbox/kubernetes/objects.ts';
import { accessManifest } from '../../../src/kubernetes/access-rules.ts';
import { drainWithKubectl } from './drain-with-kubectl.ts';
import { drainWithOurPhase } from './drain-with-our-phase.ts';
import { copyTaint, objectsOfCopy, openNodeOf, orphansOf } from './objects-of-cluster.ts';
import type { Copy, Fate, FollowedCopies } from './pods-of-copies.ts';
import type { SeededApp, SeededCluster } from './seeded-cluster.ts';

/** How both fared on the same cluster. */
export interface Comparison {
  readonly cluster: SeededCluster;
  readonly kubectl: { readonly fates: ReadonlyMap<Pod, Fate>; readonly output: string };
  readonly ours: { readonly fates: ReadonlyMap<Pod, Fate>; readonly warnings: readonly string[] };
}

export interface Place {
  readonly controlPlane: ControlPlane;
  readonly copies: FollowedCopies;
  /** The folder with kubectl. */
  readonly binaries: string;
  /** Of a user with the phases' rights. */
  readonly phaseToken: string;
}

/** At the same time, on a machine that is also the cluster. */
const kubectlsAtMost = 16;
const passesAtMost = 6;

const kubectlCopy = (cluster: SeededCluster): Copy => ({ name: `seed-${cluster.seed}-kubectl`, cluster });
const ourCopy = (cluster: SeededCluster): Copy => ({ name: `seed-${cluster.seed}-ours`, cluster });
const copiesOf = (clusters: readonly SeededCluster[]) =>
  clusters.flatMap((cluster) => [kubectlCopy(cluster), ourCopy(cluster)]);

/** Makes both copies of each cluster, each with a namespace and nodes of its own, and waits until all are as they should be. */
export async function setUp(
  { controlPlane, copies: followed }: Place,
  clusters: readonly SeededCluster[],
): Promise<void> {
  const { client, webhookCaPem } = controlPlane;
  const copies = copiesOf(clusters);
  const objects = copies.flatMap(({ name, cluster }) => objectsOfCopy(cluster, name));
  const access = accessManifest() as unknown as readonly KubeObject[];
  await loadWorld(client, prepareWorld([...access, ...objects], webhookCaPem));
  await Promise.all(copies.map((copy) => beginToTerminate(client, copy)));
  await Promise.all(copies.map((copy) => orphanDaemonSets(client, followed, copy)));
  await Promise.all(copies.map((copy) => followed.untilPodsSettle(copy)));
  await Promise.all(copies.map((copy) => recountBudgets(client, copy)));
  await Promise.all(copies.map((copy) => followed.untilBudgetsSettle(copy)));
  const open = copies.filter(({ cluster }) => cluster.way === 'evict-while-budgets-move');
  await Promise.all(
    open.map(({ name }) =>
      client.mustSend('PATCH', `/api/v1/nodes/${openNodeOf(name)}`, { spec: { taints: [copyTaint(name)] } }),
    ),
  );
}

/** Adds the pods whose owners do not exist, when nothing collects them any more, and waits until they run. */
export async function addOrphans(place: Place, clusters: readonly SeededCluster[]): Promise<void> {
  const { controlPlane, copies: followed } = place;
  const copies = copiesOf(clusters);
  const orphans = copies.flatMap(({ name, cluster }) =>
    cluster.apps.flatMap((app) => orphansOf(app, name, cluster.nodes)),
  );
  await Promise.all(
    orphans.map((pod) =>
      controlPlane.client.mustSend('POST', `/api/v1/namespaces/${pod.metadata.namespace}/pods`, pod),
    ),
  );
  await Promise.all(copies.map((copy) => followed.untilPodsSettle(madeByHand(copy))));
}

/** The same pods, as if nobody but us had to make them. */
function madeByHand(copy: Copy): Copy {
  const apps = copy.cluster.apps.map((app): SeededApp => ({ ...app, owner: 'bare' }));
  return { ...copy, cluster: { ...copy.cluster, apps } };
}

/** Drains one copy with kubectl and the other with our phase, all clusters side by side. */
export async function compareDrains(place: Place, clusters: readonly SeededCluster[]): Promise<Comparison[]> {
  const kubectls = gate(kubectlsAtMost);
  const passes = gate(passesAtMost);
  return Promise.all(
    clusters.map(async (cluster) => {
      const [kubectl, ours] = await Promise.all([
        kubectls(() => withKubectl(place, kubectlCopy(cluster))),
        withOurPhase(place, ourCopy(cluster), passes),
      ]);
      return { cluster, kubectl, ours };
    }),
  );
}

async function withKubectl({ controlPlane, copies, binaries }: Place, copy: Copy): Promise<Comparison['kubectl']> {
  const before = copies.podsToDrain(copy);
  const { output, held } = await drainWithKubectl(binaries, controlPlane, copy);
  const fates = await copies.fatesOf(copy, before);
  return { output, fates: withHeld(fates, (pod, fate) => fate === 'kept' && held.has(pod)) };
}

/**
 * What kubectl would ask for ever we delete at once, where it is told to evict; where it is told to delete, it deletes the same pods.
 */
async function withOurPhase(
  { controlPlane, copies, phaseToken }: Place,
  copy: Copy,
  during: ReturnType<typeof gate>,
): Promise<Comparison['ours']> {
  const before = copies.podsToDrain(copy);
  const { entry, residual } = await drainWithOurPhase(controlPlane, phaseToken, copy, during);
  const fates = await copies.fatesOf(copy, before);
  const isEvicting = copy.cluster.way !== 'delete';
  return {
    warnings: entry.warnings,
    fates: withHeld(fates, (pod, fate) => isEvicting && fate === 'removed' && residual.has(pod)),
  };
}

function withHeld(fates: ReadonlyMap<Pod, Fate>, isHeld: (pod: string, fate: Fate) => boolean): Map<Pod, Fate> {
  return new Map([...fates].map(([pod, fate]) => [pod, isHeld(pod.metadata.name, fate) ? 'held' : fate]));
}

async function beginToTerminate(client: ControlPlane['client'], { name, cluster }: Copy): Promise<void> {
  const pods = cluster.apps
    .filter(({ state }) => state === 'terminating')
    .flatMap((app) => Array.from({ length: app.pods }, (_, index) => `${app.name}-${index}`));
  await Promise.all(
    pods.map((pod) => client.mustSend('DELETE', `/api/v1/namespaces/${name}/pods/${pod}`, { gracePeriodSeconds: 1 })),
  );
}

/** Of two budgets over one pod the disruption controller tells only one when the pod changes; the other counts when it is touched. */
async function recountBudgets(client: ControlPlane['client'], { name, cluster }: Copy): Promise<void> {
  const touch = { metadata: { annotations: { touched: 'yes' } } };
  await Promise.all(
    cluster.budgets.map((budget) =>
      client.mustSend('PATCH', `/apis/policy/v1/namespaces/${name}/poddisruptionbudgets/${budget.name}`, touch),
    ),
  );
}

async function orphanDaemonSets(client: ControlPlane['client'], followed: FollowedCopies, copy: Copy): Promise<void> {
  const isOrphaned = ({ owner }: SeededApp) => owner === 'orphaned DaemonSet';
  const apps = copy.cluster.apps.filter(isOrphaned);
  if (apps.length === 0) return;
  // Until then the DaemonSet owns them.
  const stillOwned = apps.map((app): SeededApp => ({ ...app, owner: 'DaemonSet' }));
  await followed.untilPodsSettle({ ...copy, cluster: { ...copy.cluster, apps: stillOwned } });
  await Promise.all(
    apps.map(({ name }) =>
      client.mustSend('DELETE', `/apis/apps/v1/namespaces/${copy.name}/daemonsets/${name}`, {
        propagationPolicy: 'Orphan',
      }),
    ),
  );
}

/** Lets so many in at the same time. */
function gate(atMost: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atMost;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((letIn) => void waiting.push(letIn));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
