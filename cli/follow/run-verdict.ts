import type { Action, ClusterId } from '../../src/domain/run.ts';
import type { ReportNodeGroup } from '../../src/report/node-groups.ts';
import { secondsBetween } from '../../src/report/phases.ts';
import type { Report } from '../../src/report/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { clusterOfInput } from './cluster-of-input.ts';
import { failureWords } from './failure-words.ts';
import type { Followed, RunLook } from './followed.ts';
import { clusterWords, commandLine, type PlaceWords } from './hints.ts';

/** How a run ended, for a person and for `--json`. */
export interface RunVerdict {
  readonly run: string;
  readonly executionArn: string;
  readonly action: Action;
  readonly cluster: ClusterId | null;
  readonly dryRun: boolean;
  readonly status: 'succeeded' | 'skipped' | 'failed';
  /** One sentence. */
  readonly says: string;
  readonly seconds: number;
  /** The named error of a failed run; null where it was ended from outside. */
  readonly error: string | null;
  /** What the error says, with the cure. */
  readonly message: string | null;
  /** The title of the phase at which it failed. */
  readonly failedAt: string | null;
  readonly phases: readonly {
    readonly title: string;
    readonly item: string | null;
    readonly status: string;
    readonly seconds: number;
    readonly passes: number;
  }[];
  readonly nodeGroups: readonly ReportNodeGroup[];
  /** Node groups at zero, node groups with nodes, and webhooks that hold Ignore, as the run leaves them. */
  readonly asleep: readonly string[];
  readonly awake: readonly string[];
  readonly relaxedWebhooks: readonly string[];
  readonly warnings: readonly { readonly phase: string; readonly message: string }[];
  /** Address of the report's JSON, with --local its file; null where the run did not come to write it. */
  readonly report: string | null;
  /** The files of `--report`. */
  readonly reportFiles: readonly string[];
  readonly next: readonly { readonly text: string; readonly command: string }[];
}

interface Told {
  readonly followed: Followed;
  readonly look: RunLook;
  readonly report: Report | null;
  readonly home: { readonly account: string; readonly region: string };
  readonly place: PlaceWords;
  readonly placeOfRuns: PlaceWords;
  /** Where the address of a report leads to. */
  readonly reportFile: (address: string) => string;
  readonly reportFiles: readonly string[];
}

/** What came of a run that has ended. Pure. */
export function runVerdict(told: Told): RunVerdict {
  const { followed, look, report } = told;
  const action = followed.machine === 'start' ? 'start' : 'stop';
  // Before Prepare run has answered, the input says it.
  const cluster = look.run?.cluster ?? clusterOfInput(look.input, told.home);
  const failed = look.phases.findLast(({ status }) => status === 'failed');
  const status = statusOf(look);
  const failedAt = status === 'failed' ? (failed?.title ?? null) : null;
  const { asleep = [], awake = [], relaxedWebhooks = [] } = report?.aftermath ?? {};
  return {
    ...{ run: followed.id, executionArn: followed.arn, action, cluster, status, failedAt },
    dryRun: look.run?.dryRun ?? false,
    says: report?.headline ?? `The ${action} of ${cluster?.name ?? 'the cluster'} ${status}${placeOf(failedAt)}`,
    seconds: secondsBetween(look.startedAt.toISOString(), (look.endedAt ?? look.startedAt).toISOString()),
    error: status === 'failed' ? look.error : null,
    message: status === 'failed' ? failureWords({ ...look, error: null }) : null,
    phases: look.phases.filter(({ startedAt }) => startedAt !== null).map(phaseRow),
    nodeGroups: report?.nodeGroups ?? [],
    ...{ asleep, awake, relaxedWebhooks, warnings: look.warnings, report: reportIn(told) },
    reportFiles: told.reportFiles,
    next: nextOf(told, { action, status, cluster }),
  };
}

/** @param isStrict Warnings count. */
export function exitCodeOf({ status, error, warnings }: RunVerdict, isStrict: boolean): number {
  if (status === 'skipped') return exitCodes.skipped;
  // Only Prepare run can tell some of what is wrong with the input.
  if (status === 'failed') return error === 'ConfigurationError' ? exitCodes.wrongInput : exitCodes.failed;
  return isStrict && warnings.length > 0 ? exitCodes.doneWithWarnings : exitCodes.done;
}

function placeOf(failedAt: string | null): string {
  return failedAt === null ? '' : ` at ${failedAt}`;
}

function statusOf({ status, phases }: RunLook): RunVerdict['status'] {
  if (status !== 'SUCCEEDED') return 'failed';
  return phases[0]?.status === 'skipped' ? 'skipped' : 'succeeded';
}

function phaseRow({ title, item, status, startedAt, endedAt, passes }: RunLook['phases'][number]) {
  const seconds = secondsBetween(startedAt?.toISOString() ?? '', endedAt?.toISOString() ?? '');
  return { title, item, status, seconds, passes };
}

function reportIn({ look: { output }, reportFile }: Told): string | null {
  const value: unknown = output === null ? null : JSON.parse(output);
  const { summary } = (value ?? {}) as { readonly summary?: { readonly report?: unknown } };
  return typeof summary?.report === 'string' ? reportFile(summary.report) : null;
}

function nextOf(
  { followed, home, place, placeOfRuns, look }: Told,
  { action, status, cluster }: Pick<RunVerdict, 'action' | 'status' | 'cluster'>,
): RunVerdict['next'] {
  if (look.run?.dryRun) return [];
  const words = cluster === null ? [] : clusterWords(cluster, home);
  const wake = { text: 'To wake the cluster:', command: commandLine(placeOfRuns, 'start', ...words) };
  if (status !== 'failed') return action === 'stop' && status === 'succeeded' ? [wake] : [];
  if (look.error === 'ConfigurationError') {
    return [{ text: 'When that is mended, start anew:', command: commandLine(placeOfRuns, action, ...words) }];
  }
  const redrive = {
    text: 'When the cause is gone, go on from the step that failed (AWS allows it for 14 days):',
    command: commandLine(placeOfRuns, 'redrive', followed.id),
  };
  const isOthers = look.error === 'LockHeldError' || look.error === 'LockLostError';
  if (isOthers) return [{ text: 'To see who has the cluster:', command: commandLine(place, 'status', ...words) }];
  return action === 'stop' ? [redrive, { ...wake, text: 'Or wake the cluster instead:' }] : [redrive];
}
