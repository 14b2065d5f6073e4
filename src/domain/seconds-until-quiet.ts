/**
 * How long after the end of a run a change of its can still arrive. Each is sent right after the lock was asserted, four times at the
 * most and waited for 15 seconds each time (src/aws/clients.ts); what comes later finds the lock gone.
 */
const longestOnItsWaySeconds = 70;

/** Seconds until nothing of a run that was cut off at `cutOffAt` can change its cluster any more. Both times by Step Functions' clock. */
export function secondsUntilQuiet(cutOffAt: Date | null, now: Date): number {
  if (cutOffAt === null) return 0;
  const passedSeconds = (now.getTime() - cutOffAt.getTime()) / 1000;
  return Math.max(0, Math.ceil(longestOnItsWaySeconds - Math.max(0, passedSeconds)));
}
