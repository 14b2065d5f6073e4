import type { BudgetVerdict } from './budget-arithmetic.ts';
import type { DrainablePod } from './drain-scene.ts';
import type { Loss } from './judge-pod.ts';
import type { DisruptionBudget, Pod } from './kubernetes-objects.ts';
import type { DrainSettings } from './run-settings.ts';
import type { Wave } from './wave-of-pod.ts';

/** One pod that is to be asked to leave, by an eviction or by a deletion. */
export interface Removal extends DrainablePod {
  /** What to ask for, or null to leave it to the pod. Never 0. */
  readonly graceSeconds: number | null;
  /** `namespace/name` of the budgets that guard it. */
  readonly budgets: readonly string[];
  /** Why a budget never lets it go: `budget shop/cart-pdb keeps 1 of 1`; null where none stands in the way. */
  readonly obstacle: string | null;
  /** The drain's patience is over. */
  readonly isForced: boolean;
}

export function planRemoval(
  { pod, removal, budgets }: BudgetVerdict,
  { wave, loses, settings }: { wave: Wave; loses: readonly Loss[]; settings: DrainSettings },
): Removal {
  const obstacle = removal === 'evict' ? null : obstacleOf(budgets);
  return {
    pod,
    wave,
    loses,
    graceSeconds: askFor(pod, settings),
    budgets: budgets.map(nameOf),
    obstacle,
    isForced: false,
  };
}

/**
 * A deletion past the end of all patience: budgets no longer count, and a pod that was asked before has one second
 * left.
 */
export function forceRemoval(
  drainable: DrainablePod,
  settings: DrainSettings,
  grace: 'own-grace' | 'one-second',
): Removal {
  const graceSeconds = grace === 'one-second' ? 1 : askFor(drainable.pod, settings);
  return { ...drainable, graceSeconds, budgets: [], obstacle: null, isForced: true };
}

/** What the report says of a removal beside its pod's name, or null. */
export function detailOf({ obstacle, isForced, wave, loses }: Removal): string | null {
  const facts = [
    obstacle,
    isForced ? "past the drain's deadline" : null,
    wave === 'returning' ? 'tolerates a cordon and comes back' : null,
    loses.includes('emptyDir') ? 'its emptyDir data is lost' : null,
    loses.includes('unmanaged') ? 'nothing brings it back' : null,
  ].filter((fact) => fact !== null);
  return facts.length > 0 ? facts.join('; ') : null;
}

/** Why budgets hold a pod for ever, in the report's words. */
export function obstacleOf(budgets: readonly DisruptionBudget[]): string {
  const [budget, ...others] = budgets;
  if (!budget) return 'no budget';
  if (others.length > 0) return `budgets ${budgets.map(nameOf).join(' and ')} both guard it`;
  if (!budget.isSynced) return `budget ${nameOf(budget)} is not synced`;
  if (budget.expectedPods === 0)
    return `budget ${nameOf(budget)} allows nothing: no controller says how many pods it wants`;
  return `budget ${nameOf(budget)} keeps ${budget.desiredHealthy} of ${budget.expectedPods}`;
}

export function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** Seconds that a pod has from being asked to being killed. The setting only shortens. */
export function graceOf({ graceSeconds }: Pod, { podGracePeriodSeconds }: DrainSettings): number {
  return Math.max(1, Math.min(graceSeconds, podGracePeriodSeconds ?? graceSeconds));
}

/**
 * A pod that asks for no grace is given a second: its node is alive, so its name must not be freed while its process
 * may run.
 */
function askFor(pod: Pod, settings: DrainSettings): number | null {
  const grace = graceOf(pod, settings);
  return grace === pod.graceSeconds ? null : grace;
}
