import { budgetsWithout } from './budget-arithmetic.ts';
import { forceRemoval } from './drain-removal.ts';
import { type DrainScene, type SortedPods, sortPods } from './drain-scene.ts';
import { drainWait } from './drain-wait.ts';
import type { Pod } from './kubernetes-objects.ts';
import { canMove, isEmptyStep, planWave, type WaveStep } from './plan-wave.ts';
import { isStuck } from './pod-ending.ts';
import { waves } from './wave-of-pod.ts';

/** What one pass does, and what is left before it. */
export interface DrainPlan extends SortedPods {
  /** Null when no pod is left to drain. */
  readonly step: WaveStep | null;
  readonly stage: DrainStage;
  /** Seconds until another look pays, as far as the pods say. */
  readonly waitSeconds: number;
}

/** regular: budgets hold. past-budgets: they are passed over. forced: waves and long graces end too. */
export type DrainStage = 'regular' | 'past-budgets' | 'forced';

/**
 * Seconds after the drain's deadline in which pods still get their own grace, wave by wave. From then on everything
 * goes at once, and what is still terminating has one second: never none, which would free a name while its process
 * may run.
 */
export const lastGraceSeconds = 120;

/** Plans one pass: the first wave that has something to ask or to wait for. */
export function planPass(scene: DrainScene): DrainPlan {
  const sorted = sortPods(scene);
  const stage = stageOf(scene);
  const isForced = stage === 'forced' && scene.settings.budgets !== 'strict';
  const step = isForced ? forcedStep(scene, sorted) : firstStep(scene, sorted, stage !== 'regular');
  const terminating = sorted.terminating.map(({ pod }) => pod);
  return { ...sorted, step, stage, waitSeconds: drainWait(scene, terminating, step?.held ?? []) };
}

/**
 * Plans the whole drain at once, wave after wave, as the passes would come to do it if nothing else happened: what a
 * dry run shows. Ends with the wave in which the drain would be blocked.
 */
export function planWholeDrain(scene: DrainScene): readonly WaveStep[] {
  const { toAsk } = sortPods(scene);
  const steps: WaveStep[] = [];
  let { budgets } = scene;
  let leaving = leavingPods(scene);
  for (const wave of waves) {
    const pods = toAsk.filter((drainable) => drainable.wave === wave);
    const step = planWave({ scene, wave, pods, budgets, leaving, isPastDeadline: false, isForecast: true });
    if (!isEmptyStep(step)) steps.push(step);
    if (step.blocked.length > 0) break;
    leaving = [...leaving, ...pods.map(({ pod }) => pod)];
    // Replacements that find a node make up for the pods that left.
    const lost = pods.map(({ pod }) => pod).filter((pod) => wave !== 'returning' && !canMove(pod, scene));
    budgets = budgetsWithout(budgets, lost);
  }
  return steps;
}

function stageOf({ now, deadline }: DrainScene): DrainStage {
  const secondsLate = (now.getTime() - deadline.getTime()) / 1000;
  if (secondsLate < 0) return 'regular';
  return secondsLate < lastGraceSeconds ? 'past-budgets' : 'forced';
}

/** On whatever node. */
function leavingPods({ pods, now }: DrainScene): readonly Pod[] {
  return pods.filter((pod) => pod.deletionAt !== null && !isStuck(pod, now));
}

function firstStep(scene: DrainScene, sorted: SortedPods, isPastDeadline: boolean): WaveStep | null {
  const { budgets } = scene;
  const leaving = leavingPods(scene);
  for (const wave of waves) {
    const pods = sorted.toAsk.filter((drainable) => drainable.wave === wave);
    const step = planWave({ scene, wave, pods, budgets, leaving, isPastDeadline, isForecast: false });
    if (!isEmptyStep(step) || sorted.terminating.some((drainable) => drainable.wave === wave)) return step;
  }
  return null;
}

/**
 * Everything at once, with its own grace what was not asked yet, with one second what was asked and still has grace
 * to come.
 */
function forcedStep({ now, settings }: DrainScene, { toAsk, terminating }: SortedPods): WaveStep | null {
  const wave = waves.find((name) => [...toAsk, ...terminating].some((drainable) => drainable.wave === name));
  if (!wave) return null;
  const slow = terminating.filter(({ pod }) => (pod.deletionAt?.getTime() ?? 0) > now.getTime() + 1000);
  const deletions = [
    ...toAsk.map((drainable) => forceRemoval(drainable, settings, 'own-grace')),
    ...slow.map((drainable) => forceRemoval(drainable, settings, 'one-second')),
  ];
  return { wave, evictions: [], deletions, held: [], awaited: [], blocked: [] };
}
