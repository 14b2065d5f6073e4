import type { NodeGroup } from '../../src/aws/ports.ts';
import { whyAlreadyThere } from '../../src/domain/already-there.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { PrepareRunAnswer, Run } from '../../src/domain/run.ts';
import { isTargetNodeGroup, withExcludedToRestore } from '../../src/domain/target-node-groups.ts';
import { waitInBounds } from '../../src/domain/wait-in-bounds.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import type { ClusterPorts, PrepareContext, PrepareRun } from '../phase.ts';
import { warnOfGoneGroups } from '../validate-bootstrap/warn-of-gone-groups.ts';
import { asWithoutEntries } from './as-without-entries.ts';
import { assertUsable, excludedByName, excludedByTag, namedButExcluded, withoutTagged } from './judge-cluster.ts';
import { carriesOurCopies } from './our-copies.ts';
import { hasOutstanding, isOutstanding, outstandingGroups, readTable, type TableContents } from './outstanding.ts';
import { requestedRun } from './requested-run.ts';
import { stillOnItsWay } from './still-on-its-way.ts';
import { takeLock } from './take-lock.ts';

/**
 * Makes the run out of the input and the configuration, sees that its cluster can be put to sleep or woken, and takes the cluster
 * for it. Answers `pending` as long as a change of a run that was cut off may still arrive, and `skipped` where there is nothing to do: the cluster is excluded, or already there.
 *
 * What is excluded is never put to sleep. A start still brings back what a stop left outstanding on it, with a warning.
 *
 * Safe to repeat: the lock stays with this run.
 *
 * @throws {ConfigurationError} for an input, a configuration or a cluster that this product cannot serve.
 * @throws {ClusterUnreachableError} when there is no such cluster, or it is not ACTIVE.
 * @throws {AccessDeniedError} when the cluster lets nobody in by an access entry, nor this scheduler by its aws-auth ConfigMap.
 * @throws {LockHeldError} when another run of the cluster is going on.
 */
export const prepareRun: PrepareRun = async (context) => {
  const { run: requested, takeover } = requestedRun(context);
  const ports = context.connect(requested.cluster, { dryRun: requested.dryRun });
  const byName = excludedByName(requested);
  if (byName !== null && !(await mustWake(context, ports, requested, byName))) {
    return skipExcluded(ports, requested, byName);
  }
  const cluster = await ports.nodeGroups.describeCluster();
  const byTag = byName === null ? excludedByTag(cluster) : null;
  if (byTag !== null && !(await mustWake(context, ports, requested, byTag))) {
    return skipExcluded(ports, requested, byTag);
  }
  assertUsable(cluster, requested.action);

  const groups = await ports.nodeGroups.list();
  assertNodeGroupsExist(requested, groups);
  if (!requested.dryRun) await takeLock(context, ports, requested, takeover);
  await ports.journal.markRun(requested, 'running', {});
  const quietInSeconds = requested.dryRun ? 0 : await stillOnItsWay(ports, context.now());
  if (quietInSeconds > 0) return waitForQuiet(requested, quietInSeconds);
  const table = await readTable(ports.records);
  const run = targeted(context, requested, groups, table);
  const targets = groups.filter(({ name }) => isTargetNodeGroup(run, name));
  const reason = await whyNothingToDo(ports, run, targets, table).catch((error: unknown) => {
    throw asWithoutEntries(error, cluster, run.cluster);
  });
  if (reason !== null) {
    if (run.action === 'start') warnOfGoneGroups(context, table.nodeGroups, groups);
    return skip(run, reason);
  }
  const summary = { cluster: cluster.name, version: cluster.version, nodeGroups: targets.length, dryRun: run.dryRun };
  return { status: 'done', summary, run };
};

/** True for a start of a sleeping cluster that is excluded by now: left alone by the stops and the starts, it would sleep for ever. */
async function mustWake(
  { notes }: PrepareContext,
  ports: ClusterPorts,
  { action, cluster }: Run,
  reason: string,
): Promise<boolean> {
  if (action === 'stop' || !(await hasOutstanding(ports))) return false;
  notes.warn(
    `Cluster ${cluster.name} is ${reason}. This start brings back what a stop left outstanding; from now on runs leave it alone.`,
  );
  return true;
}

/** The run with the node groups excluded that say so themselves, but for those that it must bring back. */
function targeted({ notes }: PrepareContext, requested: Run, groups: readonly NodeGroup[], table: TableContents): Run {
  const outstanding = outstandingGroups(groups, table.nodeGroups).map(({ name }) => name);
  const run = withExcludedToRestore(withoutTagged(requested, groups), outstanding);
  for (const { name, why } of namedButExcluded(run, groups)) {
    notes.warn(
      `Node group ${name} is named in the input and ${why}: it is left alone. Take it out of the one or of the other.`,
    );
  }
  for (const name of run.excludedToRestore ?? []) {
    notes.warn(
      `Node group ${name} is excluded. This start brings back what a stop left outstanding; from now on runs leave it alone.`,
    );
  }
  return run;
}

function assertNodeGroupsExist({ cluster, nodeGroups }: Run, groups: readonly NodeGroup[]): void {
  const names = groups.map(({ name }) => name);
  const missing = (nodeGroups ?? []).filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const near = [...new Set(missing.flatMap((name) => nearest(name, names)))];
  throw new ConfigurationError(
    `nodeGroups: cluster ${cluster.name} has no managed node group ${missing.join(', ')}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has ${names.join(', ') || 'none'}.`,
  );
}

async function whyNothingToDo(
  { cluster }: ClusterPorts,
  run: Run,
  targets: readonly NodeGroup[],
  table: TableContents,
): Promise<string | null> {
  const hasMoreInTable = table.hasUnreadable || table.others.some(isOutstanding);
  if (targets.length === 0 && !(run.action === 'start' && hasMoreInTable)) {
    return 'it has no managed node group that this run may touch';
  }
  if (run.dryRun) return null;
  const nodes = await cluster.listNodes();
  return whyAlreadyThere(run.action, {
    groups: targets.map((group) => ({
      live: group,
      record: recordOf(table, group.name),
      tag: group.tags[recordedSizeTag],
    })),
    nodesLeft: nodes.filter(({ nodeGroup }) => targets.some(({ name }) => name === nodeGroup)).length,
    hasMoreToRestore:
      hasMoreInTable ||
      nodes.some(({ annotations }) => cordonedByAnnotation in annotations) ||
      (run.action === 'start' && (await carriesOurCopies(cluster))),
  });
}

function recordOf({ nodeGroups }: TableContents, name: string): NodeGroupRecord | null {
  return nodeGroups.find((record) => record.name === name) ?? null;
}

async function skipExcluded({ journal }: ClusterPorts, run: Run, reason: string): Promise<PrepareRunAnswer> {
  await journal.markRun(run, 'running', {});
  return skip(run, reason);
}

/** Nothing of the cluster has been looked at yet: it may still change under the eyes. */
function waitForQuiet(run: Run, seconds: number): PrepareRunAnswer {
  const reason = 'what the run before had sent may still arrive: it was ended a moment ago';
  return {
    status: 'pending',
    waitSeconds: waitInBounds(seconds, 0),
    reason,
    summary: { cluster: run.cluster.name },
    run,
  };
}

function skip(run: Run, reason: string): PrepareRunAnswer {
  return { status: 'skipped', reason, summary: { cluster: run.cluster.name }, run };
}
