import { redriveCommands } from '../domain/redrive-commands.ts';
import type { Action, ClusterId } from '../domain/run.ts';
import { visibleText } from '../domain/visible-text.ts';
import { secondsBetween } from '../report/phases.ts';
import type { Report } from '../report/report.ts';
import { generalCure } from './cures.ts';
import { listed } from './listed.ts';
import type { Notice } from './notice.ts';
import { pageOf } from './notice-of-run.ts';
import { leftBehind, podsRemoved, section } from './run-in-words.ts';
import { subjectOf } from './subject-of.ts';

/** What came of a failed run. */
export type AfterFailure =
  | { readonly rollback: 'started'; readonly executionArn: string }
  | { readonly rollback: 'failed'; readonly problem: string }
  | { readonly rollback: 'none'; readonly reason: string };

/** A run that ended without success, as far as it is known. */
export interface Failure {
  readonly runId: string;
  readonly executionArn: string;
  readonly action: Action;
  /** A start that took a failed stop back. */
  readonly isRollback: boolean;
  /** Null where the input names none. */
  readonly cluster: ClusterId | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** FAILED, TIMED_OUT or ABORTED. */
  readonly ending: string;
  readonly error: string | null;
  readonly message: string | null;
  /** Title of the state at which it failed; null where nobody knows. */
  readonly state: string | null;
  readonly after: AfterFailure;
  /** Null where the run was never prepared, and has no journal. */
  readonly report: { readonly report: Report; readonly address: string } | null;
  /** The cure that stands in `message`; null where it has none. */
  readonly cure: string | null;
}

const longestReason = 2_000;

/** What people are told of a failed run: what failed and where, in which words, how the cluster is left, what follows and what to type. */
export function noticeOfFailure(failure: Failure): Notice {
  const { action, cluster, runId, executionArn, startedAt, endedAt, error, state } = failure;
  const headline = `The ${kindOf(failure)} of ${nameOf(failure)} ${endedHow(failure)}`;
  return {
    kinds: ['failure'],
    severity: 'error',
    subject: subjectOf(headline.replace(/^The /, ''), cluster?.name),
    headline,
    text: textOf(failure),
    facts: {
      ...{ action, status: 'failed', runId, executionArn, startedAt, endedAt, error, state },
      ...{ cluster: cluster?.name ?? null, account: cluster?.account ?? null, region: cluster?.region ?? null },
      seconds: secondsBetween(startedAt, endedAt),
      warnings: listed((failure.report?.report.warnings ?? []).map(({ message }) => message)),
      reason: failure.message === null ? null : visibleText(failure.message).slice(0, longestReason),
      reportAddress: failure.report?.address ?? null,
      cure: cureFor(failure),
      redriveCommand: canRedrive(failure) ? redriveCommands(executionArn)[0] : null,
    },
  };
}

function kindOf({ isRollback, action }: Failure): string {
  return isRollback ? 'rollback' : action;
}

function nameOf({ cluster }: Failure): string {
  return cluster?.name ?? 'an unknown cluster';
}

function endedHow({ ending, state }: Failure): string {
  const how = { TIMED_OUT: 'ran out of time', ABORTED: 'was ended' }[ending] ?? 'failed';
  return state === null ? how : `${how} at ${state}`;
}

function textOf(failure: Failure): string {
  const { cluster, report, executionArn, state } = failure;
  const where = cluster === null ? '' : ` (${cluster.account}, ${cluster.region})`;
  const said = whatItSaid(failure);
  return [
    `The ${kindOf(failure)} of ${nameOf(failure)}${where} ${endedHow(failure)}.`,
    ...(said === '' ? [] : ['', said]),
    ...cureOf(failure),
    ...(report === null ? [] : whatHasHappened(report.report)),
    ...['', ...nextSteps(failure), '', `Execution: ${executionArn}`],
    ...(report === null ? [] : [`Report: ${pageOf(report.address)}`]),
    ...(state === null ? [] : [`Runbook: docs/runbook.md, "${state}"`]),
  ].join('\n');
}

function whatItSaid({ error, message }: Failure): string {
  const said = [error, message].filter((part) => part !== null).join(': ');
  return visibleText(said).slice(0, longestReason);
}

/** A stop that has lost its cluster to another run fails again when it is redriven. */
function canRedrive({ after, error }: Failure): boolean {
  return after.rollback !== 'started' && error !== 'LockLostError' && error !== 'TakenOver';
}

function cureFor({ cure, after, error, ending }: Failure): string {
  if (after.rollback === 'started') return 'Nothing but to see that the start brings the cluster back.';
  return cure ?? generalCure(error, ending);
}

/** Not twice: the message of one of our errors ends with its cure. */
function cureOf(failure: Failure): string[] {
  return failure.cure === null ? ['', `What to do: ${cureFor(failure)}`] : [];
}

function whatHasHappened(report: Report): readonly string[] {
  const { asleep, awake } = report.aftermath;
  return [
    ...section('Node groups that are at zero', asleep),
    ...section('Node groups that have their nodes, or may have', awake),
    ...leftBehind(report),
    ...podsRemoved(report),
  ];
}

function nextSteps(failure: Failure): readonly string[] {
  const { after, error, executionArn } = failure;
  const redrive = redriveCommands(executionArn);
  switch (after.rollback) {
    case 'started':
      return [
        'Rollback: the cluster is started, by this execution. Do not redrive the stop: it has lost the cluster.',
        after.executionArn,
      ];
    case 'failed':
      return [
        `Rollback: it could not be started: ${visibleText(after.problem)}`,
        'Start the cluster by hand, or redrive the stop:',
        ...redrive,
      ];
    case 'none':
      return [
        `No rollback: ${after.reason}.`,
        ...(canRedrive(failure) ? [whenToRedrive(error), ...redrive] : ['A redrive would fail again.']),
      ];
  }
}

function whenToRedrive(error: string | null): string {
  return error === 'ConfigurationError'
    ? 'Where the input was wrong, start anew with another one. Where the cause lay in the cluster and is gone, redrive it:'
    : 'When the cause is gone, redrive it:';
}
