import type { V1PodDisruptionBudget } from '@kubernetes/client-node';
import type { DisruptionBudget } from '../domain/kubernetes-objects.ts';
import { selectorFromApi } from './selector-from-api.ts';

export function budgetFromApi(budget: V1PodDisruptionBudget): DisruptionBudget {
  const { metadata, spec, status } = budget;
  const hasSyncFailed = status?.conditions?.some(
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
    isSynced: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0) && !hasSyncFailed,
  };
}
