import { isFinished } from './judge-pod.ts';
import type { DisruptionBudget, Pod } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';

/**
 * `evict`: the Eviction API takes it now. `residual`: no eviction can ever remove it. `may-move`: not now, but a
 * replacement can become Ready elsewhere, or the budget can be counted again, and then it may give.
 */
export interface BudgetVerdict {
  readonly pod: Pod;
  readonly removal: 'evict' | 'residual' | 'may-move';
  /** The budgets that guard it; none for a pod that the Eviction API does not ask them about. */
  readonly budgets: readonly DisruptionBudget[];
}

/**
 * Says for each pod whether the budgets let it go, once every node that could take a replacement is cordoned.
 *
 * Then replacements stay Pending, so a budget with D = desiredHealthy and H = currentHealthy lets H - D Ready pods go
 * and keeps min(D, H) for ever. Pods that are not Ready go freely under AlwaysAllow, or while H >= D > 0; with D = 0
 * each takes a disruption that comes back, so they go before the Ready ones, which would take the last. Two budgets
 * on one pod let it never go. A budget that is not synced lets nothing go now, and never will unless it is counted
 * again.
 *
 * Pods come back in the order to ask them in: within a budget those that are not Ready first, then by namespace and
 * name.
 *
 * Source: kubernetes pkg/registry/core/pod/storage/eviction.go and pkg/controller/disruption.
 *
 * @param pods Pods that are not terminating, of one wave.
 * @param canMove Whether some node that stays schedulable might take the pod's replacement.
 * @param mayBeCounted Whether a budget that is not synced may be in a moment.
 */
export function judgeBudgets(
  pods: readonly Pod[],
  budgets: readonly DisruptionBudget[],
  canMove: (pod: Pod) => boolean,
  mayBeCounted: (budget: DisruptionBudget) => boolean,
): readonly BudgetVerdict[] {
  const guards = budgetsOf(budgets);
  const disruptionsLeft = new Map(budgets.map((budget) => [budget, allowedBy(budget)]));
  const guarded = [...pods].sort(byReadinessThenName).map((pod) => ({ pod, budgets: guards(pod) }));
  const mobile = new Set(
    guarded.filter(({ budgets, pod }) => budgets.length === 1 && canMove(pod)).map(({ budgets }) => budgets[0]),
  );
  return guarded.map(({ pod, budgets: [budget, ...others] }) => {
    if (!budget) return { pod, removal: 'evict', budgets: [] };
    const all = [budget, ...others];
    if (others.length > 0) return { pod, removal: 'residual', budgets: all };
    if (!pod.isReady && letsUnreadyGo(budget)) return { pod, removal: 'evict', budgets: all };
    const left = disruptionsLeft.get(budget) ?? 0;
    if (pod.isReady && left > 0) {
      disruptionsLeft.set(budget, left - 1);
      return { pod, removal: 'evict', budgets: all };
    }
    const mayMove = budget.isSynced ? mobile.has(budget) : mayBeCounted(budget);
    return { pod, removal: mayMove ? 'may-move' : 'residual', budgets: all };
  });
}

/**
 * The budgets as they are once these pods are gone and nothing Ready has come in their place: for a plan over several
 * waves.
 */
export function budgetsWithout(
  budgets: readonly DisruptionBudget[],
  removed: readonly Pod[],
): readonly DisruptionBudget[] {
  const guards = budgetsOf(budgets);
  const readyGone = new Map<DisruptionBudget, number>();
  for (const pod of removed.filter(({ isReady }) => isReady)) {
    for (const budget of guards(pod)) readyGone.set(budget, (readyGone.get(budget) ?? 0) + 1);
  }
  return budgets.map((budget) => {
    const currentHealthy = Math.max(0, budget.currentHealthy - (readyGone.get(budget) ?? 0));
    const surplus = Math.max(0, currentHealthy - budget.desiredHealthy);
    return { ...budget, currentHealthy, disruptionsAllowed: Math.min(budget.disruptionsAllowed, surplus) };
  });
}

/** Whether a pod under that budget alone goes while it is not Ready. */
export function letsUnreadyGo(budget: DisruptionBudget): boolean {
  const { currentHealthy, desiredHealthy, unhealthyPodEvictionPolicy } = budget;
  if (unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return (currentHealthy >= desiredHealthy && desiredHealthy > 0) || allowedBy(budget) > 0;
}

function allowedBy({ isSynced, disruptionsAllowed }: DisruptionBudget): number {
  return isSynced ? disruptionsAllowed : 0;
}

/** Answers the budgets that the Eviction API would ask about a pod: none for one that has ended or has not begun. */
export function budgetsOf(budgets: readonly DisruptionBudget[]): (pod: Pod) => readonly DisruptionBudget[] {
  const byNamespace = Map.groupBy(budgets, ({ namespace }) => namespace);
  return (pod) => {
    if (isFinished(pod) || pod.phase === 'Pending' || pod.deletionAt !== null) return [];
    return (byNamespace.get(pod.namespace) ?? []).filter(({ selector }) => matchesSelector(selector, pod.labels));
  };
}

function byReadinessThenName(a: Pod, b: Pod): number {
  return Number(a.isReady) - Number(b.isReady) || compareNames(a, b);
}

/** The one order in which pods are chosen, so that a dry run and every pass of the real one choose the same. */
export function compareNames(a: Pick<Pod, 'namespace' | 'name'>, b: Pick<Pod, 'namespace' | 'name'>): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
