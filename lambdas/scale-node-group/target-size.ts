import type { NodeGroup } from '../../src/aws/ports.ts';
import { StateMissingError } from '../../src/domain/errors.ts';
import { morningSize } from '../../src/domain/morning-size.ts';
import { isRecorded, sizeInSleep, sizeInWords, sizeToRestore } from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { type GroupToStart, startSizes } from '../../src/domain/start-sizes.ts';
import { isTargetNodeGroup, type RunTargets } from '../../src/domain/target-node-groups.ts';
import type { AwsContext } from '../phase.ts';
import { historyFor } from '../record-state/record-node-groups.ts';

/** The size that a group is brought to, or why it is left as it is. */
export type TargetSize =
  | {
      readonly size: NodeGroupSize;
      /** Before EKS is asked: throws where it must not be, and notes what has to be known afterwards. */
      readonly beforeChange: () => Promise<void>;
      /** The tag is believed against its record, so it has to outlive it. */
      readonly isFromTag: boolean;
    }
  | { readonly leave: string };

/** What a start's sizes are made of. */
export interface WakingContext extends Pick<AwsContext, 'notes' | 'now'> {
  readonly run: RunTargets & Pick<AwsContext['run'], 'id' | 'dryRun' | 'minNodes'>;
  readonly nodeGroups: Pick<AwsContext['nodeGroups'], 'list'>;
  readonly records: Pick<AwsContext['records'], 'nodeGroups' | 'stops' | 'recordNodeGroup' | 'noteRaised'>;
}

/** Only a group that is recorded may be brought there. */
export function sizeAsleep({ run, records }: AwsContext, group: NodeGroup): TargetSize {
  return {
    size: sizeInSleep(group),
    // Looked up only where something is about to change. A dry run has recorded nothing.
    isFromTag: false,
    beforeChange: async () => {
      if (run.dryRun) return;
      if (isRecorded((await records.nodeGroups()).records, group.name)) return;
      throw new StateMissingError(
        `Node group ${group.name} (${sizeInWords(group)}) is not recorded in the table, so it is not scaled down.`,
        'Start a new run: it records the node group first.',
      );
    },
  };
}

/**
 * What a start brings a group back to: the table's size, else its tag's, never below what somebody gave it meanwhile, and raised
 * where `minNodes` asks for it.
 */
export async function sizeAwake(context: WakingContext, group: NodeGroup): Promise<TargetSize> {
  const { run, notes } = context;
  const { records } = await context.records.nodeGroups();
  const record = recordOf(records, group.name);
  const history = await historyFor(context, [group], records);
  const restore = sizeToRestore({ live: group, record, tag: group.tags[recordedSizeTag], history });
  if (!restore) {
    if (record) return { leave: 'it is back already' };
    notes.warn(`Nothing is recorded for node group ${group.name}: it is left at ${sizeInWords(group)}.`);
    return { leave: 'nothing is recorded for it' };
  }
  if (restore.from === 'tag' && !restore.dispute) {
    notes.warn(`Node group ${group.name} has no record in the table: its tag says ${sizeInWords(restore.size)}.`);
  }
  const base = morningSize(group, restore.size, record?.raisedTo);
  const size = await raise(context, records, group, base);
  if (size.desiredSize > base.desiredSize) {
    notes.warn(
      `Node group ${group.name} starts with ${size.desiredSize} nodes instead of ${base.desiredSize}: minNodes is ${run.minNodes}.`,
    );
  }
  const raisedTo = size.desiredSize > base.desiredSize ? size.desiredSize : null;
  return {
    size,
    isFromTag: restore.from === 'tag',
    beforeChange: () => rememberRaise(context, group, { base: restore.size, raisedTo, record }),
  };
}

/**
 * Notes what this start adds for `minNodes`, so that neither a later start nor the next evening takes it for somebody's wish. The
 * note stands in the record; one that the table lost is made again from the tag.
 */
async function rememberRaise(
  { run, records, now }: WakingContext,
  { name, instanceTypes }: NodeGroup,
  { base, raisedTo, record }: Raise,
): Promise<void> {
  if (run.dryRun || raisedTo === (record?.raisedTo ?? null)) return;
  if (record?.phase !== 'recorded') {
    const stamp = { recordedAt: now().toISOString(), runId: run.id, phase: 'recorded', previous: null } as const;
    await records.recordNodeGroup({ ...base, name, instanceTypes, ...stamp });
  }
  await records.noteRaised(name, raisedTo);
}

interface Raise {
  readonly base: NodeGroupSize;
  readonly raisedTo: number | null;
  readonly record: NodeGroupRecord | null;
}

/** The size with what `minNodes` adds to it: of the same sizes, by the same rule, as Validate bootstrap found enough. */
async function raise(
  context: WakingContext,
  records: readonly NodeGroupRecord[],
  group: NodeGroup,
  base: NodeGroupSize,
): Promise<NodeGroupSize> {
  const { run } = context;
  if (run.minNodes === 0) return base;
  const listed = await context.nodeGroups.list();
  const history = await historyFor(context, listed, records);
  const groups = listed.map((one): GroupToStart => {
    const record = recordOf(records, one.name);
    const restore = sizeToRestore({ live: one, record, tag: one.tags[recordedSizeTag], history });
    const recorded =
      restore && isTargetNodeGroup(run, one.name) ? morningSize(one, restore.size, record?.raisedTo) : null;
    return { name: one.name, live: one, recorded: one.name === group.name ? base : recorded };
  });
  return startSizes(groups, run.minNodes).sizes.get(group.name) ?? base;
}

function recordOf(records: readonly NodeGroupRecord[], name: string): NodeGroupRecord | null {
  return records.find((record) => record.name === name) ?? null;
}
