import { RunningClock } from '../../sandbox/clock/running-clock.ts';
import type { ClusterClient } from '../../sandbox/control-plane/cluster-client.ts';
import type { KubeObject, Pod, PodTemplate } from '../../sandbox/kubernetes/objects.ts';
import type { RealKubernetes } from '../../sandbox/start-real-kubernetes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import { podBehaviour, type World } from '../../sandbox/world.ts';

export interface RealNightOptions {
  /** How many times shorter the machines' waits are than on AWS: 10, where nothing needs the time. */
  readonly waits?: number;
  /**
   * `prompt`, the default: pods whose node is gone go with it. `as-usual`: when the control plane gets to them, about a minute
   * later.
   */
  readonly podGc?: 'prompt' | 'as-usual';
}

/**
 * A sandbox on a control plane of its own, in real time. What only takes time takes little of it: EKS, instances, and pods that do
 * not say how long they take to start and to stop.
 */
export async function startRealNight(
  options: Omit<SandboxOptions, 'clock'>,
  { waits = 10, podGc = 'prompt' }: RealNightOptions = {},
): Promise<Sandbox<RealKubernetes>> {
  const world = brisk(options.world);
  const clock = new RunningClock();
  const sandbox = await startSandbox({ ...options, world, clock, speed: 1, waits, kubernetes: 'real' });
  if (podGc === 'prompt') await removeOrphansPromptly(sandbox.kubernetes.controlPlane.client);
  return sandbox;
}

/** Ends it the fast way: nothing of it is kept. */
export async function endRealNight(sandbox: Sandbox<RealKubernetes>): Promise<void> {
  await sandbox.kubernetes.controlPlane.stop('at-once');
  await sandbox.close();
}

function brisk({ nodeGroups, objects, ...world }: World): World {
  const atMost = (seconds: number) => Math.min(seconds, 1);
  return {
    ...world,
    nodeGroups: nodeGroups.map((group) => ({
      ...group,
      launchSeconds: atMost(group.launchSeconds),
      bootSeconds: atMost(group.bootSeconds),
      terminateSeconds: atMost(group.terminateSeconds),
      updateSeconds: 1,
      drainSeconds: 5,
    })),
    objects: objects.map(withBriskPods),
  };
}

function withBriskPods(object: KubeObject): KubeObject {
  if (object.kind === 'Pod') return withBriskBehaviour(object as Pod);
  const { template, ...spec } = (object.spec ?? {}) as { readonly template?: PodTemplate };
  if (!template || object.kind === 'PodTemplate') return object;
  return { ...object, spec: { ...spec, template: withBriskBehaviour(template) } };
}

function withBriskBehaviour<T extends Pick<PodTemplate, 'metadata'>>(pod: T) {
  const annotations = { [podBehaviour.startAfter]: '1', [podBehaviour.stopAfter]: '1', ...pod.metadata?.annotations };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

function removeOrphansPromptly(client: ClusterClient): Promise<void> {
  return client.follow('/api/v1/nodes', ({ type, object }) => {
    if (type === 'DELETED') void removePodsOf(client, object.metadata.name);
  });
}

/** Whoever cannot be asked any more has nothing to be removed. */
async function removePodsOf(client: ClusterClient, nodeName: string): Promise<void> {
  const { body } = await client.send('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${nodeName}`);
  const { items } = body as { readonly items?: readonly Pod[] | null };
  for (const { metadata } of items ?? []) {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    await client.send('DELETE', path, { gracePeriodSeconds: 0 });
  }
}
