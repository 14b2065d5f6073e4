import { expect, test } from '@jest/globals';
import { few } from '../../src/domain/few.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => `group-${index}`);

test('few names stay as they are', () => {
  expect(few(names(3))).toEqual(['group-0', 'group-1', 'group-2']);
  expect(few(names(10))).toHaveLength(10);
});

test('of many the first are named and the others counted', () => {
  expect(few(names(450), 2)).toEqual(['group-0', 'group-1', '448 more']);
  expect(few(names(450)).at(-1)).toBe('440 more');
});
