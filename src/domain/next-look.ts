/**
 * Seconds to wait before looking again at something whose end nobody announces (an EKS update): half as long as it has
 * taken so far, between 3 and 15, and not past the deadline by more than the shortest wait.
 */
export function nextLook(startedAt: Date, now: Date, deadline: Date): number {
  const taken = (now.getTime() - startedAt.getTime()) / 1000;
  const left = (deadline.getTime() - now.getTime()) / 1000;
  return Math.ceil(Math.min(Math.max(taken / 2, 3), Math.max(left, 3), 15));
}

/** The instant a loop gives up. */
export function deadlineOf(loopStartedAt: Date, timeoutSeconds: number): Date {
  return new Date(loopStartedAt.getTime() + timeoutSeconds * 1000);
}
