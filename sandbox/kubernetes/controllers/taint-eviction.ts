import type { Node, Pod } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { matchesTaint, type Taint, taintsOf } from './node-rules.ts';
import { isActive } from './pod-facts.ts';

const user = controllerUser('taint-eviction-controller');

/** Deletes pods from nodes with a NoExecute taint, at once or when they have tolerated it for as long as they do. */
export function startTaintEvictionController(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const queue = context.queue(reconcile);
  context.on('pods', ({ type, object }) => {
    if (type === 'DELETED') queue.forget(keyOf(object));
    else if ((object as Pod).spec.nodeName) queue.add(keyOf(object));
  });
  context.on('nodes', ({ object }) => {
    for (const pod of informer.podsOn(object.metadata.name)) queue.add(keyOf(pod));
  });

  function reconcile(key: string): void {
    // A timer of an earlier look may be for a taint that is gone.
    queue.cancelTimer(key);
    const pod = informer.getByKey<Pod>('pods', key);
    const node = pod && informer.get<Node>('nodes', undefined, pod.spec.nodeName ?? '');
    if (!pod || !node || !isActive(pod)) return;
    const leaveAt = Math.min(...taintsOf(node).map((taint) => leavingTime(pod, taint, clock.now())));
    if (leaveAt <= clock.now()) api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name);
    else if (Number.isFinite(leaveAt)) queue.addAt(key, leaveAt);
  }
}

/** When a pod has to go because of one taint; Infinity where it need not. Milliseconds since 1970. */
function leavingTime(pod: Pod, taint: Taint, now: number): number {
  if (taint.effect !== 'NoExecute') return Number.POSITIVE_INFINITY;
  const tolerations = (pod.spec.tolerations ?? []).filter((toleration) => matchesTaint(toleration, taint));
  if (tolerations.length === 0) return now;
  const addedAt = Date.parse(taint.timeAdded ?? '') || now;
  return Math.min(
    ...tolerations.map(({ tolerationSeconds }) =>
      tolerationSeconds === undefined ? Number.POSITIVE_INFINITY : addedAt + tolerationSeconds * 1000,
    ),
  );
}
