import { expect, test } from '@jest/globals';
import { nearest } from '../../src/domain/nearest.ts';

test('a mistyped word finds what it most likely means, nearest first', () => {
  expect(nearest('apsp', ['system', 'apps', 'app'])).toEqual(['app', 'apps']);
  expect(nearest('Systme', ['system', 'apps'])).toEqual(['system']);
});

test('a word that is like none finds none', () => {
  expect(nearest('warehouse', ['system', 'apps'])).toEqual([]);
});
