import { few } from '../domain/few.ts';
import { isRepeatable } from '../domain/fleet-outcomes.ts';
import { redriveCommands } from '../domain/redrive-commands.ts';
import type { FleetReport } from './fleet.ts';
import { textTable } from './text-table.ts';

/** How much of a fleet is told: a mail of five hundred rows is read by nobody. */
export interface FleetTextLimits {
  readonly mostRows: number;
  /** Characters of what an error says. */
  readonly longestCause: number;
}

const inTheBucket: FleetTextLimits = { mostRows: 500, longestCause: 10_000 };

/** One sentence: `Stop of 12 clusters: 9 done, 2 skipped, 1 failed: shop (NodeGroupError at Scale node group).` */
export function fleetHeadline({ fleet, counts, clusters }: FleetReport): string {
  const { done, skipped, failed } = counts;
  const failures = clusters.flatMap((outcome) => {
    if (outcome.status !== 'failed') return [];
    const { cluster, error, state } = outcome;
    return [`${cluster} (${error}${state === undefined ? '' : ` at ${state}`})`];
  });
  const told = failures.length === 0 ? '' : `: ${few(failures, 5).join(', ')}`;
  const kind = `${fleet.dryRun ? 'Dry run of the ' : ''}${fleet.action}`;
  const what = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} of ${counted(counts.clusters)}`;
  return `${what}: ${done} done, ${skipped} skipped, ${failed} failed${told}.`;
}

/** For the subject of a message. */
export function fleetSubject({ fleet, counts }: FleetReport): string {
  const { done, skipped, failed } = counts;
  const by = fleet.schedule === null ? '' : ` (${fleet.schedule.name})`;
  const how = failed > 0 ? `${failed} FAILED, ${done} done, ${skipped} skipped` : `${done} done, ${skipped} skipped`;
  return `${fleet.action} of ${counted(counts.clusters)}: ${how}${by}`;
}

/** For people: the table, the warnings and where to look. */
export function fleetText(report: FleetReport, { mostRows, longestCause } = inTheBucket): string {
  const { fleet, warnings, clusters } = report;
  const rows = clusters
    .slice(0, mostRows)
    .map((outcome) => [
      ...[outcome.cluster, outcome.account, outcome.region, outcome.status],
      ...(outcome.status === 'failed'
        ? [outcome.state ?? '', `${outcome.error}: ${outcome.cause.slice(0, longestCause)}`]
        : ['', outcome.status === 'skipped' ? outcome.reason : '']),
    ]);
  const more = clusters.length - rows.length;
  const table = textTable(['Cluster', 'Account', 'Region', 'Status', 'State', 'What it says'], rows);
  const began = fleet.schedule === null ? 'Started by hand' : `Schedule ${fleet.schedule.name}, ${fleet.schedule.slot}`;
  const lines = [
    fleetHeadline(report),
    `${began}; from ${fleet.startedAt} to ${fleet.endedAt}.`,
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `Warning: ${warning}`)] : []),
    ...(table === '' ? [] : ['', table]),
    ...(more > 0 ? [`and ${more} more: the JSON report has them all`] : []),
    ...(clusters.some(isRepeatable)
      ? [
          '',
          'When the causes are gone, redrive the fleet: it runs the failed clusters again.',
          ...redriveCommands(fleet.executionArn),
        ]
      : []),
    ...['', `Execution: ${fleet.executionArn}`, 'Runbook: docs/runbook.md, "Report fleet"', ''],
  ];
  return lines.join('\n');
}

function counted(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}
