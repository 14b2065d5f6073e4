import type { NodeGroup, Readable } from '../../src/aws/ports.ts';
import type { StopHistory } from '../../src/domain/choose-copy.ts';
import type { Drift } from '../../src/domain/drift.ts';
import {
  decideNodeGroupRecord,
  disputeOf,
  isSameSize,
  type RecordDecision,
  type SizeDispute,
  sizeInWords,
  sizeOf,
} from '../../src/domain/node-group-record.ts';
import { decodeSize, encodeSize, recordedSizeTag } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { noteDrift } from '../note-drift.ts';
import type { PhaseContext } from '../phase.ts';
import { isAfterAnotherStop } from './after-another-stop.ts';
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
  const night = {
    table,
    history: await historyFor(context, groups, table.records),
    isAfterAnotherStop: isAfterAnotherStop(context.run, groups, table.records),
  };
  const recorded: RecordedGroup[] = [];
  const drift: Drift[] = [];
  for (const group of groups) recorded.push(await recordOne(context, group, night, drift));
  await noteDrift(context, 'node group', drift);
  return recorded;
}

/** The stops that are known; looked up only where a tag and its record disagree. */
export async function historyFor(
  { records }: { readonly records: Pick<PhaseContext['records'], 'stops'> },
  groups: readonly NodeGroup[],
  known: readonly NodeGroupRecord[],
): Promise<StopHistory> {
  const isDisputed = groups.some(({ name, tags }) => {
    return disputeOf(known.find((record) => record.name === name) ?? null, tags[recordedSizeTag]) !== null;
  });
  return isDisputed ? records.stops() : new Map();
}

/** What was recorded before this run. */
interface Night {
  readonly table: Readable<NodeGroupRecord>;
  readonly history: StopHistory;
  readonly isAfterAnotherStop: boolean;
}

async function recordOne(
  context: PhaseContext,
  group: NodeGroup,
  { table, ...more }: Night,
  drift: Drift[],
): Promise<RecordedGroup> {
  const record = table.records.find(({ name }) => name === group.name) ?? null;
  const isUnreadable = table.unreadable.some(({ key }) => key.endsWith(`#${group.name}`));
  const tag = group.tags[recordedSizeTag];
  const decision = decideNodeGroupRecord({ live: group, record, isUnreadable, tag, ...more });
  warnAbout(context, group.name, decision);
  if (decision.source === 'unknown') return { name: group.name, size: sizeOf(group) };
  if (decision.source !== 'live' && decision.driftsTo) {
    const recorded = sizeInWords(decision.size);
    // The stop goes on and takes the size down: what was recorded is what comes back.
    const found = sizeInWords(group);
    drift.push({ kind: 'node group', name: group.name, recorded, found, result: recorded, outcome: 'recorded' });
  }
  const { size } = decision;
  if (decision.source !== 'kept') await write(context, group, size, record, table);
  // Two copies that disagree stay as they are where the tag is believed: the start decides by the same rule.
  if (decision.source === 'kept' && decision.dispute?.winner === 'tag') return { name: group.name, size };
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
  if (decision.source === 'kept' && decision.dispute) notes.warn(disputeInWords(name, decision.dispute));
  if (decision.source === 'live' && decision.withoutRaise) {
    notes.info(
      `Node group ${name} is recorded as ${sizeInWords(decision.size)}: a start had added nodes for minNodes.`,
    );
  }
}

/** Both values, which one is believed, and why. */
export function disputeInWords(name: string, { table, tag, winner, why }: SizeDispute): string {
  return (
    `Node group ${name}: its record says ${sizeInWords(table)}, its tag ${sizeInWords(tag)}. The ` +
    `${winner === 'table' ? 'record' : 'tag'} is taken: ${why}.`
  );
}
