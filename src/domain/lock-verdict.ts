import type { Action } from './run.ts';

/** Who holds a cluster, and how that execution stands: RUNNING, SUCCEEDED, …, NOT_FOUND. */
export interface HeldBy {
  readonly holder: string;
  readonly action: Action;
  readonly status: string;
}

export type LockVerdict =
  /** Nobody has it, this run has it already (a retry or a redrive), or who has it no longer runs. */
  | 'take'
  /** A stop runs, and this start may end it. */
  | 'abort-and-take'
  | 'held';

/**
 * Says whether a run may take its cluster. A lock outlives a run that failed, so its holder is asked for; PENDING_REDRIVE is a run
 * that is about to go on. Only a start ends another run, only a stop can be ended, and only when the start says so.
 */
export function judgeLock(
  run: { readonly executionArn: string; readonly action: Action },
  heldBy: HeldBy | null,
  takeover: boolean,
): LockVerdict {
  if (!heldBy || heldBy.holder === run.executionArn) return 'take';
  if (heldBy.status !== 'RUNNING' && heldBy.status !== 'PENDING_REDRIVE') return 'take';
  return takeover && run.action === 'start' && heldBy.action === 'stop' ? 'abort-and-take' : 'held';
}
