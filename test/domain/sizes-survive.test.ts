import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { morningSize } from '../../src/domain/morning-size.ts';
import { decideNodeGroupRecord, isAsleep, isSameSize, sizeToRestore } from '../../src/domain/node-group-record.ts';
import { decodeSize, encodeSize } from '../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';

/** One node group with the two copies of what was recorded for it. */
interface Group {
  live: NodeGroupSize;
  record: NodeGroupRecord | null;
  tag: string | undefined;
}

/** The writes of a stop, in the order of the phases: table, tag, size. It dies after `writes` of them. */
function stop(group: Group, writes: number): void {
  const { live, record, tag } = group;
  const decision = decideNodeGroupRecord({ live, record, isUnreadable: false, tag });
  if (decision.source === 'unknown') return;
  const { size } = decision;
  if (writes >= 1 && decision.source !== 'kept') group.record = aRecord(size);
  if (writes >= 2) group.tag = encodeSize(size, 'night');
  if (writes >= 3) group.live = { ...live, minSize: 0, desiredSize: 0 };
}

/** The writes of a start: size, tag away, record restored. */
function start(group: Group, writes: number): void {
  const restore = sizeToRestore(group);
  if (!restore) return;
  if (writes >= 1) group.live = morningSize(group.live, restore.size);
  if (writes >= 2) group.tag = undefined;
  if (writes >= 3 && group.record) group.record = { ...group.record, phase: 'restored' };
}

function aRecord(size: NodeGroupSize): NodeGroupRecord {
  return {
    name: 'apps',
    ...size,
    instanceTypes: [],
    recordedAt: '2026-11-23T18:00:00.000Z',
    runId: 'night',
    phase: 'recorded',
    previous: null,
  };
}

type Step =
  | { readonly step: 'stop' | 'start'; readonly writes: number }
  | { readonly step: 'lose table' | 'lose tag' }
  | { readonly step: 'resize by hand'; readonly size: NodeGroupSize };

const aSize = fc
  .tuple(fc.nat(5), fc.nat(5), fc.nat(5))
  .map(([minSize, more, room]) => ({ minSize, desiredSize: minSize + more, maxSize: minSize + more + room + 1 }));
const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ step: fc.constantFrom('stop', 'start'), writes: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ step: fc.constantFrom('lose table', 'lose tag') }),
  fc.record({ step: fc.constant('resize by hand'), size: aSize }),
);

/** What the morning owes: never less than `least`, and nothing beyond what somebody gave the group meanwhile. */
interface Owed {
  readonly least: NodeGroupSize;
  readonly most: NodeGroupSize;
}

function isOutstanding({ record, tag }: Group): boolean {
  return record?.phase === 'recorded' || decodeSize(tag) !== null;
}

/** Does one step, and answers what the morning owes from now on. */
function take(group: Group, step: Step, owed: Owed): Owed {
  const isInTable = group.record?.phase === 'recorded';
  const wasOutstanding = isOutstanding(group);
  switch (step.step) {
    case 'stop':
      stop(group, step.writes);
      return owed;
    case 'start':
      start(group, step.writes);
      if (!wasOutstanding || isOutstanding(group)) return owed;
      expectPaid(group, owed);
      return { least: group.live, most: group.live };
    case 'lose table':
      if (decodeSize(group.tag) !== null || !isInTable) group.record = null;
      return owed;
    case 'lose tag':
      if (isInTable) group.tag = undefined;
      return owed;
    case 'resize by hand':
      group.live = step.size;
      // While something is outstanding, that comes back at least, and what a person gave beyond it may stay.
      return wasOutstanding ? { ...owed, most: larger(owed.most, step.size) } : { least: step.size, most: step.size };
  }
}

function larger(one: NodeGroupSize, other: NodeGroupSize): NodeGroupSize {
  return {
    minSize: Math.max(one.minSize, other.minSize),
    maxSize: Math.max(one.maxSize, other.maxSize),
    desiredSize: Math.max(one.desiredSize, other.desiredSize),
  };
}

function expectPaid({ live }: Group, { least, most }: Owed): void {
  expect(larger(live, least)).toEqual(live);
  expect(larger(live, most)).toEqual(most);
}

function after(group: Group, steps: readonly Step[]): Owed {
  let owed: Owed = { least: group.live, most: group.live };
  for (const step of steps) owed = take(group, step, owed);
  return owed;
}

test('no sequence of stops, starts, crashes, changes by hand and one lost copy ever loses a recorded size', () => {
  fc.assert(
    fc.property(aSize, fc.array(aStep, { maxLength: 20 }), (first, steps) => {
      const group: Group = { live: first, record: null, tag: undefined };
      const owed = after(group, steps);
      start(group, 3);
      expectPaid(group, owed);
    }),
    { numRuns: 2000 },
  );
});

test('without changes by hand, it comes back exactly', () => {
  const without = aStep.filter(({ step }) => step !== 'resize by hand');
  fc.assert(
    fc.property(aSize, fc.array(without, { maxLength: 20 }), (first, steps) => {
      const group: Group = { live: first, record: null, tag: undefined };
      after(group, steps);
      start(group, 3);
      expect(group.live).toEqual(first);
    }),
    { numRuns: 1000 },
  );
});

test('a stop that ends leaves the group asleep with both copies of its size', () => {
  fc.assert(
    fc.property(aSize, fc.array(aStep, { maxLength: 20 }), (first, steps) => {
      const group: Group = { live: first, record: null, tag: undefined };
      const { least } = after(group, steps);
      stop(group, 3);
      expect(isAsleep(group.live)).toBe(true);
      expect(group.record && isSameSize(group.record, least)).toBe(true);
      expect(decodeSize(group.tag)).toEqual(least);
    }),
    { numRuns: 1000 },
  );
});
