import { budgetsOf, letsUnreadyGo } from './budget-arithmetic.ts';
import type { DisruptionBudget, Pod } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';

/**
 * Seconds after a change in which a budget that is not synced is taken for one that its controller has not come to. It
 * needs milliseconds; where another controller takes over, the 15 s of the old one's lease and the time to read the
 * cluster. After that it is one that cannot be synced, and that no waiting helps.
 */
export const syncedWithinSeconds = 60;

/**
 * Why a budget that is not synced may be in a moment. `changed`: its controller may not have come to it yet. `leaving`:
 * pods of it leave, and one of them may be what keeps it from being counted. `left`: they left a moment ago.
 */
export type Recount = 'changed' | 'leaving' | 'left';

export interface RecountQuestion {
  /** Of the wave that is asked now, not terminating. */
  readonly pods: readonly Pod[];
  /** Those that are on their way out already, and end in time. */
  readonly leaving: readonly Pod[];
  /** `namespace/name` of the budgets that were `leaving` in the pass before. */
  readonly awaited: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Finds the budgets that are not synced now and may be in a moment. The others that are not synced never will be.
 *
 * A budget in percent, or of pods that may be unavailable, fails while one of its pods has an owner that does not say
 * how many it wants, and is counted again when that pod has gone. Which pod it is Kubernetes says in prose alone, so
 * each of its pods that leaves by itself is waited for: those that are terminating and not stuck, and those that the
 * budget does not hold. That ends with their graces. Then the budget is looked at once more, because its controller
 * may be a moment behind and a budget that fails again looks the same as one that was not counted again.
 *
 * Source: kubernetes pkg/controller/disruption, getExpectedScale and failSafe.
 */
export function findRecounts(
  budgets: readonly DisruptionBudget[],
  question: RecountQuestion,
): ReadonlyMap<DisruptionBudget, Recount> {
  const unsynced = budgets.filter(({ isSynced }) => !isSynced);
  if (unsynced.length === 0) return new Map();
  const leaving = [...question.leaving, ...question.pods.filter(goesFreely(budgets))];
  return new Map(
    unsynced.flatMap((budget) => {
      const recount = recountOf(budget, leaving, question);
      return recount ? [[budget, recount] as const] : [];
    }),
  );
}

function recountOf(
  budget: DisruptionBudget,
  leaving: readonly Pod[],
  { awaited, now }: RecountQuestion,
): Recount | null {
  const { namespace, name, selector, changedAt } = budget;
  if (leaving.some((pod) => pod.namespace === namespace && matchesSelector(selector, pod.labels))) return 'leaving';
  if (awaited.has(`${namespace}/${name}`)) return 'left';
  return now.getTime() < changedAt.getTime() + syncedWithinSeconds * 1000 ? 'changed' : null;
}

/** Whether the Eviction API lets a pod go whatever is left of its budgets. */
function goesFreely(budgets: readonly DisruptionBudget[]): (pod: Pod) => boolean {
  const guards = budgetsOf(budgets);
  return (pod) => {
    const [budget, ...others] = guards(pod);
    return !budget || (others.length === 0 && !pod.isReady && letsUnreadyGo(budget));
  };
}
