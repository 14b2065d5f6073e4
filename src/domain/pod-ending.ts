import type { Pod } from './kubernetes-objects.ts';

/** Seconds past the end of a pod's grace after which nobody waits for it any more (a finalizer, a dead kubelet). */
export const stuckAfterSeconds = 60;

export function isStuck({ deletionAt }: Pick<Pod, 'deletionAt'>, now: Date): boolean {
  return deletionAt !== null && now.getTime() > deletionAt.getTime() + stuckAfterSeconds * 1000;
}

/**
 * Seconds after which another look at a pod that was asked to leave pays: when its grace ends. Most pods stop long
 * before that, so it pays after a quarter of what it has taken so far, so that no night is longer by more than that.
 *
 * @param graceSeconds What it was given.
 */
export function secondsWorthWaiting(pod: Pod, now: Date, graceSeconds: number): number {
  if (pod.deletionAt === null) return 2;
  const graceLeft = (pod.deletionAt.getTime() - now.getTime()) / 1000;
  const taken = graceSeconds - graceLeft;
  const left = graceLeft > 0 ? graceLeft : graceLeft + stuckAfterSeconds + 1;
  return Math.min(left, Math.max(2, graceLeft > 0 ? taken / 4 : -graceLeft));
}
