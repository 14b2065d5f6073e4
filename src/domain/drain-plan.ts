import { type BudgetVerdict, budgetsWithout, compareNames, judgeBudgets } from './budget-arithmetic.ts';
import { forcedStep, planRemoval, type Removal } from './drain-removal.ts';
import { type DrainablePod, type DrainScene, type SortedPods, sortPods } from './drain-scene.ts';
import { drainWait } from './drain-wait.ts';
import type { DisruptionBudget, Node, Pod } from './kubernetes-objects.ts';
import { tolerates } from './tolerations.ts';
import { type Wave, waves } from './wave-of-pod.ts';

/** Evictions that meet the same budget: they are sent one after another, because each rewrites the budget's status. */
export type EvictionChain = readonly Removal[];

/** What to do about one wave at one time. */
export interface WaveStep {
  readonly wave: Wave;
  readonly evictions: readonly EvictionChain[];
  readonly deletions: readonly Removal[];
  /** Not now: their budget may give yet, or the settings say to wait. */
  readonly held: readonly BudgetVerdict[];
  /** Never: the settings forbid to pass over their budgets. */
  readonly blocked: readonly BudgetVerdict[];
}

/** What one pass does, and what is left before it. */
export interface DrainPlan extends SortedPods {
  /** Null when no pod is left to drain. */
  readonly step: WaveStep | null;
  /** Asked to leave already, and waited for. */
  readonly terminating: readonly Pod[];
  /** Seconds until another look pays, as far as the pods say. */
  readonly waitSeconds: number;
}

/**
 * Seconds after the drain's deadline in which the pods still get their own grace, wave by wave. From then on everything goes at once, and what is still
 * terminating has one second: never none, which would free a name while its process may run.
 */
export const lastGraceSeconds = 120;

/** regular: budgets hold. past-budgets: they are passed over. forced: waves and long graces end too. */
export type Stage = 'regular' | 'past-budgets' | 'forced';

export function stageOf({ now, deadline }: Pick<DrainScene, 'now' | 'deadline'>): Stage {
  const late = (now.getTime() - deadline.getTime()) / 1000;
  if (late < 0) return 'regular';
  return late < lastGraceSeconds ? 'past-budgets' : 'forced';
}

/**
 * Plans one pass: the first wave that has something to ask or to wait for. Evictions come before deletions, so that a budget has
 * given all it can before it is passed over.
 */
export function planPass(scene: DrainScene): DrainPlan {
  const sorted = sortPods(scene);
  const stage = stageOf(scene);
  const terminating = [...sorted.waves.values()].flatMap((wave) => wave.terminating);
  const step =
    stage === 'forced' && scene.settings.budgets !== 'strict'
      ? forcedStep(scene, sorted)
      : firstStep(scene, sorted, stage);
  return { ...sorted, step, terminating, waitSeconds: drainWait(scene, terminating, step?.held ?? []) };
}

/**
 * Plans the whole drain at once, wave after wave, as the passes would come to do it if nothing else happened: what a dry run shows.
 * Ends with the wave in which the drain would be blocked.
 */
export function planWholeDrain(scene: DrainScene): readonly WaveStep[] {
  const sorted = sortPods(scene);
  const steps: WaveStep[] = [];
  let budgets = scene.budgets;
  for (const wave of waves) {
    const pods = sorted.waves.get(wave)?.toAsk ?? [];
    const step = planWave({ scene, wave, pods, budgets, stage: 'past-budgets', isForecast: true });
    steps.push(step);
    if (step.blocked.length > 0) break;
    if (wave !== 'returning') budgets = budgetsWithout(budgets, staying(pods, scene));
  }
  return steps.filter((step) => !isEmpty(step));
}

function firstStep(scene: DrainScene, sorted: SortedPods, stage: Stage): WaveStep | null {
  for (const wave of waves) {
    const pods = sorted.waves.get(wave);
    if (!pods) continue;
    const step = planWave({ scene, wave, pods: pods.toAsk, budgets: scene.budgets, stage, isForecast: false });
    if (pods.terminating.length > 0 || !isEmpty(step)) return step;
  }
  return null;
}

interface WaveQuestion {
  readonly scene: DrainScene;
  readonly wave: Wave;
  readonly pods: readonly DrainablePod[];
  readonly budgets: readonly DisruptionBudget[];
  readonly stage: Stage;
  /** Everything that the passes would come to, instead of what this pass can do. */
  readonly isForecast: boolean;
}

function planWave({ scene, wave, pods, budgets, stage, isForecast }: WaveQuestion): WaveStep {
  const canMove = (pod: Pod) => scene.otherNodes.some((node) => takes(node, pod));
  const verdicts = judgeBudgets(
    pods.map(({ pod }) => pod),
    budgets,
    canMove,
  );
  const loses = new Map(pods.map((drainable) => [drainable.pod, drainable.loses]));
  const chosen = Map.groupBy(verdicts, (verdict) => dispose(verdict, { scene, wave, stage, isForecast }));
  const removal = (verdict: BudgetVerdict) =>
    planRemoval(verdict, { wave, loses: loses.get(verdict.pod) ?? [], settings: scene.settings });
  return {
    wave,
    evictions: chainsOf((chosen.get('evict') ?? []).map(removal)),
    deletions: (chosen.get('delete') ?? []).map(removal).sort((a, b) => compareNames(a.pod, b.pod)),
    held: chosen.get('hold') ?? [],
    blocked: chosen.get('block') ?? [],
  };
}

type Disposal = 'evict' | 'delete' | 'hold' | 'block' | 'leave';

function dispose(
  { removal }: BudgetVerdict,
  { scene, wave, stage, isForecast }: Pick<WaveQuestion, 'scene' | 'wave' | 'stage' | 'isForecast'>,
): Disposal {
  if (removal === 'evict') return 'evict';
  const policy = scene.settings.budgets;
  // It comes back whatever is done: nothing to wait for, and no reason to fail a strict drain.
  if (wave === 'returning') return policy === 'strict' ? 'leave' : 'delete';
  if (removal === 'may-move') {
    if (isForecast) return 'evict';
    if (stage === 'regular') return 'hold';
  }
  if (policy === 'strict') return 'block';
  return policy === 'wait' && stage === 'regular' ? 'hold' : 'delete';
}

function chainsOf(removals: readonly Removal[]): readonly EvictionChain[] {
  const chains = Map.groupBy(removals, ({ pod, budgets }) => budgets[0] ?? pod);
  return [...chains.values()].sort((a, b) => b.length - a.length);
}

function isEmpty({ evictions, deletions, held, blocked }: WaveStep): boolean {
  return evictions.length + deletions.length + held.length + blocked.length === 0;
}

/** Pods whose replacements find no node, so that their budgets do not recover. */
function staying(pods: readonly DrainablePod[], { otherNodes }: DrainScene): readonly Pod[] {
  return pods.map(({ pod }) => pod).filter((pod) => !otherNodes.some((node) => takes(node, pod)));
}

function takes(node: Node, { tolerations }: Pod): boolean {
  if (node.isFargate || node.isUnschedulable || node.ready !== 'True' || !node.isAllocatable) return false;
  return node.taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint));
}
