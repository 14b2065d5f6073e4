import { expect, test } from '@jest/globals';
import { parseCount } from '../../build/parse-count.ts';

test.each(['1', '20260112', '999999999'])('%s is a count', (text) => {
  expect(parseCount(text)).toBe(Number(text));
});

test.each(['0', '-1', '1.5', '1e3', 'many', '', '1000000000'])('%j is none', (text) => {
  expect(() => parseCount(text)).toThrow('It takes a whole number from 1 to 999999999.');
});
