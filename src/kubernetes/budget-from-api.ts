import type { V1ObjectMeta, V1PodDisruptionBudget } from '@kubernetes/client-node';
import type { DisruptionBudget } from '../domain/kubernetes-objects.ts';
import { selectorFromApi } from './selector-from-api.ts';

export function budgetFromApi(budget: V1PodDisruptionBudget): DisruptionBudget {
  const { metadata, spec, status } = budget;
  const failure = status?.conditions?.find(
    (condition) => condition.type === 'DisruptionAllowed' && condition.reason === 'SyncFailed',
  );
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    // Absent matches no pod; empty matches all of the namespace.
    selector: spec?.selector ? selectorFromApi(spec.selector) : null,
    desiredHealthy: status?.desiredHealthy ?? 0,
    currentHealthy: status?.currentHealthy ?? 0,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    expectedPods: status?.expectedPods ?? 0,
    unhealthyPodEvictionPolicy: spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow' ? 'AlwaysAllow' : 'IfHealthyBudget',
    isSynced: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) && !failure,
    changedAt: latest([...specChanges(metadata), ...(failure ? [failure.lastTransitionTime] : [])]),
  };
}

/**
 * Kubernetes keeps no time of a change of the spec, but notes for each writer what it wrote and when that changed last. Where those
 * notes were cleared away, only the creation is known.
 */
function specChanges({ creationTimestamp, managedFields = [] }: V1ObjectMeta = {}): readonly (Date | undefined)[] {
  const ofSpec = managedFields.filter(({ fieldsV1 = {} }) => 'f:spec' in fieldsV1);
  return [creationTimestamp, ...ofSpec.map(({ time }) => time)];
}

function latest(times: readonly (Date | undefined)[]): Date {
  return new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)));
}
