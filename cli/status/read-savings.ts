import type { ClusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { type RunItem, runsBackwards } from '../../src/aws/run-items.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { type SleepSpan, sleepSpans, within } from '../../src/domain/sleep-spans.ts';
import { groupChanges } from '../../src/report/group-changes.ts';
import type { ClusterFilter } from '../cluster-filter.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { chosenClusters, sideBySide } from '../known-runs.ts';

/** Runs before the time that is asked for, to see whether the cluster slept when it began. */
const lookedBackAtMost = 20;

interface Time {
  readonly since: Date;
  readonly now: Date;
}

/** When the clusters slept in this time, out of the journals of their runs. */
export async function readSavings(
  deployment: Deployment,
  filter: ClusterFilter,
  { since, now }: Time,
): Promise<SleepSpan[]> {
  const places = await chosenClusters(deployment, filter);
  const spans = await mapLimited(places, sideBySide, (place) => spansOf(place, { since, now }));
  return spans.flat();
}

async function spansOf(
  { cluster, at }: { readonly cluster: ClusterId; readonly at: ClusterTable },
  { since, now }: Time,
): Promise<SleepSpan[]> {
  const runs = await runsThatCount(at, since);
  const { records } = await dynamodbRecords(at).nodeGroups();
  const typesOf = (name: string) => records.find((record) => record.name === name)?.instanceTypes ?? [];
  const journal = dynamodbJournal(at);
  const changes = await mapLimited(runs, 4, async (run) =>
    groupChanges(run.action, await journal.read({ ...run, cluster }), typesOf),
  );
  return within(sleepSpans(cluster, changes.flat(), now), since, now);
}

/** The runs since then, and those before up to the start that woke the cluster: what it was put to sleep by may be older. */
async function runsThatCount(at: ClusterTable, since: Date): Promise<RunItem[]> {
  const runs: RunItem[] = [];
  let before = 0;
  for await (const run of runsBackwards(at)) {
    const isBefore = new Date(run.startedAt) < since;
    if (isBefore) before += 1;
    if (before > lookedBackAtMost) break;
    if (run.dryRun || run.status === 'skipped') continue;
    runs.push(run);
    if (isBefore && run.action === 'start' && run.status === 'succeeded') break;
  }
  return runs;
}
