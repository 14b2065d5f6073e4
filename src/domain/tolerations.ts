import type { Taint, Toleration } from './kubernetes-objects.ts';

const cordonTaint: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/**
 * Says whether one of the tolerations fits the taint, as the scheduler reads them: no key with Exists fits any taint,
 * no effect any effect.
 */
export function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some((toleration) => {
    if (toleration.effect && toleration.effect !== taint.effect) return false;
    if (!toleration.key) return toleration.operator === 'Exists';
    if (toleration.key !== taint.key) return false;
    return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
  });
}

/** Says whether a pod may be scheduled onto a cordoned node: draining such a pod only brings it back. */
export function toleratesCordon(tolerations: readonly Toleration[]): boolean {
  return tolerates(tolerations, cordonTaint);
}
