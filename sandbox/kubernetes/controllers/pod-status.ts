import type { Condition, Node, Pod } from '../objects.ts';
import { kubeTime } from '../prepare-object.ts';
import { withCondition } from './conditions.ts';

type PodStatus = NonNullable<Pod['status']>;

/** The pod runs on the node, and is not Ready yet. The pod is changed in place, as by the other two. */
export function setRunning(pod: Pod, node: Node, now: number): void {
  const hostIP = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '10.0.0.1';
  const podIP = pod.spec.hostNetwork ? hostIP : addressFrom(pod.metadata.uid ?? pod.metadata.name);
  const startedAt = kubeTime(now);
  const isNotReadyYet = { ready: false, started: true, restartCount: 0, state: { running: { startedAt } } };
  pod.status = {
    ...pod.status,
    phase: 'Running',
    startTime: startedAt,
    hostIP,
    hostIPs: [{ ip: hostIP }],
    podIP,
    podIPs: [{ ip: podIP }],
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      containerID: `containerd://${name}`,
      ...isNotReadyYet,
    })),
    conditions: ['PodReadyToStartContainers', 'Initialized', 'PodScheduled'].reduce<Condition[]>(
      (conditions, type) => withCondition(conditions, { type, status: 'True' }, now),
      pod.status?.conditions ?? [],
    ),
  };
}

/** Ready, or running without being it. */
export function setReady(pod: Pod, isReady: boolean, now: number): void {
  const status: PodStatus = pod.status ?? {};
  status.conditions = readyConditions(status.conditions, isReady, now);
  status.containerStatuses = (status.containerStatuses ?? []).map((container) => ({ ...container, ready: isReady }));
  pod.status = status;
}

/** Its containers have ended: `Succeeded` with exit code 0, `Failed` as by SIGTERM. */
export function setFinished(pod: Pod, phase: 'Succeeded' | 'Failed', now: number): void {
  const exit = phase === 'Succeeded' ? { exitCode: 0, reason: 'Completed' } : { exitCode: 143, reason: 'Error' };
  const status: PodStatus = pod.status ?? {};
  const startedAt = status.startTime ?? kubeTime(now);
  status.phase = phase;
  status.conditions = readyConditions(
    status.conditions,
    false,
    now,
    phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed',
  );
  status.containerStatuses = (status.containerStatuses ?? []).map((container) => ({
    ...container,
    ready: false,
    started: false,
    state: { terminated: { ...exit, startedAt, finishedAt: kubeTime(now) } },
  }));
  pod.status = status;
}

function readyConditions(
  conditions: readonly Condition[] | undefined,
  isReady: boolean,
  now: number,
  reason = 'ContainersNotReady',
): Condition[] {
  const condition = (type: string): Condition =>
    isReady ? { type, status: 'True' } : { type, status: 'False', reason };
  return withCondition(withCondition(conditions, condition('ContainersReady'), now), condition('Ready'), now);
}

/** An address in 10.0.0.0/8 that stays the pod's: out of 24 bits of a hash of its uid. */
function addressFrom(uid: string): string {
  let hash = 0x811c9dc5;
  for (const character of uid) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return `10.${(hash >>> 16) & 0xff}.${(hash >>> 8) & 0xff}.${hash & 0xff}`;
}
