import { expect, test } from '@jest/globals';
import { deadlineOf, nextLook, secondsUntil } from '../../src/domain/next-look.ts';

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

test.each([
  [-5, 2],
  [0, 2],
  [7.2, 8],
  [300, 30],
])('the wait for an instant %d s ahead is %i s', (ahead, wait) => {
  expect(secondsUntil(after(ahead), start)).toBe(wait);
});

test('a deadline counts from the moment that the loop was entered', () => {
  expect(deadlineOf(start, 180)).toEqual(after(180));
});
