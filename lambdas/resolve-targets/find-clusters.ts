import { mapLimited } from '../../src/aws/map-limited.ts';
import type { ClusterDirectory } from '../../src/aws/ports.ts';
import { type FoundCluster, isNamed } from '../../src/domain/choose-clusters.ts';
import { TransientError } from '../../src/domain/errors.ts';
import type { FleetOutcome, Place } from '../../src/domain/fleet.ts';
import { thrownByPhase } from '../thrown-by-phase.ts';

/** Places have nothing in common but STS, which lets an account assume hundreds of roles a second. */
const placesAtOnce = 25;
/** EKS publishes no request rates; so many descriptions at once have never been throttled. */
const describesAtOnce = 10;

export interface FoundClusters {
  readonly clusters: readonly FoundCluster[];
  readonly listed: readonly Place[];
  readonly unlisted: readonly Place[];
  /** A failed outcome for each place that could not be listed, and each cluster whose tags could not be read. */
  readonly problems: readonly FleetOutcome[];
}

interface Search {
  readonly patterns: readonly string[];
  /** The tags of a cluster take a request each: they are read only where something asks for them. */
  readonly withTags: boolean;
  /** A place that is out of reach for a moment is asked again by the machine; then it is left out, and the others are not. */
  readonly mayRetry: boolean;
}

/**
 * Lists the clusters of each place. A place that cannot be listed holds up none of the others.
 *
 * @throws {TransientError} as long as `mayRetry`.
 */
export async function findClusters(
  directory: ClusterDirectory,
  places: readonly Place[],
  search: Search,
): Promise<FoundClusters> {
  const lists = await mapLimited(places, placesAtOnce, (place) =>
    attempt(search, async () => directory.names(place)).then((names) => ({ place, names })),
  );
  const listed = lists.flatMap(({ place, names }) => (names instanceof Error ? [] : [{ place, names }]));
  const unlisted = lists.flatMap(({ place, names }) =>
    names instanceof Error ? [failed(place, 'every cluster', 'could not be listed', names)] : [],
  );
  const found = listed.flatMap(({ place, names }) => names.map((cluster) => ({ ...place, cluster, tags: null })));
  const { clusters, untold } = search.withTags
    ? await withTags(directory, found, search)
    : { clusters: found, untold: [] };
  return {
    clusters,
    listed: listed.map(({ place }) => place),
    unlisted: unlisted.map(({ account, region }) => ({ account, region })),
    problems: [...unlisted, ...untold],
  };
}

async function withTags(
  directory: ClusterDirectory,
  found: readonly FoundCluster[],
  search: Search,
): Promise<{ readonly clusters: readonly FoundCluster[]; readonly untold: readonly FleetOutcome[] }> {
  const told = await mapLimited(found, describesAtOnce, async (cluster) => {
    // What no name is about needs no tags either.
    if (!isNamed(cluster.cluster, search.patterns)) return { cluster, tags: {} };
    return { cluster, tags: await attempt(search, () => directory.tags(cluster, cluster.cluster)) };
  });
  return {
    clusters: told.flatMap(({ cluster, tags }) => (tags instanceof Error ? [] : [{ ...cluster, tags }])),
    untold: told.flatMap(({ cluster, tags }) =>
      tags instanceof Error ? [failed(cluster, cluster.cluster, 'its tags could not be read', tags)] : [],
    ),
  };
}

/** What the call answers, or how it failed where that is to be reported and not thrown. */
async function attempt<T>({ mayRetry }: Search, call: () => Promise<T>): Promise<T | Error> {
  try {
    return await call();
  } catch (error) {
    const thrown = thrownByPhase(error);
    if (mayRetry && thrown instanceof TransientError) throw thrown;
    return thrown;
  }
}

function failed({ account, region }: Place, cluster: string, what: string, error: Error): FleetOutcome {
  const cause = `${what}: ${error.message}`;
  return { account, region, cluster, status: 'failed', error: error.name, cause, lookAgain: true };
}
