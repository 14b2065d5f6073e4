import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { morningSize, sizeBeforeRaise } from '../../src/domain/morning-size.ts';
import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';

const size = (minSize: number, maxSize: number, desiredSize: number): NodeGroupSize => ({
  minSize,
  maxSize,
  desiredSize,
});
const recorded = size(2, 10, 5);
const aSize = fc
  .tuple(fc.nat(5), fc.nat(5), fc.nat(5))
  .map(([min, more, room]) => size(min, min + more + room + 1, min + more));

describe('the size that a start brings a group to', () => {
  test.each([
    ['the recorded one where a stop left it at zero', size(0, 10, 0), recorded],
    ['the recorded one where somebody gave it less', size(0, 10, 1), recorded],
    ['the larger one that somebody gave it', size(3, 12, 8), size(3, 12, 8)],
    ['the recorded one with a maximum that somebody raised', size(0, 14, 0), size(2, 14, 5)],
    ['the recorded one where somebody lowered the maximum below it', size(0, 3, 0), recorded],
  ])('is %s', (_what, live, expected) => {
    expect(morningSize(live, recorded)).toEqual(expected);
  });

  test("does not take for somebody's wish what an earlier start raised for minNodes", () => {
    expect(morningSize(size(2, 10, 7), recorded, 7)).toEqual(recorded);
    expect(morningSize(size(2, 10, 8), recorded, 7)).toEqual(size(2, 10, 8));
  });

  test('is never below the recorded one, one that EKS takes, and the same when it is asked again', () => {
    fc.assert(
      fc.property(aSize, aSize, (live, wanted) => {
        const morning = morningSize(live, wanted);
        expect(morning.desiredSize).toBeGreaterThanOrEqual(wanted.desiredSize);
        expect(morning.minSize).toBeLessThanOrEqual(morning.desiredSize);
        expect(morning.desiredSize).toBeLessThanOrEqual(morning.maxSize);
        expect(morningSize(morning, wanted)).toEqual(morning);
      }),
    );
  });
});

describe('the size that an evening records', () => {
  test('is without what a start added, while that still stands', () => {
    expect(sizeBeforeRaise(size(2, 10, 7), { ...recorded, raisedTo: 7 })).toEqual(recorded);
    expect(sizeBeforeRaise(size(2, 10, 6), { ...recorded, raisedTo: 7 })).toEqual(size(2, 10, 6));
    expect(sizeBeforeRaise(size(2, 10, 7), recorded)).toEqual(size(2, 10, 7));
  });

  test('stays one that EKS takes where somebody changed the ends meanwhile', () => {
    expect(sizeBeforeRaise(size(6, 10, 7), { ...recorded, raisedTo: 7 })).toEqual(size(6, 10, 6));
  });
});
