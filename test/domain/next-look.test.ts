import { expect, test } from '@jest/globals';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';

const start = new Date('2026-11-23T18:00:00Z');
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

test.each([
  [0, 3],
  [10, 5],
  [21, 11],
  [100, 15],
  [892, 8],
  [899, 3],
  [950, 3],
])('what has taken %i s of 900 is looked at again after %i s', (taken, wait) => {
  expect(nextLook(start, after(taken), after(900))).toBe(wait);
});

test('a deadline counts from the moment that the loop was entered', () => {
  expect(deadlineOf(start, 180)).toEqual(after(180));
});
