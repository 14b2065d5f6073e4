import { type Copy, chooseCopy, type StopHistory } from './choose-copy.ts';
import { sizeBeforeRaise } from './morning-size.ts';
import { decodeRunId, decodeSize } from './recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from './recorded-state.ts';

/** What is known of one node group at the moment a stop is about to record it. */
export interface NodeGroupFacts {
  readonly live: NodeGroupSize;
  /** What the table holds, in either phase; null when nothing is there or it cannot be read. */
  readonly record: NodeGroupRecord | null;
  /** Something is in the table for this group, but it cannot be read. */
  readonly isUnreadable: boolean;
  /** The text of the tag `eks-scheduler:recorded-size`, if the group carries it. */
  readonly tag: string | undefined;
  /** The stops that are known, for the case that table and tag disagree; without, the larger size wins. */
  readonly history?: StopHistory;
  /** What another stop recorded is still outstanding on this cluster: a zero here is most likely that stop's doing. */
  readonly isAfterAnotherStop?: boolean;
}

/** Two copies that disagree: what each says, which one is believed, and why. */
export interface SizeDispute {
  readonly table: NodeGroupSize;
  readonly tag: NodeGroupSize;
  readonly winner: 'table' | 'tag';
  readonly why: string;
}

export type RecordDecision =
  /** An outstanding record stands; `driftsTo` is the live size where that is neither asleep nor what was recorded. */
  | {
      readonly source: 'kept';
      readonly size: NodeGroupSize;
      readonly driftsTo: NodeGroupSize | null;
      readonly dispute: SizeDispute | null;
    }
  /** The table has nothing outstanding, the tag has: the record is made again from it. */
  | { readonly source: 'tag'; readonly size: NodeGroupSize; readonly driftsTo: NodeGroupSize | null }
  /** `withoutRaise` where a start had added nodes for `minNodes`: they are not part of what comes back. */
  | { readonly source: 'live'; readonly size: NodeGroupSize; readonly withoutRaise: boolean }
  /** The group is asleep and what it came from cannot be read: nothing is recorded, and above all not the zero. */
  | { readonly source: 'unknown'; readonly problem: string };

/**
 * Says what a stop records for a node group. What is outstanding, in the table or else on the tag, always survives: a second
 * stop, or one after a half-finished night, finds zeros and must not take them for the sizes of the morning. A group that is at
 * zero without record and tag really is a group of zero. Pure; never throws.
 *
 * A tag beside a record that says `restored` counts only on a group that is asleep: on one that is awake something else (an
 * infrastructure tool) has put an old tag back.
 */
export function decideNodeGroupRecord(facts: NodeGroupFacts): RecordDecision {
  const { live, record, isUnreadable, tag, history, isAfterAnotherStop = false } = facts;
  if (record?.phase === 'recorded') {
    const dispute = disputeOf(record, tag, history);
    const size = dispute ? dispute[dispute.winner] : sizeOf(record);
    return { source: 'kept', size, driftsTo: driftOf(live, size), dispute };
  }
  const tagged = decodeSize(tag);
  if (tagged && (isAsleep(live) || !record)) return { source: 'tag', size: tagged, driftsTo: driftOf(live, tagged) };
  if (isAsleep(live) && tag !== undefined) return { source: 'unknown', problem: `its tag says "${tag}"` };
  if (isAsleep(live) && isUnreadable) return { source: 'unknown', problem: 'its record cannot be read' };
  if (isAsleep(live) && isAfterAnotherStop && !record)
    return { source: 'unknown', problem: 'neither table nor tag has a size' };
  const size = sizeBeforeRaise(live, record);
  return { source: 'live', size, withoutRaise: !isSameSize(size, live) };
}

/** What table and tag say where both are outstanding and differ; null where they agree, or only one of them is there. */
export function disputeOf(
  record: NodeGroupRecord | null,
  tag: string | undefined,
  history: StopHistory = new Map(),
): SizeDispute | null {
  const tagged = decodeSize(tag);
  if (record?.phase !== 'recorded' || !tagged || isSameSize(record, tagged)) return null;
  const table: Copy<NodeGroupSize> = { value: sizeOf(record), runId: record.runId };
  const { winner, why } = chooseCopy(table, { value: tagged, runId: decodeRunId(tag) }, history, compareSizes);
  return { table: table.value, tag: tagged, winner: winner === 'mark' ? 'tag' : 'table', why };
}

