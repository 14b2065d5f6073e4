import type { FailedRun } from './failed-run.ts';
import { isRollback } from './rollback-name.ts';

/** What came of a failed run. */
export type AfterFailure =
  | { readonly rollback: 'started'; readonly executionArn: string }
  | { readonly rollback: 'failed'; readonly problem: string }
  | { readonly rollback: 'none'; readonly reason: string };

export interface Notice {
  readonly subject: string;
  readonly text: string;
}

/** What people are told of a failed run: what failed and where, what it said, what follows, and what to type. */
export function failureNotice(
  run: FailedRun,
  state: string | null,
  after: AfterFailure,
  report: string | null,
): Notice {
  const cluster = run.asked?.identity.cluster;
  const kind = `${run.asked?.identity.dryRun ? 'dry run of the ' : ''}${isRollback(run.name) ? 'rollback' : run.action}`;
  const name = cluster?.name ?? 'an unknown cluster';
  const ended = { TIMED_OUT: 'ran out of time', ABORTED: 'was ended' }[run.status] ?? 'failed';
  const place = state === null ? '' : ` at ${state}`;
  const where = cluster === undefined ? '' : ` (${cluster.account}, ${cluster.region})`;
  const said = [run.error, run.message].filter((part) => part !== null).join(': ');
  const lines = [
    `The ${kind} of ${name}${where} ${ended}${place}.`,
    ...(said === '' ? [] : ['', said]),
    ...['', ...nextSteps(run, after), '', `Execution: ${run.executionArn}`],
    ...(report === null ? [] : [`Report: ${report.replace(/\.json$/, '.html')}`]),
    ...(state === null ? [] : [`Runbook: docs/runbook.md, "${state}"`]),
  ];
  return { subject: `EKS Scheduler: ${kind} of ${name} ${ended}${place}`, text: lines.join('\n') };
}

function nextSteps(run: FailedRun, after: AfterFailure): string[] {
  const redrive = `aws stepfunctions redrive-execution --execution-arn ${run.executionArn}`;
  switch (after.rollback) {
    case 'started':
      return [
        'Rollback: the cluster is started, by this execution. Do not redrive the stop: it has lost the cluster.',
        after.executionArn,
      ];
    case 'failed':
      return [
        `Rollback: it could not be started: ${after.problem}`,
        'Start the cluster by hand, or redrive the stop:',
        redrive,
      ];
    case 'none':
      return [`No rollback: ${after.reason}.`, 'When the cause is gone, redrive it:', redrive];
  }
}
