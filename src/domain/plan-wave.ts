import { type BudgetVerdict, compareNames, judgeBudgets } from './budget-arithmetic.ts';
import { nameOf, planRemoval, type Removal } from './drain-removal.ts';
import type { DrainablePod, DrainScene } from './drain-scene.ts';
import { findRecounts } from './find-recounts.ts';
import type { DisruptionBudget, Node, Pod } from './kubernetes-objects.ts';
import { tolerates } from './tolerations.ts';
import type { Wave } from './wave-of-pod.ts';

/** Evictions that meet the same budget: they are sent one after another, because each rewrites the budget's status. */
export type EvictionChain = readonly Removal[];

/**
 * What to do about one wave at one time. Evictions come first, so that a budget has given all it can before it is
 * passed over.
 */
export interface WaveStep {
  readonly wave: Wave;
  readonly evictions: readonly EvictionChain[];
  readonly deletions: readonly Removal[];
  /** Not now: their budget may give yet, or the settings say to wait. */
  readonly held: readonly BudgetVerdict[];
  /** `namespace/name` of the budgets that hold pods until others of their pods, which are leaving, are gone. */
  readonly awaited: readonly string[];
  /** Never: the settings forbid to pass over their budgets. */
  readonly blocked: readonly Removal[];
}

export interface WaveQuestion {
  readonly scene: DrainScene;
  readonly wave: Wave;
  /** Of that wave, not terminating. */
  readonly pods: readonly DrainablePod[];
  readonly budgets: readonly DisruptionBudget[];
  /** On their way out already; in a forecast also the pods of the waves before. */
  readonly leaving: readonly Pod[];
  /** Budgets are passed over where the settings allow it. */
  readonly isPastDeadline: boolean;
  /** Everything that the passes would come to, instead of what this pass can do. */
  readonly isForecast: boolean;
}

export function planWave(question: WaveQuestion): WaveStep {
  const { scene, wave, budgets, leaving } = question;
  const pods = question.pods.map(({ pod }) => pod);
  const recounts = findRecounts(budgets, { pods, leaving, awaited: scene.awaited, now: scene.now });
  const verdicts = judgeBudgets(
    pods,
    budgets,
    (pod) => canMove(pod, scene),
    (budget) => recounts.has(budget),
  );
  const loses = new Map(question.pods.map((drainable) => [drainable.pod, drainable.loses]));
  const chosen = Map.groupBy(verdicts, (verdict) => dispose(verdict, question));
  const removal = (verdict: BudgetVerdict) =>
    planRemoval(verdict, { wave, loses: loses.get(verdict.pod) ?? [], settings: scene.settings });
  const held = chosen.get('hold') ?? [];
  const awaited = held.flatMap((verdict) => verdict.budgets.filter((budget) => recounts.get(budget) === 'leaving'));
  return {
    wave,
    evictions: chainsOf((chosen.get('evict') ?? []).map(removal)),
    deletions: (chosen.get('delete') ?? []).map(removal).sort((a, b) => compareNames(a.pod, b.pod)),
    held,
    awaited: [...new Set(awaited.map(nameOf))],
    blocked: (chosen.get('block') ?? []).map(removal),
  };
}

export function isEmptyStep({ evictions, deletions, held, blocked }: WaveStep): boolean {
  return evictions.length + deletions.length + held.length + blocked.length === 0;
}

/** Says whether a node that stays schedulable might take the pod's replacement. Room on it is not looked at. */
export function canMove({ tolerations }: Pod, { otherNodes }: Pick<DrainScene, 'otherNodes'>): boolean {
  return otherNodes.some(
    (node) =>
      isOpen(node) &&
      node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint)),
  );
}

function isOpen({ isFargate, isUnschedulable, ready, isAllocatable }: Node): boolean {
  return !isFargate && !isUnschedulable && ready === 'True' && isAllocatable;
}

type Disposal = 'evict' | 'delete' | 'hold' | 'block' | 'leave';

function dispose({ removal }: BudgetVerdict, { scene, wave, isPastDeadline, isForecast }: WaveQuestion): Disposal {
  if (removal === 'evict') return 'evict';
  const policy = scene.settings.budgets;
  // It comes back whatever is done: nothing to wait for, and no reason to fail a strict drain.
  if (wave === 'returning') return policy === 'strict' ? 'leave' : 'delete';
  if (removal === 'may-move' && isForecast) return 'evict';
  if (removal === 'may-move' && !isPastDeadline) return 'hold';
  if (policy === 'strict') return 'block';
  return policy === 'wait' && !isPastDeadline && !isForecast ? 'hold' : 'delete';
}

/** The longest chain takes the longest, so it begins first. */
function chainsOf(removals: readonly Removal[]): readonly EvictionChain[] {
  const chains = Map.groupBy(removals, ({ pod, budgets }) => budgets[0] ?? pod);
  return [...chains.values()].sort((a, b) => b.length - a.length);
}
