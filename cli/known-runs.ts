import { type ClusterTable, clusterTable } from '../src/aws/dynamodb-items.ts';
import { knownClusters } from '../src/aws/known-clusters.ts';
import { mapLimited } from '../src/aws/map-limited.ts';
import { type RunItem, runsBackwards } from '../src/aws/run-items.ts';
import { stepFunctionsExecutions } from '../src/aws/step-functions-executions.ts';
import type { ClusterId } from '../src/domain/run.ts';
import { isGoingOn } from '../src/domain/standing.ts';
import { type ClusterFilter, chosenOf, unknownNames } from './cluster-filter.ts';
import type { Deployment } from './connect-to-deployment.ts';

/** A run of a cluster, as the table and its execution tell. */
export interface KnownRun extends RunItem {
  readonly cluster: ClusterId;
}

/** Requests at once. */
export const sideBySide = 8;

/**
 * Where the items of the clusters are that the filter leaves.
 *
 * @param named What becomes of a name of which the table has nothing; absent: it is refused.
 */
export async function chosenClusters(
  deployment: Deployment,
  filter: ClusterFilter,
  named?: (name: string) => Promise<ClusterId>,
): Promise<readonly { readonly cluster: ClusterId; readonly at: ClusterTable }[]> {
  const { table } = deployment.clients;
  const tableName = await deployment.tableName();
  const known = await knownClusters(table, tableName);
  const unknown = named ? unknownNames(known, filter) : [];
  const others = named ? await mapLimited(unknown, 1, named) : [];
  const clusters = chosenOf([...known, ...others], filter);
  return clusters.map((cluster) => ({ cluster, at: clusterTable(table, tableName, cluster) }));
}

/**
 * The runs of several clusters, the newest first over all of them. Only as much is read as is taken.
 *
 * @param until Only runs that began at this instant (ISO 8601, UTC) or before.
 */
export async function* runsOf(
  deployment: Deployment,
  places: readonly { readonly cluster: ClusterId; readonly at: ClusterTable }[],
  until?: string,
): AsyncGenerator<KnownRun, void, undefined> {
  const heads = await mapLimited(places, sideBySide, async ({ cluster, at }) => {
    const runs = runsBackwards(at, until);
    return { cluster, runs, next: (await runs.next()).value };
  });
  for (;;) {
    let newest: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next && (!newest?.next || head.next.startedAt > newest.next.startedAt)) newest = head;
    }
    if (!newest?.next) return;
    yield await asItEnded(deployment, { ...newest.next, cluster: newest.cluster });
    newest.next = (await newest.runs.next()).value;
  }
}

/** A run that was ended from outside, or whose last step failed, may never have come to say so in the table. */
export async function asItEnded({ clients }: Deployment, run: KnownRun): Promise<KnownRun> {
  if (run.status !== 'running') return run;
  const status = await stepFunctionsExecutions(clients.states).status(run.executionArn);
  // One that has just succeeded is about to say so.
  if (isGoingOn(status) || status === 'SUCCEEDED') return run;
  const reason = status === 'NOT_FOUND' ? 'its execution is no longer in the history' : `its execution is ${status}`;
  return { ...run, status: 'failed', reason };
}
