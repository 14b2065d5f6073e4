import type { JournalEntry } from '../aws/ports.ts';
import type { Action, ClusterId, Run } from '../domain/run.ts';
import { driftOfRun, type ReportDrift } from './drift.ts';
import { nodeGroupsOf, type ReportNodeGroup } from './node-groups.ts';
import { podsOf, type ReportPods } from './pods.ts';
import { type ReportWebhook, webhooksOf } from './webhooks.ts';

/** What a run did (or, on a dry run, would do), as one document. Instants are ISO 8601 UTC, durations seconds. */
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
  readonly phases: readonly ReportPhase[];
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
}

export type RunStatus = 'succeeded' | 'skipped' | 'failed';

export interface ReportPhase {
  readonly step: number;
  readonly phase: string;
  readonly title: string;
  /** The node group or tier of one iteration, else null. */
  readonly item: string | null;
  readonly status: JournalEntry['status'];
  readonly reason: string | null;
  readonly seconds: number;
  readonly passes: number;
}

export interface ReportNodes {
  /** Desired nodes of the run's groups when it began and when it ended; null where it did not come to know. */
  readonly before: number | null;
  readonly after: number | null;
  /** Node-hours that each hour asleep spares: what a stop takes away, or a start brings back. */
  readonly nodeHoursPerHour: number | null;
}

export interface ReportAction {
  readonly phase: string;
  readonly item: string | null;
  readonly verb: string;
  readonly target: string;
  readonly detail: string | null;
  /** `[DRY RUN]` where it was only planned, else empty. */
  readonly mark: '[DRY RUN]' | '';
}

/** How a run ended, as its report says it. A run is skipped where Prepare run said so. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly endedAt: Date;
}

/** Makes the report of a run from its journal. Pure. */
export function buildReport(run: Run, journal: readonly JournalEntry[], end: RunEnd): Report {
  const entries = inOrder(run, journal);
  const nodeGroups = nodeGroupsOf(run.action, entries);
  return {
    schemaVersion: 1,
    run: {
      id: run.id,
      executionArn: run.executionArn,
      action: run.action,
      cluster: run.cluster,
      startedAt: run.startedAt,
      endedAt: end.endedAt.toISOString(),
      seconds: secondsBetween(run.startedAt, end.endedAt.toISOString()),
      dryRun: run.dryRun,
      minNodes: run.minNodes,
    },
    status: end.status,
    reason: end.reason,
    phases: entries.map(phaseOf),
    nodeGroups,
    nodes: nodesOf(run.action, nodeGroups),
    pods: podsOf(entries),
    webhooks: webhooksOf(entries),
    drift: driftOfRun(entries),
    actions: entries.flatMap((entry) => actionsOf(run, entry)),
    warnings: entries.flatMap(({ phase, warnings }) => warnings.map((message) => ({ phase, message }))),
  };
}

/** How a run that came to its last phase ended: skipped where Prepare run skipped it, else succeeded. */
export function endOf(entries: readonly JournalEntry[], endedAt: Date): RunEnd {
  const prepared = entries.find(({ phase }) => phase === 'prepare-run');
  if (prepared?.status !== 'skipped') return { status: 'succeeded', reason: null, endedAt };
  return { status: 'skipped', reason: prepared.reason, endedAt };
}

/** The order of the runbook; tiers that were ready at once began at one instant, and stand as they are configured. */
function inOrder({ settings }: Run, entries: readonly JournalEntry[]): JournalEntry[] {
  const place = ({ item }: JournalEntry) => settings.tiers.findIndex(({ name }) => name === item);
  return entries.toSorted((a, b) => a.step - b.step || a.startedAt.localeCompare(b.startedAt) || place(a) - place(b));
}

function phaseOf(entry: JournalEntry): ReportPhase {
  const { step, phase, title, item, status, reason, passes } = entry;
  return { step, phase, title, item, status, reason, passes, seconds: secondsBetween(entry.startedAt, entry.endedAt) };
}

function actionsOf(run: Run, { phase, item, actions }: JournalEntry): ReportAction[] {
  const mark = run.dryRun ? '[DRY RUN]' : '';
  return actions.map(({ verb, target, detail }) => ({ phase, item, verb, target, detail: detail ?? null, mark }));
}

function nodesOf(action: Action, groups: readonly ReportNodeGroup[]): ReportNodes {
  const before = total(groups.map((group) => (action === 'stop' ? group.before : group.asleep)));
  const after = total(groups.map((group) => (action === 'stop' ? group.asleep : group.after)));
  return { before, after, nodeHoursPerHour: before === null || after === null ? null : Math.abs(before - after) };
}

/** Null as soon as one is not known. */
function total(sizes: readonly ({ readonly desired: number } | null)[]): number | null {
  let nodes = 0;
  for (const size of sizes) {
    if (!size) return null;
    nodes += size.desired;
  }
  return sizes.length > 0 ? nodes : null;
}

function secondsBetween(startedAt: string, endedAt: string): number {
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) ? Math.max(Math.round(seconds), 0) : 0;
}
