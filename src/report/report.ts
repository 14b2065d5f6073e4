import type { JournalEntry, PastRun, RunIdentity } from '../aws/ports.ts';
import type { NodeGroupRecord } from '../domain/recorded-state.ts';
import type { Action, ClusterId } from '../domain/run.ts';
import type { RunSettings } from '../domain/run-settings.ts';
import type { PriceList } from '../domain/savings.ts';
import { aftermathOf, type ReportAftermath } from './aftermath.ts';
import { comparisonWith, type ReportComparison } from './comparison.ts';
import { driftOfRun, type ReportDrift } from './drift.ts';
import { headlineOf } from './headline.ts';
import { nodeGroupsOf, type ReportNodeGroup } from './node-groups.ts';
import { nodesOf, type ReportNodes } from './nodes.ts';
import { phaseOf, type ReportPhase, secondsBetween } from './phases.ts';
import { podsOf, type ReportPods } from './pods.ts';
import { progressOf, type ReportProgress } from './progress.ts';
import { type ReportSavings, reportSavings } from './savings.ts';
import { type ReportWebhook, webhooksOf } from './webhooks.ts';

/**
 * What a run did (or, on a dry run, would do), as one document. Instants are ISO 8601 UTC, durations seconds. docs/report.schema.json
 * is its JSON Schema; fields may be added to a version, none goes or changes its meaning.
 */
export interface Report {
  readonly schemaVersion: 1;
  readonly run: {
    readonly id: string;
    readonly executionArn: string;
    readonly action: Action;
    readonly cluster: ClusterId;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly seconds: number;
    readonly dryRun: boolean;
    readonly minNodes: number;
  };
  readonly status: RunStatus;
  /** Why the run was skipped or failed; else null. */
  readonly reason: string | null;
  /** All of it in one sentence. */
  readonly headline: string;
  readonly aftermath: ReportAftermath;
  readonly phases: readonly ReportPhase[];
  readonly progress: ReportProgress;
  readonly nodeGroups: readonly ReportNodeGroup[];
  readonly nodes: ReportNodes;
  readonly pods: ReportPods;
  /** Every entry of every webhook configuration that the run looked at or brought back. */
  readonly webhooks: readonly ReportWebhook[];
  /** What somebody else changed while the cluster slept, with the values. */
  readonly drift: readonly ReportDrift[];
  /** Every change, in the order of the runbook. */
  readonly actions: readonly ReportAction[];
  readonly warnings: readonly { readonly phase: string; readonly message: string }[];
  /** Null where no run of this action came before, or none is known any more. */
  readonly comparison: ReportComparison | null;
  readonly savings: ReportSavings | null;
}

/** `running`: a report so far, which is made for who asks and never stored. */
export type RunStatus = 'running' | 'succeeded' | 'skipped' | 'failed';

export interface ReportAction {
  readonly phase: string;
  readonly item: string | null;
  readonly verb: string;
  readonly target: string;
  readonly detail: string | null;
  /** `[DRY RUN]` where it was only planned, else empty. */
  readonly mark: '[DRY RUN]' | '';
}

/** The run that a report is about: as much of it as is known also of one that failed. */
export interface ReportedRun extends RunIdentity {
  readonly minNodes: number;
  readonly settings: Pick<RunSettings, 'tiers'>;
}

/** How a run ended, as its report says it. A run is skipped where Prepare run said so. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly endedAt: Date;
  /** The execution that wakes the cluster again after a stop that failed. */
  readonly rolledBackBy?: string;
}

/** What a report is made of beside the journal of its own run. What is not known is null, and left out of the report. */
export interface ReportSources {
  /** The run of the same action before. */
  readonly before: PastRun | null;
  /** Of a start: the stop before it. */
  readonly stop: PastRun | null;
  readonly records: readonly NodeGroupRecord[];
  readonly prices: PriceList | null;
}

export const journalAlone: ReportSources = { before: null, stop: null, records: [], prices: null };

/** Makes the report of a run from its journal. Pure. */
export function buildReport(
  run: ReportedRun,
  journal: readonly JournalEntry[],
  end: RunEnd,
  { before, stop, records, prices }: ReportSources = journalAlone,
): Report {
  const entries = inOrder(run, journal);
  const nodeGroups = nodeGroupsOf(run.action, entries);
  const seconds = secondsBetween(run.startedAt, end.endedAt.toISOString());
  const { status, reason, rolledBackBy = null } = end;
  const report = {
    schemaVersion: 1,
    run: {
      id: run.id,
      executionArn: run.executionArn,
      action: run.action,
      cluster: run.cluster,
      startedAt: run.startedAt,
      endedAt: end.endedAt.toISOString(),
      seconds,
      dryRun: run.dryRun,
      minNodes: run.minNodes,
    },
    status,
    reason,
    aftermath: aftermathOf(
      { run, status, rolledBackBy },
      entries,
      nodeGroups,
      run.action === 'start' ? (stop?.entries ?? []) : [],
    ),
    phases: entries.map(phaseOf),
    progress: progressOf(run, entries, nodeGroups),
    nodeGroups,
    nodes: nodesOf(run.action, nodeGroups),
    pods: podsOf(entries),
    webhooks: webhooksOf(entries),
    drift: driftOfRun(entries),
    actions: entries.flatMap((entry) => actionsOf(run, entry)),
    warnings: entries.flatMap(({ phase, warnings }) => warnings.map((message) => ({ phase, message }))),
    comparison: before && !run.dryRun ? comparisonWith(before, { status, seconds, entries }) : null,
    savings: reportSavings(run, entries, nodeGroups, { records, stop, prices }),
  } as const;
  return { ...report, headline: headlineOf(report) };
}

/** How a run that came to its last phase ended: skipped where Prepare run skipped it, else succeeded. */
export function endOf(entries: readonly JournalEntry[], endedAt: Date): RunEnd {
  const prepared = entries.find(({ phase }) => phase === 'prepare-run');
  if (prepared?.status !== 'skipped') return { status: 'succeeded', reason: null, endedAt };
  return { status: 'skipped', reason: prepared.reason, endedAt };
}

/** The order of the runbook; tiers that were ready at once began at one instant, and stand as they are configured. */
function inOrder({ settings }: ReportedRun, entries: readonly JournalEntry[]): JournalEntry[] {
  const place = ({ item }: JournalEntry) => settings.tiers.findIndex(({ name }) => name === item);
  return entries.toSorted((a, b) => a.step - b.step || a.startedAt.localeCompare(b.startedAt) || place(a) - place(b));
}

function actionsOf(run: ReportedRun, { phase, item, actions }: JournalEntry): ReportAction[] {
  const mark = run.dryRun ? '[DRY RUN]' : '';
  return actions.map(({ verb, target, detail }) => ({ phase, item, verb, target, detail: detail ?? null, mark }));
}
