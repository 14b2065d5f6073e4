import type { BudgetVerdict } from './budget-arithmetic.ts';
import type { WaveStep } from './drain-plan.ts';
import type { DrainScene, SortedPods } from './drain-scene.ts';
import type { Loss } from './judge-pod.ts';
import type { DisruptionBudget, Pod } from './kubernetes-objects.ts';
import type { DrainSettings } from './run-settings.ts';
import { type Wave, waves } from './wave-of-pod.ts';

/** One pod that is to be asked to leave, by an eviction or by a deletion. */
export interface Removal {
  readonly pod: Pod;
  /** What to ask for, or null to leave it to the pod. Never 0. */
  readonly graceSeconds: number | null;
  readonly loses: readonly Loss[];
  /** `namespace/name` of the budgets that guard it. */
  readonly budgets: readonly string[];
  /** Why a budget never lets it go: `budget shop/cart-pdb keeps 1 of 1`; null where none stands in the way. */
  readonly obstacle: string | null;
  readonly wave: Wave;
  /** It is past the end of the drain's patience. */
  readonly isForced: boolean;
}

export function planRemoval(
  { pod, removal, budgets }: BudgetVerdict,
  { wave, loses, settings }: { wave: Wave; loses: readonly Loss[]; settings: DrainSettings },
): Removal {
  return {
    pod,
    graceSeconds: graceFor(pod, settings),
    loses,
    budgets: budgets.map(nameOf),
    obstacle: removal === 'evict' ? null : obstacleOf(budgets),
    wave,
    isForced: false,
  };
}

/**
 * Takes everything at once, whatever its wave and its budgets: with its own grace what has not been asked yet, with one second what was asked and
 * still has grace to come. Null when nothing is left.
 */
export function forcedStep(scene: DrainScene, sorted: SortedPods): WaveStep | null {
  const forced = { loses: [], budgets: [], obstacle: null, isForced: true };
  const deletions = waves.flatMap((wave): Removal[] => {
    const { toAsk = [], terminating = [] } = sorted.waves.get(wave) ?? {};
    const slow = terminating.filter(({ deletionAt }) => (deletionAt?.getTime() ?? 0) > scene.now.getTime() + 1000);
    return [
      ...toAsk.map(({ pod, loses }) => ({ ...forced, wave, pod, loses, graceSeconds: graceFor(pod, scene.settings) })),
      ...slow.map((pod) => ({ ...forced, wave, pod, graceSeconds: 1 })),
    ];
  });
  const wave = waves.find((name) => sorted.waves.has(name));
  return wave ? { wave, evictions: [], deletions, held: [], blocked: [] } : null;
}

/** What the report says of a removal. */
export function detailOf({ obstacle, isForced, graceSeconds, wave, loses }: Removal): string | null {
  const facts = [
    obstacle,
    isForced ? `past the drain's deadline${graceSeconds === 1 ? ', with a grace of 1 s' : ''}` : null,
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
  return `budget ${nameOf(budget)} keeps ${budget.desiredHealthy} of ${budget.expectedPods}`;
}

export function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** The setting only shortens. A pod that asks for no grace gets a second: its node is alive, so its name must not be freed before it has ended. */
function graceFor(pod: Pod, { podGracePeriodSeconds }: DrainSettings): number | null {
  const grace = graceOf(pod, podGracePeriodSeconds);
  return grace === pod.graceSeconds ? null : grace;
}

/** Seconds that a pod has from being asked to being killed. */
export function graceOf({ graceSeconds }: Pod, podGracePeriodSeconds: number | null): number {
  return Math.max(1, Math.min(graceSeconds, podGracePeriodSeconds ?? graceSeconds));
}
