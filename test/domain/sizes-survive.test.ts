import { expect, test } from '@jest/globals';
import fc from 'fast-check';
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
  if (writes >= 1) group.live = restore.size;
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

/** Does one step, and answers the size that the morning must bring back from now on. */
function take(group: Group, step: Step, wanted: NodeGroupSize): NodeGroupSize {
  const isInTable = group.record?.phase === 'recorded';
  const isOnTag = decodeSize(group.tag) !== null;
  switch (step.step) {
    case 'stop':
      stop(group, step.writes);
      return wanted;
    case 'start':
      start(group, step.writes);
      return wanted;
    case 'lose table':
      if (isOnTag || !isInTable) group.record = null;
      return wanted;
    case 'lose tag':
      if (isInTable) group.tag = undefined;
      return wanted;
    case 'resize by hand':
      // While something is outstanding, that is what must come back, whatever a person does meanwhile.
      group.live = step.size;
      return isInTable || isOnTag ? wanted : step.size;
  }
}

test('no sequence of stops, starts, crashes, changes by hand and one lost copy ever loses a recorded size', () => {
  fc.assert(
    fc.property(aSize, fc.array(aStep, { maxLength: 20 }), (first, steps) => {
      const group: Group = { live: first, record: null, tag: undefined };
      let wanted = first;
      for (const step of steps) wanted = take(group, step, wanted);
      start(group, 3);
      expect(group.live).toEqual(wanted);
    }),
    { numRuns: 2000 },
  );
});

test('a stop that ends leaves the group asleep with both copies of its size', () => {
  fc.assert(
    fc.property(aSize, fc.array(aStep, { maxLength: 20 }), (first, steps) => {
      const group: Group = { live: first, record: null, tag: undefined };
      let wanted = first;
      for (const step of steps) wanted = take(group, step, wanted);
      stop(group, 3);
      expect(isAsleep(group.live)).toBe(true);
      expect(group.record && isSameSize(group.record, wanted)).toBe(true);
      expect(decodeSize(group.tag)).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
});
