import type { NodeGroup } from '../../src/aws/ports.ts';
import { type Drift, driftOf } from '../../src/domain/drift.ts';
import { StateMissingError } from '../../src/domain/errors.ts';
import { morningSize } from '../../src/domain/morning-size.ts';
import {
  isAsleep,
  resizedMeanwhile,
  type SizeToRestore,
  sizeInWords,
  sizeToRestore,
} from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import type { GroupToStart } from '../../src/domain/start-sizes.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import { noteDrift } from '../note-drift.ts';
import type { PhaseContext } from '../phase.ts';
import { disputeInWords, historyFor } from '../record-state/record-node-groups.ts';
import { warnOfGoneGroups } from './warn-of-gone-groups.ts';

/** A node group, what it comes back to, and whether this run brings it back at all. */
export interface GroupToBringBack extends GroupToStart {
  readonly isTarget: boolean;
}

/**
 * Reads what every node group must come back to. What is missing or cannot be read is a warning as long as there is something to
 * bring back.
 *
 * @throws {StateMissingError} when nothing is recorded anywhere and every group is at zero: a size is never invented.
 */
export async function readRecordedSizes(
  context: PhaseContext,
  groups: readonly NodeGroup[],
): Promise<GroupToBringBack[]> {
  const { run, notes } = context;
  const table = await context.records.nodeGroups();
  for (const { key, problem } of table.unreadable) notes.warn(`The record ${key} cannot be read: ${problem}.`);
  warnOfGoneGroups(context, table.records, groups);
  const history = await historyFor(context, groups, table.records);
  const known = groups.map((group): KnownGroup => {
    const record = table.records.find(({ name }) => name === group.name) ?? null;
    const isTarget = isTargetNodeGroup(run, group.name);
    const restore = isTarget ? sizeToRestore({ live: group, record, tag: group.tags[recordedSizeTag], history }) : null;
    const recorded = restore && morningSize(group, restore.size, record?.raisedTo);
    return { name: group.name, live: group, recorded, isTarget, record, restore };
  });
  const targets = known.filter(({ isTarget }) => isTarget);
  if (targets.length === 0) notes.warn('No managed node group belongs to this run: there is nothing to scale.');
  else if (targets.every(({ recorded, live }) => recorded === null && live.desiredSize === 0))
    throw missing(context, targets);
  for (const group of targets) warnAbout(context, group);
  await noteDrift(context, 'node group', [...goneGroups(table.records, groups), ...targets.flatMap(driftsOf(targets))]);
  return known.map(({ name, live, recorded, isTarget }) => ({ name, live, recorded, isTarget }));
}

interface KnownGroup extends GroupToBringBack {
  readonly live: NodeGroup;
  readonly record: NodeGroupRecord | null;
  readonly restore: SizeToRestore | null;
}

function warnAbout({ run, notes }: PhaseContext, { name, live, record, restore, recorded }: KnownGroup): void {
  if (restore?.dispute) notes.warn(disputeInWords(name, restore.dispute));
  if (restore === null && record === null && isAsleep(live)) {
    notes.warn(
      `Nothing is recorded for node group ${name}, neither in the table nor on it: it stays at zero. If that is wrong: ` +
        resizeCommand(run.cluster, name),
    );
  }
  if (!recorded || !restore || !resizedMeanwhile(live, restore.size, record?.raisedTo)) return;
  notes.warn(
    `Node group ${name} is at ${sizeInWords(live)}, which is not how a stop left it, and was recorded with ` +
      `${sizeInWords(restore.size)}: it comes back to the larger of each, ${sizeInWords(recorded)}.`,
  );
}

/** What somebody did to a group since it was recorded, or to one that is new since. */
function driftsOf(targets: readonly KnownGroup[]): (group: KnownGroup) => Drift[] {
  const isWaking = targets.some(({ restore }) => restore !== null);
  return ({ name, live, record, restore, recorded }) => {
    if (!restore || !recorded) {
      const isNew = isWaking && record === null && !isAsleep(live);
      const found = sizeInWords(live);
      return isNew ? [driftOf('node group', name, { recorded: null, found, result: found })] : [];
    }
    const types = [record?.instanceTypes ?? live.instanceTypes, live.instanceTypes].map((all) =>
      [...all].sort().join(' '),
    );
    const isOtherTypes = types[0] !== '' && types[0] !== types[1];
    if (!isOtherTypes && !resizedMeanwhile(live, restore.size, record?.raisedTo)) return [];
    const words = (size: NodeGroupSize, type = '') => sizeInWords(size) + (isOtherTypes ? ` of ${type}` : '');
    const values = { recorded: words(restore.size, types[0]), found: words(live, types[1]) };
    return [driftOf('node group', name, { ...values, result: words(recorded, types[1]) })];
  };
}

function goneGroups(records: readonly NodeGroupRecord[], groups: readonly NodeGroup[]): Drift[] {
  return records
    .filter(({ name, phase }) => phase === 'recorded' && !groups.some((group) => group.name === name))
    .map((record) => driftOf('node group', record.name, { recorded: sizeInWords(record), found: null, result: null }));
}

interface MissingGroup {
  readonly name: string;
  readonly record: NodeGroupRecord | null;
}

function missing({ run }: PhaseContext, targets: readonly MissingGroup[]): StateMissingError {
  const last = targets.flatMap(({ name, record }) => (record ? [`${name} last had ${sizeInWords(record)}`] : []));
  const hint = last.length > 0 ? ` (${last.join('; ')})` : '';
  return new StateMissingError(
    `No size is recorded for any node group of ${run.cluster.name}, neither in the table nor in a tag, and all are at zero.`,
    `Scale them by hand${hint}: ${resizeCommand(run.cluster, targets[0]?.name ?? 'NAME')}`,
  );
}

function resizeCommand({ region, name }: ClusterId, nodeGroup: string): string {
  return (
    `aws eks update-nodegroup-config --region ${region} --cluster-name ${name} --nodegroup-name ${nodeGroup} ` +
    '--scaling-config minSize=MIN,maxSize=MAX,desiredSize=N'
  );
}
