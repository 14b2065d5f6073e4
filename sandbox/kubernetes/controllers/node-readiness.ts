import type { Condition, DaemonSet, Node } from '../objects.ts';
import { kubeTime } from '../prepare-object.ts';
import { findCondition, withCondition } from './conditions.ts';
import { type ControllerContext, nodeUser } from './controller-context.ts';
import { eligibility } from './daemon-set.ts';
import { isKubeletSilent, isNodeReady } from './node-rules.ts';
import { annotatedSeconds, isRunning, isTerminating } from './pod-facts.ts';
import type { Backoff } from './work-queue.ts';

/** How long after its registration a node's kubelet could be Ready. Seconds; default 0. */
export const bootSecondsAnnotation = 'sandbox.eks-scheduler.io/boot-seconds';

/** DaemonSets of kube-system without whose pod a node has no network. */
export const networkDaemonSets: readonly string[] = ['aws-node', 'kube-proxy'];

/** A kubelet tries to register its status again at its next sync. */
const backoff: Backoff = { firstMs: 10_000, longestMs: 10_000 };

/** Says Ready for a node's kubelet, once it has booted and the network's DaemonSets run on it. */
export function startNodeReadiness(context: ControllerContext): void {
  const { api, clock, informer, isFirstEvening } = context;
  const queue = context.queue(reconcile, backoff);
  context.feed(queue, 'nodes');
  context.on('pods', ({ object }) => {
    const nodeName = (object.spec as { nodeName?: string }).nodeName;
    const node = nodeName ? informer.get<Node>('nodes', undefined, nodeName) : undefined;
    if (node && !isNodeReady(node)) queue.add(node.metadata.name);
  });

  function reconcile(nodeName: string): void {
    const node = informer.get<Node>('nodes', undefined, nodeName);
    if (!node || isKubeletSilent(node) || isNodeReady(node) || isTerminating(node)) return;
    const bornAt = Date.parse(node.metadata.creationTimestamp ?? '') || clock.now();
    const bootedAt = bornAt + annotatedSeconds(node, bootSecondsAnnotation, 0) * 1000;
    if (!isFirstEvening && clock.now() < bootedAt) {
      queue.addAt(nodeName, bootedAt);
      return;
    }
    const condition = missingNetwork(node) ?? ready;
    if (findCondition(node.status?.conditions, 'Ready')?.message === condition.message) return;
    api.edit<Node>(
      nodeUser(nodeName),
      'nodes',
      undefined,
      nodeName,
      (live) => {
        live.status = { ...live.status, conditions: nodeConditions(live.status?.conditions, condition, clock.now()) };
      },
      { subresource: 'status' },
    );
  }

  function missingNetwork(node: Node): Condition | null {
    const running = new Set(
      informer
        .podsOn(node.metadata.name)
        .filter((pod) => isRunning(pod) && !isTerminating(pod))
        .flatMap((pod) => pod.metadata.ownerReferences ?? [])
        .map((owner) => owner.uid),
    );
    const isMissing = (name: string) => {
      const set = informer.get<DaemonSet>('daemonsets.apps', 'kube-system', name);
      return set && eligibility(set.spec.template.spec, node).mayStay && !running.has(set.metadata.uid ?? '');
    };
    return networkDaemonSets.some(isMissing) ? networkNotReady : null;
  }
}

const ready: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'KubeletReady',
  message: 'kubelet is posting ready status',
};

const networkNotReady: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'KubeletNotReady',
  message:
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady ' +
    'message:Network plugin returns error: cni plugin not initialized',
};

function nodeConditions(conditions: readonly Condition[] | undefined, readiness: Condition, now: number): Condition[] {
  const noPressure = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map(
    (type): Condition => ({ type, status: 'False', reason: 'KubeletHasNoPressure' }),
  );
  const lastHeartbeatTime = kubeTime(now);
  return [...noPressure, readiness].reduce<Condition[]>(
    (all, condition) => withCondition(all, { ...condition, lastHeartbeatTime }, now),
    [...(conditions ?? [])],
  );
}
