import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import { nodeGroupsOf } from '../../src/report/node-groups.ts';
import { nodesOf } from '../../src/report/nodes.ts';
import { secondsBetween } from '../../src/report/phases.ts';
import { textTable } from '../../src/report/text-table.ts';
import { durationInWords } from '../../src/report/words.ts';
import type { ClusterFilter } from '../cluster-filter.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { chosenClusters, type KnownRun, runsOf, sideBySide } from '../known-runs.ts';
import { minuteOf } from '../shown-moment.ts';

export interface RunFilter extends ClusterFilter {
  readonly action?: KnownRun['action'];
  readonly status?: KnownRun['status'];
  readonly since?: Date;
  readonly limit: number;
}

/** A run as `runs` shows it. */
export interface ListedRun extends KnownRun {
  /** Null while it runs. */
  readonly seconds: number | null;
  /** What a stop took away or a start brought back, on a dry run what it would; null where the run did not come to know. */
  readonly nodes: number | null;
  readonly warnings: number;
}

/** The runs that the filter leaves, the newest first. */
export async function listRuns(deployment: Deployment, filter: RunFilter): Promise<ListedRun[]> {
  const { action, status, since, limit } = filter;
  const found: KnownRun[] = [];
  for await (const run of runsOf(deployment, await chosenClusters(deployment, filter))) {
    if (since !== undefined && new Date(run.startedAt) < since) break;
    if (action !== undefined && run.action !== action) continue;
    if (status !== undefined && run.status !== status) continue;
    found.push(run);
    if (found.length === limit) break;
  }
  return mapLimited(found, sideBySide, (run) => withJournal(deployment, run));
}

async function withJournal({ clients, tableName }: Deployment, run: KnownRun): Promise<ListedRun> {
  const entries = await dynamodbJournal(clusterTable(clients.table, await tableName(), run.cluster)).read(run);
  return {
    ...run,
    seconds: run.endedAt === null ? null : secondsBetween(run.startedAt, run.endedAt),
    nodes: nodesOf(run.action, nodeGroupsOf(run.action, entries)).nodeHoursPerHour,
    warnings: entries.reduce((count, { warnings }) => count + warnings.length, 0),
  };
}

/** @param limit Of the list: as many runs as that may not be all. */
export function runsText(runs: readonly ListedRun[], limit: number): string {
  if (runs.length === 0) return 'No run that fits is known.';
  const rows = runs.map((run) => [
    ...[minuteOf(run.startedAt), shownName(run.cluster, runs), `${run.action}${run.dryRun ? ' (dry)' : ''}`],
    ...[run.status, run.seconds === null ? '' : durationInWords(run.seconds)],
    ...[run.nodes === null ? '' : String(run.nodes), String(run.warnings), run.id],
  ]);
  const table = textTable(['STARTED (UTC)', 'CLUSTER', 'ACTION', 'STATUS', 'TIME', 'NODES', 'WARNINGS', 'RUN'], rows);
  const more = runs.length === limit ? `\n\nThe newest ${limit}; there may be more: --limit says how many.` : '';
  return `${visibleLines(table)}${more}`;
}

/** With its place where another cluster of the list has the same name. */
function shownName({ name, account, region }: ClusterId, runs: readonly ListedRun[]): string {
  const isAlone = runs.every(
    ({ cluster }) => cluster.name !== name || (cluster.account === account && cluster.region === region),
  );
  return isAlone ? name : `${account}/${region}/${name}`;
}

function visibleLines(text: string): string {
  return text.split('\n').map(visibleText).join('\n');
}
