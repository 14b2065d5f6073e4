import { decodeSize } from './recorded-size.ts';
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
}

export type RecordDecision =
  /** An outstanding record stands; `driftsTo` is the live size where that is neither asleep nor what was recorded. */
  | { readonly source: 'kept'; readonly size: NodeGroupSize; readonly driftsTo: NodeGroupSize | null }
  /** The table has nothing outstanding, the tag has: the record is made again from it. */
  | { readonly source: 'tag'; readonly size: NodeGroupSize; readonly driftsTo: NodeGroupSize | null }
  | { readonly source: 'live'; readonly size: NodeGroupSize }
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
export function decideNodeGroupRecord({ live, record, isUnreadable, tag }: NodeGroupFacts): RecordDecision {
  if (record?.phase === 'recorded') return { source: 'kept', size: sizeOf(record), driftsTo: driftOf(live, record) };
  const tagged = decodeSize(tag);
  if (tagged && (isAsleep(live) || !record)) return { source: 'tag', size: tagged, driftsTo: driftOf(live, tagged) };
  if (isAsleep(live) && tag !== undefined) return { source: 'unknown', problem: `its tag says "${tag}"` };
  if (isAsleep(live) && isUnreadable) return { source: 'unknown', problem: 'its record cannot be read' };
  return { source: 'live', size: sizeOf(live) };
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
}: Omit<NodeGroupFacts, 'isUnreadable'>): { readonly from: 'table' | 'tag'; readonly size: NodeGroupSize } | null {
  if (record?.phase === 'recorded') return { from: 'table', size: sizeOf(record) };
  const tagged = decodeSize(tag);
  if (!tagged || (record && !isAsleep(live) && !isSameSize(live, tagged))) return null;
  return { from: 'tag', size: tagged };
}

/** What a sleeping group holds instead of our zeros or of its recorded size: somebody resized it meanwhile. Null where nobody did. */
export function resizedMeanwhile(live: NodeGroupSize, recorded: NodeGroupSize): NodeGroupSize | null {
  const isLeftAlone = isAsleep(live) && live.maxSize === recorded.maxSize;
  return isLeftAlone || isSameSize(live, recorded) ? null : sizeOf(live);
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
