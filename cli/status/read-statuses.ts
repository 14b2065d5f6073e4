import { mapLimited } from '../../src/aws/map-limited.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import type { ClusterFilter } from '../cluster-filter.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { type PlaceWords, placeIn } from '../follow/hints.ts';
import { chosenClusters, sideBySide } from '../known-runs.ts';
import { assertClusterExists } from '../run/assert-cluster-exists.ts';
import type { StateOptions } from '../state-options.ts';
import type { ClusterStatus } from './cluster-status.ts';
import { deployedFirings } from './deployed-firings.ts';
import { readStatus } from './read-status.ts';
import { byTrouble } from './status-table.ts';

export interface Statuses {
  /** Trouble first. */
  readonly clusters: readonly ClusterStatus[];
  /** What could not be seen, as sentences. */
  readonly problems: readonly string[];
}

/** How the clusters stand that the options mean. */
export async function readStatuses(
  deployment: Deployment,
  options: StateOptions & ClusterFilter,
  now: Date,
): Promise<Statuses> {
  const places = await chosenClusters(deployment, options, (name) => neverRun(deployment, options, name));
  // Nothing fires for what runs in a process of a person's.
  const { schedules, problem } = options.local ? { schedules: [], problem: null } : await deployedFirings(deployment);
  const place = placeWords(options);
  const clusters = await mapLimited(places, sideBySide, (one) =>
    readStatus(deployment, one, { schedules, now, place }),
  );
  return { clusters: byTrouble(clusters), problems: problem === null ? [] : [problem] };
}

/**
 * A cluster that is named, and of which the table has nothing yet.
 *
 * @throws {ConfigurationError} where there is none of that name, with the nearest ones.
 */
async function neverRun(
  deployment: Deployment,
  { account = deployment.account, clusterRegion = deployment.region }: ClusterFilter,
  name: string,
): Promise<ClusterId> {
  await assertClusterExists(deployment, { cluster: name, account, region: clusterRegion });
  return { account, region: clusterRegion, name };
}

/** What was said to come here has to be said again. */
function placeWords({ region, local, state }: StateOptions): PlaceWords {
  return [...placeIn(region), ...(local ? ['--local'] : []), ...(state === undefined ? [] : ['--state', state])];
}