/** By desired size, then maximum, then minimum. */
function compareSizes(one: NodeGroupSize, other: NodeGroupSize): number {
  return one.desiredSize - other.desiredSize || one.maxSize - other.maxSize || one.minSize - other.minSize;
}

/** What a start brings a group back to, and where that was found; `dispute` where table and tag disagree. */
export interface SizeToRestore {
  readonly from: 'table' | 'tag';
  readonly size: NodeGroupSize;
  readonly dispute: SizeDispute | null;
}

/**
 * Where a start finds the size of a group: the table, else the tag; null when neither has one, and none is invented. As in the
 * evening, a tag beside a record that says `restored` counts only on a group that is asleep, or that holds that size already: on any
 * other one something has put an old tag back, and the group's size is somebody's.
 */
export function sizeToRestore({
  live,
  record,
  tag,
  history,
}: Omit<NodeGroupFacts, 'isUnreadable' | 'isAfterAnotherStop'>): SizeToRestore | null {
  if (record?.phase === 'recorded') {
    const dispute = disputeOf(record, tag, history);
    return { from: dispute?.winner ?? 'table', size: dispute ? dispute[dispute.winner] : sizeOf(record), dispute };
  }
  const tagged = decodeSize(tag);
  if (!tagged || (record && !isAsleep(live) && !isSameSize(live, tagged))) return null;
  return { from: 'tag', size: tagged, dispute: null };
}

/**
 * What a sleeping group holds instead of our zeros or of its recorded size: somebody resized it meanwhile. Null where nobody did.
 *
 * @param raisedTo The desired size that an earlier start asked for to reach `minNodes`: that was no somebody.
 */
export function resizedMeanwhile(
  live: NodeGroupSize,
  recorded: NodeGroupSize,
  raisedTo?: number,
): NodeGroupSize | null {
  const isLeftAlone = isAsleep(live) && live.maxSize === recorded.maxSize;
  const isOurRaise = raisedTo !== undefined && isSameSize(live, { ...sizeOf(recorded), desiredSize: raisedTo });
  return isLeftAlone || isOurRaise || isSameSize(live, recorded) ? null : sizeOf(live);
}

/** A stop holds the size of this group, and no start has brought it back. */
export function isRecorded(records: readonly NodeGroupRecord[], nodeGroup: string): boolean {
  return records.some(({ name, phase }) => name === nodeGroup && phase === 'recorded');
}

/** Asleep as a stop leaves it: the maximum says nothing, a stop does not touch it. */
export function isAsleep({ minSize, desiredSize }: NodeGroupSize): boolean {
  return minSize === 0 && desiredSize === 0;
}

/** What a stop brings a group to. The maximum stays: EKS refuses one below 1. */
export function sizeInSleep({ maxSize }: NodeGroupSize): NodeGroupSize {
  return { minSize: 0, maxSize, desiredSize: 0 };
}

export function isSameSize(one: NodeGroupSize, other: NodeGroupSize): boolean {
  return one.minSize === other.minSize && one.maxSize === other.maxSize && one.desiredSize === other.desiredSize;
}

/** The three sizes alone, of anything that has them. */
export function sizeOf({ minSize, maxSize, desiredSize }: NodeGroupSize): NodeGroupSize {
  return { minSize, maxSize, desiredSize };
}

/** `min 2, max 10, desired 5`: a size as reports and messages say it. */
export function sizeInWords({ minSize, maxSize, desiredSize }: NodeGroupSize): string {
  return `min ${minSize}, max ${maxSize}, desired ${desiredSize}`;
}

/** `min 2 -> 0, desired 5 -> 0`: what changes between two sizes, and nothing else. */
export function changeInWords(from: NodeGroupSize, to: NodeGroupSize): string {
  const parts = [
    ['min', from.minSize, to.minSize],
    ['max', from.maxSize, to.maxSize],
    ['desired', from.desiredSize, to.desiredSize],
  ] as const;
  return parts
    .filter(([, before, after]) => before !== after)
    .map(([name, before, after]) => `${name} ${before} -> ${after}`)
    .join(', ');
}

function driftOf(live: NodeGroupSize, recorded: NodeGroupSize): NodeGroupSize | null {
  return isAsleep(live) || isSameSize(live, recorded) ? null : sizeOf(live);
}
