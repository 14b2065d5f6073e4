import { expect, test } from '@jest/globals';
import { parseSince } from '../../cli/since-option.ts';

const now = new Date('2026-11-23T20:00:00.000Z');

test.each([
  ['7d', '2026-11-16T20:00:00.000Z'],
  ['12h', '2026-11-23T08:00:00.000Z'],
  ['2w', '2026-11-09T20:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T06:30Z', '2026-11-01T06:30:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(parseSince(text, now).toISOString()).toBe(instant);
});

test.each(['', 'yesterday', '7', '7m', '2026-02-30', '2026-11-01 06:30', '2026-11-01T06:30', '-1d'])(
  '%j is no time',
  (text) => {
    expect(() => parseSince(text, now)).toThrow('Write a while, 7d, 12h or 2w');
  },
);
