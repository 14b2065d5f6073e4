import { expect, test } from '@jest/globals';
import { secondsUntilQuiet } from '../../src/domain/seconds-until-quiet.ts';

const end = new Date('2026-11-02T20:00:00.000Z');
const later = (seconds: number) => new Date(end.getTime() + seconds * 1000);

test('after a run that ended by itself nothing is waited for', () => {
  expect(secondsUntilQuiet(null, end)).toBe(0);
});

test.each([
  [0, 70],
  [0.5, 70],
  [69, 1],
  [70, 0],
  [86_400, 0],
])('%d seconds after a run was cut off, %d more are waited', (passed, left) => {
  expect(secondsUntilQuiet(end, later(passed))).toBe(left);
});

test('an end that seems to lie ahead is not waited for any longer', () => {
  expect(secondsUntilQuiet(later(3_600), end)).toBe(70);
});
