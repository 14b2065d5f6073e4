import { podBehaviour } from '../../world.ts';
import type { Node, Pod } from '../objects.ts';
import { type ControllerContext, nodeUser } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { jobTracking } from './job.ts';
import { isKubeletSilent, isNodeReady } from './node-rules.ts';
import { annotatedSeconds, isFinished, isReady, isTerminating } from './pod-facts.ts';
import { setFinished, setReady, setRunning } from './pod-status.ts';
import type { Backoff } from './work-queue.ts';

/** A kubelet tries again at its next sync. */
const backoff: Backoff = { firstMs: 10_000, longestMs: 10_000 };

/** What a kubelet intends with one pod, as instants. */
interface Intent {
  readonly uid: string | undefined;
  startAt?: number;
  leaveAt?: number;
  graceSeconds?: number;
}

/** Starts the pods that are bound to a node, and sees them out when they are deleted. */
export function startKubelets(context: ControllerContext): void {
  const { api, clock, informer, isFirstEvening } = context;
  const intents = new Map<string, Intent>();
  const queue = context.queue(reconcile, backoff);
  context.on('pods', ({ type, object }) => {
    const key = keyOf(object);
    if (type === 'DELETED') {
      queue.forget(key);
      intents.delete(key);
    } else if ((object as Pod).spec.nodeName) queue.add(key);
  });
  context.on('nodes', ({ object }) => {
    for (const pod of informer.podsOn(object.metadata.name)) queue.add(keyOf(pod));
  });

  function reconcile(key: string): void {
    const pod = informer.getByKey<Pod>('pods', key);
    const node = pod && informer.get<Node>('nodes', undefined, pod.spec.nodeName ?? '');
    if (!pod || !node || isKubeletSilent(node)) return;
    const intent = intentFor(key, pod);
    if (isTerminating(pod)) leave(key, pod, intent);
    else if (pod.status?.phase === 'Running') keepRunning(key, pod);
    else if (!isFinished(pod)) start(key, pod, node, intent);
  }

  function intentFor(key: string, pod: Pod): Intent {
    const known = intents.get(key);
    if (known?.uid === pod.metadata.uid && known) return known;
    const intent: Intent = { uid: pod.metadata.uid };
    intents.set(key, intent);
    return intent;
  }

  /** A pod with a network of its own waits for the node's. */
  function start(key: string, pod: Pod, node: Node, intent: Intent): void {
    const { hostNetwork } = pod.spec;
    if (!hostNetwork && !isNodeReady(node)) return;
    const seconds = isFirstEvening ? 0 : annotatedSeconds(pod, podBehaviour.startAfter, hostNetwork ? 2 : 5);
    intent.startAt ??= clock.now() + seconds * 1000;
    if (clock.now() < intent.startAt) queue.addAt(key, intent.startAt);
    else {
      writeStatus(pod, (live) => {
        setRunning(live, node, clock.now());
        setReady(live, shouldBeReady(pod), clock.now());
      });
    }
  }

  function keepRunning(key: string, pod: Pod): void {
    const wanted = shouldBeReady(pod);
    if (isReady(pod) !== wanted) writeStatus(pod, (live) => setReady(live, wanted, clock.now()));
    const runFor = annotatedSeconds(pod, podBehaviour.runFor, Number.POSITIVE_INFINITY);
    if (isFirstEvening || runFor === Number.POSITIVE_INFINITY || pod.spec.restartPolicy === 'Always') return;
    const endsAt = (Date.parse(pod.status?.startTime ?? '') || clock.now()) + runFor * 1000;
    if (clock.now() < endsAt) queue.addAt(key, endsAt);
    else writeStatus(pod, (finished) => setFinished(finished, 'Succeeded', clock.now()));
  }

  /** Out at the end of `stop-after` or of the grace, whichever is first, counted from the request; a later request only shortens. */
  function leave(key: string, pod: Pod, intent: Intent): void {
    const grace = pod.metadata.deletionGracePeriodSeconds ?? 0;
    // Only a finalizer keeps a pod of grace 0: nothing of it runs any more.
    if (grace === 0) return;
    if (intent.leaveAt === undefined || intent.graceSeconds === undefined) {
      intent.leaveAt = clock.now() + Math.min(annotatedSeconds(pod, podBehaviour.stopAfter, 2), grace) * 1000;
    } else if (grace < intent.graceSeconds) {
      intent.leaveAt = Math.min(intent.leaveAt, clock.now() + grace * 1000);
    }
    intent.graceSeconds = grace;
    const hasStarted = pod.status?.phase === 'Running';
    if (hasStarted && clock.now() < intent.leaveAt) queue.addAt(key, intent.leaveAt);
    else remove(pod);
  }

  function remove(pod: Pod): void {
    const user = nodeUser(pod.spec.nodeName ?? '');
    // The Job controller counts a pod by its last phase. For all others it would be a write that nobody here looks at.
    if (pod.metadata.finalizers?.includes(jobTracking) && !isFinished(pod)) {
      writeStatus(pod, (live) => setFinished(live, 'Failed', clock.now()));
    }
    const { namespace, name, uid } = pod.metadata;
    api.delete(user, 'pods', namespace, name, { gracePeriodSeconds: 0, ...(uid && { preconditions: { uid } }) });
  }

  function writeStatus(pod: Pod, change: (live: Pod) => void): void {
    const { namespace, name } = pod.metadata;
    api.edit<Pod>(nodeUser(pod.spec.nodeName ?? ''), 'pods', namespace, name, change, { subresource: 'status' });
  }
}

function shouldBeReady(pod: Pod): boolean {
  return pod.metadata.annotations?.[podBehaviour.neverReady] !== 'true';
}
