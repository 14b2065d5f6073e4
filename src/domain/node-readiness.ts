import type { Node, Taint } from './kubernetes-objects.ts';

/** Taints that the nodes of a group always carry, as EKS holds them. */
export type OwnTaints = readonly { readonly key: string; readonly value?: string; readonly effect: string }[];

export type NodeReadiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** The API server puts this on every unschedulable node; whoever cordoned it is asked about separately. */
const cordonTaint = 'node.kubernetes.io/unschedulable';

/**
 * Says whether pods can be scheduled to a node: Ready, with resources to give, not cordoned, and without any NoSchedule or NoExecute
 * taint but those its group always carries (a startup taint stays until its agent runs). `isCordonedByUs`: a cordon that the next
 * phase takes away does not count.
 */
export function nodeReadiness(node: Node, ownTaints: OwnTaints, isCordonedByUs: boolean): NodeReadiness {
  if (node.ready !== 'True') return notReady(node.ready === 'Unknown' ? 'has fallen silent' : 'is not Ready');
  if (!node.isAllocatable) return notReady('has no resources to give yet');
  if (node.isUnschedulable && !isCordonedByUs) return notReady('is cordoned, not by this scheduler');
  const taint = node.taints.find((one) => isClosing(one) && !isOwn(one, ownTaints));
  return taint ? notReady(`still carries the taint ${taint.key}:${taint.effect}`) : { ready: true };
}

/** True where a node's kubelet answers: enough for pods that are on it already. */
export function isNodeUp(node: Node): boolean {
  return node.ready === 'True';
}

function notReady(reason: string): NodeReadiness {
  return { ready: false, reason };
}

function isClosing(taint: Taint): boolean {
  return taint.effect !== 'PreferNoSchedule' && taint.key !== cordonTaint;
}

function isOwn(taint: Taint, ownTaints: OwnTaints): boolean {
  return ownTaints.some(
    (own) => own.key === taint.key && own.effect === taint.effect && (own.value ?? '') === (taint.value ?? ''),
  );
}
