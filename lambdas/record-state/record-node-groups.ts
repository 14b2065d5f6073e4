import type { NodeGroup, Readable } from '../../src/aws/ports.ts';
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
import { recordInTheWay } from './record-in-the-way.ts';

export interface RecordedGroup {
  readonly name: string;
  /** What the group comes back to; its live size where nothing could be recorded. */
  readonly size: NodeGroupSize;
}

/**
 * Makes sure that the size of each group stands in the table and on its tag, in this order, and answers the sizes.
 *
 * @throws {StateMissingError} when a record that cannot be read is in the way of a new one.
 */
export async function recordNodeGroups(
  context: PhaseContext,
  groups: readonly NodeGroup[],
): Promise<readonly RecordedGroup[]> {
  const table = await context.records.nodeGroups();
  for (const { key, problem } of table.unreadable) context.notes.warn(`The record ${key} cannot be read: ${problem}.`);
  const recorded: RecordedGroup[] = [];
  for (const group of groups) recorded.push(await recordOne(context, group, table));
  return recorded;
}

async function recordOne(
  context: PhaseContext,
  group: NodeGroup,
  table: Readable<NodeGroupRecord>,
): Promise<RecordedGroup> {
  const record = table.records.find(({ name }) => name === group.name) ?? null;
  const isUnreadable = table.unreadable.some(({ key }) => key.endsWith(`#${group.name}`));
  const tag = group.tags[recordedSizeTag];
  const decision = decideNodeGroupRecord({ live: group, record, isUnreadable, tag });
  warnAbout(context, group.name, decision);
  if (decision.source === 'unknown') return { name: group.name, size: sizeOf(group) };
  const { size } = decision;
  if (decision.source !== 'kept') await write(context, group, size, record, table);
  await tagWith(context, group, size, record?.phase === 'recorded' ? record.runId : context.run.id);
  return { name: group.name, size };
}

async function write(
  { run, records, notes, now, assertLock }: PhaseContext,
  group: NodeGroup,
  size: NodeGroupSize,
  old: NodeGroupRecord | null,
  { unreadable }: Readable<NodeGroupRecord>,
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
    if (result === 'kept') throw recordInTheWay(group.name, unreadable);
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
