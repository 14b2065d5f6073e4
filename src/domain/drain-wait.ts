import type { BudgetVerdict } from './budget-arithmetic.ts';
import { graceOf } from './drain-removal.ts';
import type { DrainScene } from './drain-scene.ts';
import type { Pod } from './kubernetes-objects.ts';
import { secondsWorthWaiting } from './pod-ending.ts';

/** How long a replacement may take to become Ready elsewhere before another look at its budget pays. */
const replacementSeconds = 10;

/** How long a budget's controller may need to count it when the pods are gone that kept it from that. */
const recountSeconds = 5;

/**
 * Says in how many seconds, from 2 to 30, another look pays: when the next pod may have ended.
 *
 * @param held Pods whose budgets are waited for.
 */
export function drainWait(
  { now, deadline, settings }: Pick<DrainScene, 'now' | 'deadline' | 'settings'>,
  terminating: readonly Pod[],
  held: readonly BudgetVerdict[],
): number {
  const seconds = terminating.map((pod) => secondsWorthWaiting(pod, now, graceOf(pod, settings)));
  if (held.length > 0) {
    seconds.push((deadline.getTime() - now.getTime()) / 1000);
    const movable = held.filter(({ removal }) => removal === 'may-move');
    if (movable.length > 0) seconds.push(replacementSeconds);
    // When pods leave first, those say when.
    const isUncounted = movable.some(({ budgets }) => budgets.some(({ isSynced }) => !isSynced));
    if (isUncounted && terminating.length === 0) seconds.push(recountSeconds);
  }
  return Math.ceil(
    Math.max(
      2,
      seconds.reduce((least, each) => Math.min(least, each), 30),
    ),
  );
}

/** A look lists every pod, which costs the API server what removing dozens does. */
const podsASecond = 300;

/** Seconds to leave between two looks at so many pods, from 2 to 10: what is looked at all the time is removed more slowly. */
export function secondsBetweenLooks(podsLeft: number): number {
  return Math.min(10, Math.max(2, Math.ceil(podsLeft / podsASecond)));
}
