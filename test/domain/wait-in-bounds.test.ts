import { expect, test } from '@jest/globals';
import { waitInBounds } from '../../src/domain/wait-in-bounds.ts';

test.each([
  [0.4, 0, 2],
  [7.2, 0, 8],
  [400, 0, 30],
  [Number.NaN, 0, 2],
  [2, 400, 2],
  [2, 401, 3],
  [2, 3_600, 18],
  [25, 3_600, 25],
  [2, 28_800, 30],
])('a wait of %d seconds after %d seconds of a loop becomes %d', (asked, taken, given) => {
  expect(waitInBounds(asked, taken)).toBe(given);
});
