import type {
  EndedExecutions,
  Journal,
  Lock,
  Notices,
  RecordStore,
  ReportBucket,
  RunIdentity,
} from '../../src/aws/ports.ts';
import { startMachineOf } from '../../src/domain/machine-names.ts';
import { judgeRollback } from '../../src/domain/rollback-verdict.ts';
import type { AfterFailure } from '../../src/notices/notice-of-failure.ts';
import { type FailedRun, failedRun } from './failed-run.ts';
import { isFleet, onFleetFailed } from './on-fleet-failed.ts';
import { type LeftReport, reportFailedRun } from './report-failed-run.ts';
import { rollbackInput } from './rollback-input.ts';
import { rollbackName } from './rollback-name.ts';
import type { StatusEvent } from './status-event.ts';
import { type FollowedFailure, tellOfFailure } from './tell-of-failure.ts';

/** What On run failed works with. */
export interface FailureContext {
  readonly now: () => Date;
  /** Account and region of the function, and where it takes its configuration from. */
  readonly account: string;
  readonly region: string;
  readonly configurationText: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly executions: EndedExecutions;
  readonly notices: Notices;
  readonly reports: ReportBucket;
  readonly connect: (run: RunIdentity) => {
    readonly lock: Pick<Lock, 'current'>;
    readonly journal: Journal;
    readonly records: Pick<RecordStore, 'nodeGroups'>;
  };
  readonly info: (message: string, detail?: Record<string, unknown>) => void;
}

export interface FailureAnswer {
  readonly state: string | null;
  readonly after: AfterFailure;
  /** False for an end that this has followed before, or that Report fleet has told. */
  readonly isNew: boolean;
  /** False also of a dry run, and where the configuration says so. */
  readonly notified: boolean;
}

const fleetIsNotRolledBack: AfterFailure = { rollback: 'none', reason: 'a fleet is not rolled back: its runs are' };

/**
 * Follows a run that ended without success: finds where it failed, starts the cluster where the run was a stop and `onFailure` says
 * rollback, leaves the report, tells people, and leaves an entry in the run's journal.
 *
 * Safe to repeat, as EventBridge and Lambda do: a rollback's name is made from the stop's, so there is one at the most, and
 * what people have been told stands in the journal. Nobody is told twice unless this dies between the message and the journal.
 * A redriven run that fails again is another failure: it is told, and gets no second rollback.
 *
 * @throws What a call to AWS throws, after people were told where they can be: Lambda then calls again.
 */
export async function onRunFailed(context: FailureContext, event: StatusEvent): Promise<FailureAnswer | null> {
  if (isFleet(event)) return { ...(await onFleetFailed(context, event)), after: fleetIsNotRolledBack };
  const described = await context.executions.describe(event.detail.executionArn);
  const run = failedRun(context, event, event.detail.input ?? described?.input ?? '{}');
  if (run === null) return null;
  const state = phaseOf(await context.executions.failedState(run.executionArn, run.status));
  const statusNow = described?.status ?? run.status;
  const [after, notStarted] = await rollBack(context, run, state, statusNow);
  const [report, notReported] = await leaveReport(context, run, { after, statusNow });
  const told = await tellOfFailure(context, run, state, { after, statusNow, report });
  const problem = notStarted ?? notReported;
  if (problem !== null) throw problem;
  return { state, after, ...told };
}

/** `Drain nodes: wait` is one of the states that go with `Drain nodes`. */
function phaseOf(state: string | null): string | null {
  return state?.split(':')[0] ?? null;
}

/** Starts the cluster, or says why not. A start that AWS refuses is an outcome that people must hear of before it is thrown. */
async function rollBack(
  { connect, executions, info }: FailureContext,
  run: FailedRun,
  state: string | null,
  statusNow: string,
): Promise<readonly [AfterFailure, Error | null]> {
  if (run.asked === null) return [{ rollback: 'none', reason: 'the run had no input that it could begin with' }, null];
  const { identity, configuration } = run.asked;
  const { action, executionArn, status, error } = run;
  const ended = { action, executionArn, status, error, state, statusNow, dryRun: identity.dryRun };
  const holder = await connect(identity).lock.current();
  const verdict = judgeRollback(ended, configuration.onFailure, holder?.holder ?? null);
  if (!verdict.rollback) return [{ rollback: 'none', reason: verdict.reason }, null];
  try {
    const input = JSON.stringify(rollbackInput(configuration.input, identity.cluster));
    const machine = startMachineOf(run.stateMachineArn);
    const started = await executions.startOnce(machine, rollbackName(run.name), input);
    info(`The cluster is started: ${started}`);
    return [{ rollback: 'started', executionArn: started }, null];
  } catch (thrown) {
    const problem = asError(thrown);
    return [{ rollback: 'failed', problem: problem.message }, problem];
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** A report that cannot be left must not keep people from being told. A run that was redriven meanwhile leaves its own. */
async function leaveReport(
  { connect, reports, info }: FailureContext,
  run: FailedRun,
  { after, statusNow }: Pick<FollowedFailure, 'after' | 'statusNow'>,
): Promise<readonly [LeftReport | null, Error | null]> {
  if (run.asked === null || statusNow !== run.status) return [null, null];
  try {
    return [await reportFailedRun({ ...connect(run.asked.identity), reports, info }, run, after), null];
  } catch (thrown) {
    return [null, asError(thrown)];
  }
}
