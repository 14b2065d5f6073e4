import type { Node, Pod, Workload } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';
import { isNodeUp } from './node-readiness.ts';

/** What a workload's readiness is read from, beside its own status. */
export interface TierSurroundings {
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  /** `namespace/name` of the Deployments that we hold at 0 and bring back later. */
  readonly paused: ReadonlySet<string>;
}

export type WorkloadReadiness =
  | { readonly state: 'ready' }
  /** An autoscaler that this scheduler holds at 0 until the tiers are up. */
  | { readonly state: 'paused' }
  /** Nobody wants a pod of it: not waited for. */
  | { readonly state: 'empty' }
  | { readonly state: 'waiting'; readonly trouble: string };

/**
 * Says whether a workload serves. Its status alone does not tell: right after the nodes are back it is last night's, until its
 * controller has noticed which pods are lost. So its pods must be Ready, on Ready nodes. Pure; never throws.
 */
export function workloadReadiness(workload: Workload, surroundings: TierSurroundings): WorkloadReadiness {
  const { paused, nodes } = surroundings;
  if (workload.kind === 'DaemonSet') return daemonSetReadiness(workload, surroundings);
  if (workload.desired === 0) {
    return { state: paused.has(`${workload.namespace}/${workload.name}`) ? 'paused' : 'empty' };
  }
  if (!workload.isObserved) return waiting('its controller has not looked at it yet');
  const pods = podsOf(workload, surroundings.pods);
  const serving = pods.filter((pod) => isServing(pod, nodes)).length;
  if (workload.available >= workload.desired && serving >= workload.desired) return { state: 'ready' };
  return waiting(troubleOf(workload.desired, Math.min(serving, workload.available), pods));
}

/** Nodes that never came do not hold a DaemonSet back: it has to serve on those that did. */
function daemonSetReadiness(workload: Workload, { pods, nodes }: TierSurroundings): WorkloadReadiness {
  const upNodes = nodes.filter(isNodeUp);
  // No pods wanted proves nothing before there are nodes to want them on.
  if (upNodes.length === 0) return waiting('no node is Ready yet');
  if (!workload.isObserved) return waiting('its controller has not looked at it yet');
  if (workload.desired === 0) return { state: 'empty' };
  const own = podsOf(workload, pods);
  const serving = own.filter((pod) => isServing(pod, nodes)).length;
  const wanted = Math.max(1, workload.desired - (nodes.length - upNodes.length));
  return serving >= wanted ? { state: 'ready' } : waiting(troubleOf(wanted, serving, own));
}

/**
 * True where nodes are all that a workload lacks: each of its pods serves or waits for a node, and at least one waits. A StatefulSet
 * makes its pods one after another, so those that are not there yet wait as well. A DaemonSet never waits for more nodes. Pure.
 */
export function lacksNodesAlone(workload: Workload, { pods, nodes }: TierSurroundings): boolean {
  if (workload.kind === 'DaemonSet' || !workload.isObserved) return false;
  const own = podsOf(workload, pods);
  const others = own.filter((pod) => !isUnplaced(pod));
  const unplaced = own.length - others.length;
  const isComplete = own.length >= workload.desired || workload.kind === 'StatefulSet';
  const doOthersServe = others.every((pod) => isServing(pod, nodes)) && workload.available >= others.length;
  return unplaced > 0 && isComplete && doOthersServe;
}

function isUnplaced({ phase, nodeName, trouble }: Pod): boolean {
  return phase === 'Pending' && nodeName === null && trouble === null;
}

function waiting(trouble: string): WorkloadReadiness {
  return { state: 'waiting', trouble };
}

/** Live pods of the workload: finished and leaving ones are nobody's help. */
function podsOf(workload: Workload, pods: readonly Pod[]): Pod[] {
  return pods.filter(
    ({ namespace, labels, phase, deletionAt }) =>
      namespace === workload.namespace &&
      matchesSelector(workload.selector, labels) &&
      phase !== 'Succeeded' &&
      phase !== 'Failed' &&
      deletionAt === null,
  );
}

function isServing(pod: Pod, nodes: readonly Node[]): boolean {
  const node = nodes.find(({ name }) => name === pod.nodeName);
  return pod.isReady && node !== undefined && isNodeUp(node);
}

function troubleOf(wanted: number, serving: number, pods: readonly Pod[]): string {
  const held = pods.find(({ trouble }) => trouble !== null);
  const homeless = pods.filter(({ nodeName }) => nodeName === null).length;
  const missing = wanted - pods.length;
  const because = held
    ? `: ${held.name} ${held.trouble}`
    : homeless > 0
      ? `: ${homeless} without a node`
      : missing > 0
        ? `: ${missing} not created`
        : '';
  return `${serving} of ${wanted} pods ready${because}`;
}
