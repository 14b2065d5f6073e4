import type { Readable } from '../../src/aws/ports.ts';
import { autoscalersIn } from '../../src/domain/find-autoscaler.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';
import type { AutoscalerRecord } from '../../src/domain/recorded-state.ts';
import type { PhaseContext } from '../phase.ts';

interface KnownOfAutoscalers extends Readable<AutoscalerRecord> {
  /** Those that this run brings back. */
  readonly paused: readonly { readonly namespace: string; readonly name: string }[];
}

/**
 * Says so where the Cluster Autoscaler is at 0 and nobody knows what it ran with: both copies are lost, or it has been at 0 all
 * along. It is left at 0.
 */
export function warnOfUnknown(
  { run, notes }: PhaseContext,
  workloads: readonly Workload[],
  { records, paused }: KnownOfAutoscalers,
): void {
  for (const { namespace, name, desired } of autoscalersIn(workloads, run.settings.autoscaler.deployment)) {
    const isSame = (one: { readonly namespace: string; readonly name: string }) =>
      one.namespace === namespace && one.name === name;
    if (desired > 0 || paused.some(isSame) || records.some(isSame)) continue;
    notes.warn(
      `Deployment ${namespace}/${name} is at 0 replicas, and nothing says what it ran with, neither the table nor its annotation: ` +
        `it stays at 0. If that is wrong: kubectl --namespace ${namespace} scale deployment ${name} --replicas=N`,
    );
  }
}
