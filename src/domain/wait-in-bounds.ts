export const shortestWaitSeconds = 2;
export const longestWaitSeconds = 30;

/** A loop that has gone on for this long may look once a second; one twice as old every two seconds, and so on. */
const patienceSeconds = 200;

/**
 * The seconds that a loop waits before its next pass: what the phase asked for, between 2 and 30, and at least a two-hundredth of
 * the time that the loop has taken. An execution may have 25,000 events: without that, a drain of hours that looks every two
 * seconds would use them up, and the execution could not even be redriven.
 */
export function waitInBounds(askedSeconds: number, takenSeconds: number): number {
  const least = Math.max(shortestWaitSeconds, Math.ceil(takenSeconds / patienceSeconds));
  return Math.min(longestWaitSeconds, Math.max(least, Math.ceil(askedSeconds) || least));
}
