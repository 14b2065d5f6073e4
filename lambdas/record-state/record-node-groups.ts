import type { NodeGroup } from '../../src/aws/ports.ts';
import { StateMissingError, TransientError } from '../../src/domain/errors.ts';
import {
  decideNodeGroupRecord,
  isSameSize,
  type RecordDecision,
  sizeInWords,
  sizeOf,
} from '../../src/domain/node-group-record.ts';
import { decodeSize, encodeSize, recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import type { PhaseContext } from '../phase.ts';

export interface RecordedGroup {
  readonly name: string;
  /** What the group comes back to; its live size where nothing could be recorded. */
  readonly size: NodeGroupSize;
}

/**
 * Makes sure that the size of each group stands in the table and on its tag, in this order, and answers the sizes.
 *
 * @throws {StateMissingError} when a damaged record is in the way of a new one.
 */
export async function recordNodeGroups(
  context: PhaseContext,
  groups: readonly NodeGroup[],
): Promise<readonly RecordedGroup[]> {
  const { records, unreadable } = await context.records.nodeGroups();
  for (const { key, problem } of unreadable) context.notes.warn(`The record ${key} cannot be read: ${problem}.`);
  const recorded: RecordedGroup[] = [];
  for (const group of groups) {
    const record = records.find(({ name }) => name === group.name) ?? null;
    const isUnreadable = unreadable.some(({ key }) => key.endsWith(`#${group.name}`));
    recorded.push(await recordOne(context, group, record, isUnreadable));
  }
  return recorded;
}

async function recordOne(
  context: PhaseContext,
  group: NodeGroup,
  record: NodeGroupRecord | null,
  isUnreadable: boolean,
): Promise<RecordedGroup> {
  const tag = group.tags[recordedSizeTag];
  const decision = decideNodeGroupRecord({ live: group, record, isUnreadable, tag });
  warnAbout(context, group.name, decision);
  if (decision.source === 'unknown') return { name: group.name, size: sizeOf(group) };
  const { size } = decision;
  if (decision.source !== 'kept') await write(context, group, size, record, isUnreadable);
  await tagWith(context, group, size, record?.phase === 'recorded' ? record.runId : context.run.id);
  return { name: group.name, size };
}

async function write(
  { run, records, notes, now, assertLock }: PhaseContext,
  group: NodeGroup,
  size: NodeGroupSize,
  old: NodeGroupRecord | null,
  isUnreadable: boolean,
): Promise<void> {
  if (!run.dryRun) {
    await assertLock();
    const result = await records.recordNodeGroup({
      ...size,
      name: group.name,
      instanceTypes: group.instanceTypes,
      recordedAt: now().toISOString(),
      runId: run.id,
      phase: 'recorded',
      previous: old && { ...sizeOf(old), recordedAt: old.recordedAt },
    });
    if (result === 'kept') throw inTheWay(group.name, isUnreadable);
  }
  notes.did({ verb: 'record', target: `nodegroup/${group.name}`, detail: sizeInWords(size) });
}

/** The second copy, on the group itself. Written after the first, and again when it says something else. */
async function tagWith(
  { run, nodeGroups, assertLock }: PhaseContext,
  group: NodeGroup,
  size: NodeGroupSize,
  runId: string,
): Promise<void> {
  const tagged = decodeSize(group.tags[recordedSizeTag]);
  if (run.dryRun || (tagged && isSameSize(tagged, size))) return;
  await assertLock();
  await nodeGroups.tag(group.arn, { [recordedSizeTag]: encodeSize(size, runId) });
}

function warnAbout({ notes }: PhaseContext, name: string, decision: RecordDecision): void {
  if (decision.source === 'unknown') {
    notes.warn(
      `Node group ${name} is at zero, and what it came from cannot be read: ${decision.problem}. Nothing is recorded for it; ` +
        `set its tag ${recordedSizeTag} to the size that it must come back to, as "min=1 max=3 desired=2".`,
    );
  } else if (decision.source !== 'live' && decision.driftsTo) {
    notes.warn(
      `Node group ${name} is at ${sizeInWords(decision.driftsTo)}, but ${sizeInWords(decision.size)} is still recorded from a ` +
        'stop that was not followed by a start: what is recorded is kept.',
    );
  }
}

function inTheWay(name: string, isUnreadable: boolean): Error {
  if (!isUnreadable) {
    return new TransientError(`Another pass has just recorded node group ${name}.`, 'Nothing to do: it is read again.');
  }
  return new StateMissingError(
    `The record NODEGROUP#${name} in the table is damaged and cannot be overwritten.`,
    'Note what it says, delete that item, and redrive the run.',
  );
}
