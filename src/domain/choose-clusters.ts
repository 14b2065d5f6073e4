import { excludeTag } from './exclude-tag.ts';
import { type FleetOutcome, type Place, placedName } from './fleet.ts';
import { matchesGlob } from './glob.ts';
import { nearest } from './nearest.ts';
import type { Action } from './run.ts';

/** A cluster that was listed. `tags` is null where nobody asked for them. */
export interface FoundCluster extends Place {
  readonly cluster: string;
  readonly tags: Readonly<Record<string, string>> | null;
}

/** Which clusters a fleet is for. */
export interface Selection {
  readonly action: Action;
  /** Names and globs; none: all that the tags leave. */
  readonly patterns: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Globs of the input: left alone by a stop and by a start. */
  readonly exclude: readonly string[];
  /** Globs of the configuration: left alone by a stop. A start asks their run, which knows whether a stop has put them to sleep. */
  readonly excludedFromStops: readonly string[];
}

/** The error of a name of which no place has a cluster. */
export const clusterNotFound = 'ClusterNotFound';

export interface Choice {
  readonly chosen: readonly FoundCluster[];
  /** What is settled without a run. */
  readonly settled: readonly FleetOutcome[];
  readonly warnings: readonly string[];
}

/**
 * Chooses the clusters of a fleet out of those that were found, each once, and says of every name and filter that found none.
 *
 * @param unlisted Places that could not be listed: a name may be in one of them.
 */
export function chooseClusters(
  selection: Selection,
  found: readonly FoundCluster[],
  places: { readonly listed: readonly Place[]; readonly unlisted: readonly Place[] },
): Choice {
  const each = [...new Map(found.map((cluster) => [placedName(cluster), cluster])).values()];
  const named = each.filter(({ cluster }) => isNamed(cluster, selection.patterns));
  const wanted = named.filter(({ tags }) => carriesAll(tags, selection.tags));
  const reasons = wanted.map((cluster) => ({ cluster, reason: whyExcluded(cluster, selection) }));
  return {
    chosen: reasons.filter(({ reason }) => reason === null).map(({ cluster }) => cluster),
    settled: [
      ...reasons.flatMap(({ cluster: { account, region, cluster }, reason }) =>
        reason === null ? [] : [{ account, region, cluster, status: 'skipped' as const, reason }],
      ),
      ...missing(selection, each, places),
    ],
    warnings: emptyFilters(selection, each, wanted),
  };
}

/** True for a cluster that the names and globs are about; without any, all are. */
export function isNamed(cluster: string, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesGlob(pattern, cluster));
}

function carriesAll(tags: FoundCluster['tags'], wanted: Selection['tags']): boolean {
  return Object.entries(wanted).every(([key, value]) => tags?.[key] === value);
}

function whyExcluded({ cluster, tags }: FoundCluster, selection: Selection): string | null {
  const byInput = selection.exclude.find((glob) => matchesGlob(glob, cluster));
  if (byInput !== undefined) return `excluded by exclude: ${byInput}`;
  if (selection.action === 'start') return null;
  const byConfiguration = selection.excludedFromStops.find((glob) => matchesGlob(glob, cluster));
  if (byConfiguration !== undefined) return `excluded by exclusions.clusters: ${byConfiguration}`;
  return tags?.[excludeTag] === 'true' ? `excluded by the cluster's tag ${excludeTag}=true` : null;
}

function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** Names, not globs, of which no place has a cluster. */
function missing(
  { patterns }: Selection,
  found: readonly FoundCluster[],
  { listed, unlisted }: { readonly listed: readonly Place[]; readonly unlisted: readonly Place[] },
): FleetOutcome[] {
  const known = [...new Set(found.map(({ cluster }) => cluster))];
  const [only, another] = [...listed, ...unlisted];
  const place = only && !another ? only : { account: '-', region: '-' };
  const perhaps = unlisted.length === 0 ? '' : ' It may be where clusters could not be listed.';
  return [...new Set(patterns)]
    .filter((pattern) => !isGlob(pattern) && !known.includes(pattern))
    .map((cluster) => {
      const near = nearest(cluster, known);
      const cure = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
      const cause = `not found: no place that was looked at has a cluster of this name.${cure}${perhaps}`;
      const { account, region } = place;
      return { account, region, cluster, status: 'failed', error: clusterNotFound, cause, repeatable: false };
    });
}

function emptyFilters(
  { patterns, tags }: Selection,
  found: readonly FoundCluster[],
  wanted: readonly FoundCluster[],
): string[] {
  const warnings = [...new Set(patterns)]
    .filter((pattern) => isGlob(pattern) && !found.some(({ cluster }) => matchesGlob(pattern, cluster)))
    .map((pattern) => `clusters: no cluster's name fits ${pattern}.`);
  const wantedTags = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  if (wantedTags.length > 0 && wanted.length === 0) {
    const among = patterns.length > 0 ? ` of ${patterns.join(', ')}` : '';
    warnings.push(`tags: no cluster${among} carries ${wantedTags.join(' and ')}.`);
  }
  return warnings;
}
