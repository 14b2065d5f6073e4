import type { ReportNodeGroup, ReportSize } from './node-groups.ts';
import type { ReportPhase } from './phases.ts';
import type { Report } from './report.ts';

const header = [
  ...[
    'run',
    'account',
    'region',
    'cluster',
    'action',
    'dry_run',
    'step',
    'phase',
    'item',
    'status',
    'seconds',
    'passes',
  ],
  ...['node_group', 'before_min', 'before_max', 'before_desired', 'asleep_min', 'asleep_max', 'asleep_desired'],
  ...['after_min', 'after_max', 'after_desired', 'reason'],
  ...['drift_kind', 'drift_name', 'drift_recorded', 'drift_found', 'drift_result', 'drift_outcome'],
  ...['started_at', 'ended_at'],
];

/**
 * The report as CSV (RFC 4180, CRLF): one row a node group and phase. A phase of one node group has one row, one of the whole
 * cluster a row for each node group, one of a tier a row without a node group. Then a row for each drift, under the phase that
 * found it. docs/reports.md says what each column holds; new ones are added at the end.
 */
export function reportAsCsv(report: Report): string {
  const rows = report.phases.flatMap((phase) =>
    groupsOf(report, phase).map((group) => [
      ...runCells(report),
      ...[phase.step, phase.title, phase.item, phase.status, phase.seconds, phase.passes],
      ...[group?.name ?? null, ...sizeCells(group?.before), ...sizeCells(group?.asleep), ...sizeCells(group?.after)],
      phase.reason,
      ...noDrift,
      ...[phase.startedAt, phase.endedAt],
    ]),
  );
  return [header, ...rows, ...driftRows(report)].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const noDrift = [null, null, null, null, null, null];

function driftRows(report: Report): (string | number | boolean | null)[][] {
  return report.drift.map(({ phase: id, kind, name, recorded, found, result, outcome }) => {
    const phase = report.phases.find((one) => one.phase === id);
    const nodeGroup = kind === 'node group' ? report.nodeGroups.find((group) => group.name === name) : undefined;
    return [
      ...runCells(report),
      ...[phase?.step ?? null, phase?.title ?? id, null, phase?.status ?? null, phase?.seconds ?? null],
      ...[phase?.passes ?? null, kind === 'node group' ? name : null],
      ...[...sizeCells(nodeGroup?.before), ...sizeCells(nodeGroup?.asleep), ...sizeCells(nodeGroup?.after)],
      phase?.reason ?? null,
      ...[kind, name, recorded, found, result, outcome],
      ...[phase?.startedAt ?? null, phase?.endedAt ?? null],
    ];
  });
}

function groupsOf({ nodeGroups }: Report, { item }: ReportPhase): readonly (ReportNodeGroup | null)[] {
  if (item !== null) return [nodeGroups.find(({ name }) => name === item) ?? null];
  return nodeGroups.length > 0 ? nodeGroups : [null];
}

function runCells({ run }: Report): (string | boolean)[] {
  return [run.id, run.cluster.account, run.cluster.region, run.cluster.name, run.action, run.dryRun];
}

function sizeCells(size: ReportSize | null | undefined): (number | null)[] {
  return [size?.min ?? null, size?.max ?? null, size?.desired ?? null];
}

function cell(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  // A spreadsheet would run a text that begins like a formula.
  const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
