import type { Action } from '../../src/domain/run.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import { secondsBetween } from '../../src/report/phases.ts';
import { textTable } from '../../src/report/text-table.ts';
import { durationInWords } from '../../src/report/words.ts';
import { exitCodes } from '../exit-codes.ts';
import { styled } from '../terminal.ts';
import { failureWords } from './failure-words.ts';
import type { ClusterView } from './fleet-view.ts';
import type { FleetLook, Followed } from './followed.ts';
import { commandLine, type PlaceWords } from './hints.ts';

/** How a fleet ended, for a person and for `--json`. */
export interface FleetVerdict {
  /** The execution's name. */
  readonly fleet: string;
  readonly executionArn: string;
  readonly action: Action;
  readonly status: 'succeeded' | 'skipped' | 'failed';
  readonly says: string;
  readonly seconds: number;
  readonly error: string | null;
  readonly message: string | null;
  readonly clusters: readonly ClusterView[];
  /** Address of the report's JSON; null where the fleet did not come to write it, or failed after it. */
  readonly report: string | null;
  readonly next: readonly { readonly text: string; readonly command: string }[];
}

interface FleetPlace {
  readonly placeOfRuns: PlaceWords;
  /** Where the address of a report leads to. */
  readonly reportFile: (address: string) => string;
}

interface FleetAnswer {
  readonly status?: string;
  readonly reason?: string;
  readonly summary?: { readonly fleet?: string; readonly report?: string };
}

/** What came of a fleet that has ended: it has failed where its execution did, or where any of its clusters did. Pure. */
export function fleetVerdict(
  followed: Followed,
  look: FleetLook,
  { placeOfRuns, reportFile }: FleetPlace,
): FleetVerdict {
  const { action = 'stop' } = JSON.parse(look.input) as { readonly action?: Action };
  const answer = (look.output === null ? {} : JSON.parse(look.output)) as FleetAnswer;
  const hasFailed = look.status !== 'SUCCEEDED';
  const { report } = answer.summary ?? {};
  const status = hasFailed || has(look, 'failed') ? 'failed' : has(look, 'done') ? 'succeeded' : 'skipped';
  const message = hasFailed ? failureWords({ ...look, error: null }) : null;
  const redrive = {
    text: 'When the causes are gone, run the failed clusters again, and just these:',
    command: commandLine(placeOfRuns, 'redrive', followed.id),
  };
  return {
    ...{ fleet: followed.id, executionArn: followed.arn, action, status, message },
    says: answer.summary?.fleet ?? answer.reason ?? `The ${action} of the fleet ${hasFailed ? 'failed' : 'is over'}.`,
    seconds: secondsBetween(look.startedAt.toISOString(), (look.endedAt ?? look.startedAt).toISOString()),
    error: hasFailed ? look.error : null,
    clusters: look.clusters,
    report: report === undefined ? null : reportFile(report),
    next: nextOf(look, redrive, placeOfRuns),
  };
}

/** Runs that are offered one by one. */
const redrivenOneByOne = 5;

/** A fleet whose execution has succeeded cannot be redriven, and one whose input was wrong fails again. */
function nextOf(
  { status, error, clusters }: FleetLook,
  redrive: FleetVerdict['next'][number],
  place: PlaceWords,
): FleetVerdict['next'] {
  if (status !== 'SUCCEEDED') return error === 'ConfigurationError' ? [] : [redrive];
  const failed = clusters.flatMap(({ status: how, cluster, run }) =>
    how === 'failed' && run !== null ? [{ cluster, run }] : [],
  );
  return failed.slice(0, redrivenOneByOne).map(({ cluster, run }) => ({
    text: `When the cause is gone, go on with ${cluster}:`,
    command: commandLine(place, 'redrive', run),
  }));
}

function has({ clusters }: FleetLook, status: ClusterView['status']): boolean {
  return clusters.some((cluster) => cluster.status === status);
}

export function fleetExitCode({ status, error }: FleetVerdict): number {
  if (status === 'skipped') return exitCodes.skipped;
  if (status === 'succeeded') return exitCodes.done;
  return error === 'ConfigurationError' ? exitCodes.wrongInput : exitCodes.failed;
}

/** For a person: the sentence, the clusters (with `isQuiet` only those that failed), and what to type. */
export function fleetVerdictText(verdict: FleetVerdict, { isQuiet }: { readonly isQuiet: boolean }): string {
  const { says, status, seconds, error, message, clusters, report, next, executionArn } = verdict;
  const mark = { succeeded: 'green', skipped: 'yellow', failed: 'red' } as const;
  const rows = clusters
    .filter((cluster) => !isQuiet || cluster.status === 'failed')
    .map(({ cluster, account, region, status: how, run, detail }) => [
      ...[cluster, account, region, how, run ?? '', visibleText(detail ?? '')],
    ]);
  const table = textTable(['cluster', 'account', 'region', 'status', 'run', 'what it says'], rows);
  return [
    `${styled([mark[status], 'bold'], visibleText(says))} (${durationInWords(seconds)})`,
    ...(message === null ? [] : [`  ${visibleText([error, message].filter((part) => part !== null).join(': '))}`]),
    ...(table === '' ? [] : [table.replaceAll(/^/gm, '  ')]),
    ...(report === null ? [] : [`Report: ${report}`]),
    ...next.flatMap(({ text, command }) => [text, `  ${command}`]),
    ...(status === 'failed' ? [`Execution: ${executionArn}`] : []),
  ].join('\n');
}
