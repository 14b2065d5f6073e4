import type { BudgetVerdict } from './budget-arithmetic.ts';
import { graceOf } from './drain-removal.ts';
import { type DrainScene, stuckAfterSeconds } from './drain-scene.ts';
import type { Pod } from './kubernetes-objects.ts';
import type { DrainSettings } from './run-settings.ts';

/** How long a replacement may take to become Ready elsewhere before another look at its budget pays. */
const replacementSeconds = 10;

/**
 * Says in how many seconds, from 2 to 30, another look pays: when the next grace ends. Most pods stop long before
 * that, so it looks again after as long as they have taken so far: after 2 s, 4 s, 8 s.
 *
 * @param held Pods whose budgets are waited for.
 */
export function drainWait(
  { now, deadline, settings }: Pick<DrainScene, 'now' | 'deadline' | 'settings'>,
  terminating: readonly Pod[],
  held: readonly BudgetVerdict[],
): number {
  const seconds = terminating.map((pod) => secondsWorthWaiting(pod, now, settings));
  if (held.length > 0) {
    seconds.push((deadline.getTime() - now.getTime()) / 1000);
    if (held.some(({ removal }) => removal === 'may-move')) seconds.push(replacementSeconds);
  }
  return Math.ceil(
    Math.max(
      2,
      seconds.reduce((least, each) => Math.min(least, each), 30),
    ),
  );
}

function secondsWorthWaiting(pod: Pod, now: Date, settings: DrainSettings): number {
  if (pod.deletionAt === null) return 2;
  const graceLeft = (pod.deletionAt.getTime() - now.getTime()) / 1000;
  const taken = graceOf(pod, settings) - graceLeft;
  const left = graceLeft > 0 ? graceLeft : graceLeft + stuckAfterSeconds + 1;
  return Math.min(left, Math.max(2, graceLeft > 0 ? taken : -graceLeft));
}
