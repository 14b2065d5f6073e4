import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { ClusterUnreachableError, ConfigurationError } from '../../src/domain/errors.ts';
import { excludeTag } from '../../src/domain/exclude-tag.ts';
import { matchesGlob } from '../../src/domain/glob.ts';
import type { Action, Run } from '../../src/domain/run.ts';
import { whyNotTarget } from '../../src/domain/target-node-groups.ts';

/** Why the configuration excludes this cluster, or null. Needs no call to AWS: an excluded cluster may be out of reach. */
export function excludedByName({ cluster, settings }: Run): string | null {
  const pattern = settings.exclusions.clusters.find((glob) => matchesGlob(glob, cluster.name));
  return pattern === undefined ? null : `excluded by exclusions.clusters: ${pattern}`;
}

/** Why the cluster excludes itself, or null. */
export function excludedByTag({ tags }: ClusterDescription): string | null {
  return isExcluded(tags) ? `excluded by the cluster's tag ${excludeTag}=${tags[excludeTag]}` : null;
}

/**
 * The run with the node groups excluded whose own tag says so. Their names join the exclusions that go down the
 * machine, so that a tag that changes during a run does not change what the run touches.
 */
export function withoutTagged(run: Run, groups: readonly NodeGroup[]): Run {
  const tagged = groups.filter(({ tags }) => isExcluded(tags)).map(({ name }) => name);
  if (tagged.length === 0) return run;
  const exclusions = { ...run.settings.exclusions, nodeGroups: [...run.settings.exclusions.nodeGroups, ...tagged] };
  return { ...run, settings: { ...run.settings, exclusions } };
}

/** The node groups that the input names and an exclusion keeps from the run, each with what excludes it. */
export function namedButExcluded(
  run: Run,
  groups: readonly NodeGroup[],
): { readonly name: string; readonly why: string }[] {
  return (run.nodeGroups ?? []).flatMap((name) => {
    const reason = whyNotTarget(run, name);
    if (reason === null) return [];
    const tags = groups.find((group) => group.name === name)?.tags ?? {};
    return [{ name, why: isExcluded(tags) ? `excluded by its tag ${excludeTag}=${tags[excludeTag]}` : reason }];
  });
}

function isExcluded(tags: ClusterDescription['tags']): boolean {
  return tags[excludeTag]?.toLowerCase() === 'true';
}

/**
 * A cluster that is UPDATING answers and takes changes of its node groups, so it is woken; only a stop stays out of the way.
 *
 * @throws {ConfigurationError} for EKS Auto Mode.
 * @throws {ClusterUnreachableError} when the cluster is not ACTIVE.
 */
export function assertUsable({ name, status, isAutoMode }: ClusterDescription, action: Action): void {
  if (isAutoMode) {
    throw new ConfigurationError(
      `Cluster ${name} runs in EKS Auto Mode: AWS scales its nodes itself, and there is no node group to put to sleep.`,
      `Tag the cluster ${excludeTag}=true, or name it under exclusions.clusters.`,
    );
  }
  if (status !== 'ACTIVE' && !(status === 'UPDATING' && action === 'start')) {
    throw new ClusterUnreachableError(
      `Cluster ${name} is ${status}, not ACTIVE.`,
      'Wait until it is ACTIVE (aws eks describe-cluster), then redrive the run.',
    );
  }
}
