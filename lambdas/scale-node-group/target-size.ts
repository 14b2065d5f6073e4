import type { NodeGroup } from '../../src/aws/ports.ts';
import { StateMissingError } from '../../src/domain/errors.ts';
import { isRecorded, sizeInSleep, sizeInWords, sizeToRestore } from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { type GroupToStart, startSizes } from '../../src/domain/start-sizes.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import type { PhaseContext } from '../phase.ts';

/** The size that a group is brought to, or why it is left as it is. */
export type TargetSize =
  | { readonly size: NodeGroupSize; readonly assertMayChange: () => Promise<void> }
  | { readonly leave: string };

/** Only a group that is recorded may be brought there. */
export function sizeAsleep({ run, records }: PhaseContext, group: NodeGroup): TargetSize {
  return {
    size: sizeInSleep(group),
    // Looked up only where something is about to change. A dry run has recorded nothing.
    assertMayChange: async () => {
      if (run.dryRun) return;
      if (isRecorded((await records.nodeGroups()).records, group.name)) return;
      throw new StateMissingError(
        `Node group ${group.name} (${sizeInWords(group)}) is not recorded in the table, so it is not scaled down.`,
        'Start a new run: it records the node group first.',
      );
    },
  };
}

/** What a start brings a group back to: the table's size, else its tag's, raised where `minNodes` asks for it. */
export async function sizeAwake(context: PhaseContext, group: NodeGroup): Promise<TargetSize> {
  const { run, notes } = context;
  const { records } = await context.records.nodeGroups();
  const record = recordOf(records, group.name);
  const restore = sizeToRestore({ live: group, record, tag: group.tags[recordedSizeTag] });
  if (!restore) {
    if (record) return { leave: 'it is back already' };
    notes.warn(`Nothing is recorded for node group ${group.name}: it is left at ${sizeInWords(group)}.`);
    return { leave: 'nothing is recorded for it' };
  }
  if (restore.from === 'tag') {
    notes.warn(`Node group ${group.name} has no record in the table: its tag says ${sizeInWords(restore.size)}.`);
  }
  const size = await raise(context, records, group, restore.size);
  if (size.desiredSize > restore.size.desiredSize) {
    notes.warn(
      `Node group ${group.name} starts with ${size.desiredSize} nodes instead of ${restore.size.desiredSize}: minNodes is ${run.minNodes}.`,
    );
  }
  return { size, assertMayChange: () => Promise.resolve() };
}

async function raise(
  context: PhaseContext,
  records: readonly NodeGroupRecord[],
  group: NodeGroup,
  recorded: NodeGroupSize,
): Promise<NodeGroupSize> {
  const { run } = context;
  if (run.minNodes === 0) return recorded;
  // A recorded group that was deleted meanwhile brings no node.
  const names = await context.nodeGroups.names();
  const isOutstanding = ({ name, phase }: NodeGroupRecord) =>
    phase === 'recorded' && names.includes(name) && isTargetNodeGroup(run, name);
  const coming = records.filter(isOutstanding).reduce((nodes, { desiredSize }) => nodes + desiredSize, 0);
  // Usually enough comes back anyway, and the other groups need not be described.
  if (coming >= run.minNodes) return recorded;
  const groups = (await context.nodeGroups.list()).map((one): GroupToStart => {
    const restore = sizeToRestore({ live: one, record: recordOf(records, one.name), tag: one.tags[recordedSizeTag] });
    return { name: one.name, live: one, recorded: isTargetNodeGroup(run, one.name) ? (restore?.size ?? null) : null };
  });
  return startSizes(groups, run.minNodes).sizes.get(group.name) ?? recorded;
}

function recordOf(records: readonly NodeGroupRecord[], name: string): NodeGroupRecord | null {
  return records.find((record) => record.name === name) ?? null;
}
