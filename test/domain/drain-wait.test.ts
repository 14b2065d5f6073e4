import { expect, test } from '@jest/globals';
import { secondsBetweenLooks } from '../../src/domain/drain-wait.ts';

test.each([
  [0, 2],
  [600, 2],
  [601, 3],
  [1500, 5],
  [3000, 10],
  [30_000, 10],
])('with %i pods left, looks are at least %i s apart', (podsLeft, seconds) => {
  expect(secondsBetweenLooks(podsLeft)).toBe(seconds);
});
