import type { NodeGroup } from '../../src/aws/ports.ts';
import { StateMissingError } from '../../src/domain/errors.ts';
import { isAsleep, resizedMeanwhile, sizeInWords, sizeToRestore } from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';
import type { GroupToStart } from '../../src/domain/start-sizes.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import type { PhaseContext } from '../phase.ts';
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
  const known = groups.map((group) => {
    const isTarget = isTargetNodeGroup(run, group.name);
    const record = table.records.find(({ name }) => name === group.name) ?? null;
    const facts = { live: group, record, tag: group.tags[recordedSizeTag] };
    const recorded = isTarget ? (sizeToRestore(facts)?.size ?? null) : null;
    return { name: group.name, live: group, recorded, isTarget, record };
  });
  const targets = known.filter(({ isTarget }) => isTarget);
  if (targets.length === 0) notes.warn('No managed node group belongs to this run: there is nothing to scale.');
  else if (targets.every(({ recorded, live }) => recorded === null && live.desiredSize === 0))
    throw missing(context, targets);
  for (const { name, recorded, record, live } of targets) {
    if (recorded === null && record === null && isAsleep(live)) {
      notes.warn(`Nothing is recorded for node group ${name}, neither in the table nor on it: it stays at zero.`);
    }
    const resized = recorded && resizedMeanwhile(live, recorded);
    if (recorded && resized) {
      notes.warn(
        `Node group ${name} is at ${sizeInWords(resized)}, which is not how a stop left it: it comes back to what was ` +
          `recorded, ${sizeInWords(recorded)}.`,
      );
    }
  }
  return known.map(({ name, live, recorded, isTarget }) => ({ name, live, recorded, isTarget }));
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
    `Scale them by hand${hint}: aws eks update-nodegroup-config --region ${run.cluster.region} --cluster-name ` +
      `${run.cluster.name} --nodegroup-name ${targets[0]?.name ?? 'NAME'} --scaling-config minSize=MIN,maxSize=MAX,desiredSize=N`,
  );
}
