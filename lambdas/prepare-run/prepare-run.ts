import type { NodeGroup, Readable } from '../../src/aws/ports.ts';
import { whyAlreadyThere } from '../../src/domain/already-there.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { PrepareRunAnswer, Run } from '../../src/domain/run.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import { cordonedByAnnotation } from '../../src/kubernetes/cordoning.ts';
import type { ClusterPorts, PrepareContext, PrepareRun } from '../phase.ts';
import { assertUsable, excludedByName, excludedByTag, withoutTagged } from './judge-cluster.ts';
import { requestedRun } from './requested-run.ts';
import { takeLock } from './take-lock.ts';

/**
 * Makes the run out of the input and the configuration, sees that its cluster can be put to sleep or woken, and takes the cluster
 * for it. Answers `skipped` where there is nothing to do: the cluster is excluded, or already there.
 *
 * Safe to repeat: the lock stays with this run.
 *
 * @throws {ConfigurationError} for an input, a configuration or a cluster that this product cannot serve.
 * @throws {ClusterUnreachableError} when there is no such cluster, or it is not ACTIVE.
 * @throws {LockHeldError} when another run of the cluster is going on.
 */
export const prepareRun: PrepareRun = async (context) => {
  const { run: requested, takeover } = requestedRun(context);
  const ports = context.connect(requested.cluster, { dryRun: requested.dryRun });
  const why = excludedByName(requested);
  if (why !== null) return skipExcluded(context, ports, requested, why);

  const cluster = await ports.nodeGroups.describeCluster();
  const tagged = excludedByTag(cluster);
  if (tagged !== null) return skipExcluded(context, ports, requested, tagged);
  assertUsable(cluster, requested.action);

  const groups = await ports.nodeGroups.list();
  assertNodeGroupsExist(requested, groups);
  const run = withoutTagged(requested, groups);
  const targets = groups.filter(({ name }) => isTargetNodeGroup(run, name));
  if (!run.dryRun) await takeLock(context, ports, run, takeover);
  await ports.journal.markRun(run, 'running', {});
  if (targets.length === 0) {
    if (run.action === 'start') warnOfLeftOut(context, run, await ports.records.nodeGroups());
    return skip(run, 'it has no managed node group that this run may touch');
  }

  const reason = run.dryRun ? null : await whyNothingToDo(context, ports, run, targets);
  if (reason !== null) return skip(run, reason);
  const summary = { cluster: cluster.name, version: cluster.version, nodeGroups: targets.length, dryRun: run.dryRun };
  return { status: 'done', summary, run };
};

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
  { notes }: PrepareContext,
  { cluster, records }: ClusterPorts,
  run: Run,
  targets: readonly NodeGroup[],
): Promise<string | null> {
  const [sizes, autoscalers, webhooks] = [
    await records.nodeGroups(),
    await records.autoscalers(),
    await records.webhooks(),
  ];
  if (run.action === 'start') warnOfLeftOut({ notes }, run, sizes);
  const nodes = await cluster.listNodes();
  return whyAlreadyThere(run.action, {
    groups: targets.map((group) => ({
      live: group,
      record: sizes.records.find(({ name }) => name === group.name) ?? null,
      tag: group.tags[recordedSizeTag],
    })),
    nodesLeft: nodes.filter(({ nodeGroup }) => targets.some(({ name }) => name === nodeGroup)).length,
    hasMoreToRestore:
      nodes.some(({ annotations }) => cordonedByAnnotation in annotations) ||
      [...autoscalers.records, ...webhooks.records].some(isOutstanding) ||
      [sizes, autoscalers, webhooks].some(({ unreadable }) => unreadable.length > 0),
  });
}

/** A group that sleeps and that this start may not touch would sleep for ever. */
function warnOfLeftOut(
  { notes }: Pick<PrepareContext, 'notes'>,
  run: Run,
  { records }: Readable<NodeGroupRecord>,
): void {
  const isLeftOut = ({ name }: NodeGroupRecord) => !isTargetNodeGroup({ ...run, nodeGroups: null }, name);
  for (const { name } of records.filter((record) => isOutstanding(record) && isLeftOut(record))) {
    notes.warn(`Node group ${name} was put to sleep and is excluded now: this start leaves it asleep.`);
  }
}

async function skipExcluded(
  { notes }: PrepareContext,
  { records, journal }: ClusterPorts,
  run: Run,
  reason: string,
): Promise<PrepareRunAnswer> {
  await journal.markRun(run, 'running', {});
  if (run.action === 'start' && (await records.nodeGroups()).records.some(isOutstanding)) {
    notes.warn(`Cluster ${run.cluster.name} sleeps and is excluded now: nothing wakes it until it no longer is.`);
  }
  return skip(run, reason);
}

function skip(run: Run, reason: string): PrepareRunAnswer {
  return { status: 'skipped', reason, summary: { cluster: run.cluster.name }, run };
}

function isOutstanding({ phase }: { readonly phase: string }): boolean {
  return phase === 'recorded';
}
