import type { Node, Pod } from '../objects.ts';
import { allocatableOf, type Load } from './node-load.ts';
import { taints, taintsOf, tolerates, wantsNode } from './node-rules.ts';

/** Sums of requests are sums of fractions: a millionth of a core or a byte is rounding. */
const rounding = 1e-6;

/** Why a pod cannot go onto a node, in the scheduler's words; null where it can. */
export function reasonAgainst(pod: Pod, node: Node, used: Load, requested: Load): string | null {
  const { tolerations } = pod.spec;
  if (node.spec?.unschedulable && !toleratesCordon(pod)) {
    return 'node(s) were unschedulable';
  }
  if (!wantsNode(pod.spec, node)) return "node(s) didn't match Pod's node affinity/selector";
  const barrier = taintsOf(node).find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerates(tolerations, taint));
  if (barrier) return `node(s) had untolerated taint {${barrier.key}: ${barrier.value ?? ''}}`;
  return shortage(allocatableOf(node), used, requested);
}

/** Says whether a pod goes onto cordoned nodes too, as a DaemonSet's do. */
export function toleratesCordon({ spec }: Pod): boolean {
  return tolerates(spec.tolerations, { key: taints.unschedulable, effect: 'NoSchedule' });
}

function shortage(allocatable: Load, used: Load, requested: Load): string | null {
  if (used.pods + requested.pods > allocatable.pods) return 'Too many pods';
  if (requested.cpu > 0 && used.cpu + requested.cpu > allocatable.cpu + rounding) return 'Insufficient cpu';
  if (requested.memory > 0 && used.memory + requested.memory > allocatable.memory + rounding) {
    return 'Insufficient memory';
  }
  return null;
}
