import { failedState } from '../../src/domain/failed-state.ts';
import { messageInCause } from '../../src/domain/message-in-cause.ts';
import type { Action } from '../../src/domain/run.ts';
import type { Report } from '../../src/report/report.ts';
import type { Execution } from '../engine/engine.ts';
import type { Kubernetes } from '../start-kubernetes.ts';
import type { Sandbox } from '../start-sandbox.ts';
import type { NightRun } from './night-result.ts';
import { reportOf } from './report-of.ts';

/** An execution that has come to its end, well or not, with the report that it left or that its journal gives. */
export interface FinishedRun {
  readonly run: NightRun;
  /** Null where not even Prepare run came to its end. */
  readonly report: Report | null;
}

export async function finishedRun(
  sandbox: Sandbox<Kubernetes>,
  action: Action,
  execution: Execution,
): Promise<FinishedRun> {
  const hasSucceeded = execution.status === 'SUCCEEDED';
  const report = hasSucceeded ? reportOf(sandbox, execution) : await readJournal(sandbox, execution);
  const { arn, status, error, cause, startedAt, stoppedAt } = execution;
  return {
    report,
    run: {
      action,
      executionArn: arn,
      status,
      skipped: report?.status === 'skipped' ? (report.reason ?? 'skipped') : null,
      failedState: hasSucceeded ? null : failedState(sandbox.engine.history(arn)),
      error: error ?? null,
      message: cause === undefined ? null : messageInCause(cause),
      seconds: Math.round(((stoppedAt ?? startedAt) - startedAt) / 1000),
    },
  };
}

async function readJournal(sandbox: Sandbox<Kubernetes>, execution: Execution): Promise<Report | null> {
  // The AWS SDK takes a while to load, and most nights go well.
  const { reportOfFailed } = await import('./report-of-failed.ts');
  return reportOfFailed(sandbox, execution);
}
