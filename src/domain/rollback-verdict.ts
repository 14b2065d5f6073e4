import type { Action } from './run.ts';

/** A run that ended without success, as far as the question of a rollback goes. */
export interface EndedRun {
  readonly executionArn: string;
  readonly action: Action;
  readonly dryRun: boolean;
  /** What the event said: FAILED, TIMED_OUT or ABORTED. */
  readonly status: string;
  /** What Step Functions says now: a redrive may have come first. */
  readonly statusNow: string;
  /** The named error, or null. */
  readonly error: string | null;
  /** The title of the state at which it failed, or null where nobody knows. */
  readonly state: string | null;
}

/** What follows a stop that failed for good. */
export type OnFailure = 'hold' | 'rollback';

export type RollbackVerdict = { readonly rollback: true } | { readonly rollback: false; readonly reason: string };

/** At these states the cluster is as it was, or as it was asked to be: there is nothing to take back. */
const nothingToTakeBack: Readonly<Record<string, string>> = {
  'Prepare run': 'the stop changed nothing in the cluster',
  'Report run': 'the cluster sleeps, as it was asked to; only the report is missing',
};

/**
 * Says whether a failed run is followed by a start of its cluster. Only a stop is, that failed by itself and still has its cluster:
 * who aborts a run wants it to stand still, and who took the cluster over or redrives it decides what becomes of it.
 *
 * @param holder ARN of the execution that the cluster's lock names, or null for none. Pure; never throws.
 */
export function judgeRollback(run: EndedRun, onFailure: OnFailure, holder: string | null): RollbackVerdict {
  if (run.action !== 'stop') return no('a start is never rolled back');
  if (run.dryRun) return no('a dry run changed nothing');
  if (onFailure === 'hold') return no('onFailure is hold: the cluster stays as it is');
  if (run.status === 'ABORTED') return no('the run was ended on purpose');
  if (run.statusNow !== run.status) return no(`the run is ${run.statusNow} by now: it was redriven`);
  if (run.error === 'LockHeldError' || run.error === 'LockLostError') return no('another run has the cluster');
  const untouched = nothingToTakeBack[run.state ?? ''];
  if (untouched !== undefined) return no(untouched);
  const isOthers = holder !== null && holder !== run.executionArn;
  return isOthers ? no(`another run has had the cluster since: ${holder}`) : { rollback: true };
}

function no(reason: string): RollbackVerdict {
  return { rollback: false, reason };
}
