import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { ClusterUnreachableError, ConfigurationError } from '../../src/domain/errors.ts';
import { matchesGlob } from '../../src/domain/glob.ts';
import type { Action, Run } from '../../src/domain/run.ts';

/** A cluster or node group that carries this tag with the value `true` is not put to sleep. */
export const excludeTag = 'eks-scheduler:exclude';

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
