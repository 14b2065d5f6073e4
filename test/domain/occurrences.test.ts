import { describe, expect, test } from '@jest/globals';
import { parseCron } from '../../src/domain/cron.ts';
import { occurrences } from '../../src/domain/occurrences.ts';
import { mistakeInTimeZone } from '../../src/domain/time-zone.ts';

/** In UTC, as `10-24 18:00`. */
function timesOf(cron: string, timeZone: string, from: string, to: string): string[] {
  const found = occurrences(parseCron(cron), timeZone, new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
  return [...found].map((at) => at.toISOString().slice(5, 16).replace('T', ' '));
}

describe('an evening and a morning stay at the same time on the wall', () => {
  test.each([
    ['Europe/Berlin', 'in autumn', '2026-10-24', '2026-10-27', ['10-24 18:00', '10-25 19:00', '10-26 19:00']],
    ['Europe/Berlin', 'in spring', '2027-03-27', '2027-03-30', ['03-27 19:00', '03-28 18:00', '03-29 18:00']],
    ['America/New_York', 'in autumn', '2026-10-31', '2026-11-03', ['10-31 00:00', '11-01 00:00', '11-02 01:00']],
    ['America/New_York', 'in spring', '2027-03-13', '2027-03-16', ['03-13 01:00', '03-14 01:00', '03-15 00:00']],
    ['Asia/Kolkata', 'all year', '2026-10-24', '2026-10-27', ['10-24 14:30', '10-25 14:30', '10-26 14:30']],
  ])('%s, %s', (timeZone, _when, from, to, expected) => {
    expect(timesOf('0 20 * * ? *', timeZone, from, to)).toEqual(expected);
  });
});

describe('a time that the change of clocks takes away is skipped for that day', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * ? *', '2027-03-27', '2027-03-30', ['03-27 01:30', '03-29 00:30']],
    ['America/New_York', '30 2 * * ? *', '2027-03-13', '2027-03-16', ['03-13 07:30', '03-15 06:30']],
    // The clocks go from 02:00 to 03:00: the one is gone, the other is there.
    ['Europe/Berlin', '0 2,3 28 3 ? *', '2027-03-27', '2027-03-30', ['03-28 01:00']],
    // Half an hour, from 02:00 to 02:30.
    ['Australia/Lord_Howe', '15,30 2 4 10 ? *', '2026-10-03', '2026-10-05', ['10-03 15:30']],
    // A whole day that Samoa never had.
    ['Pacific/Apia', '0 12 30 12 ? *', '2011-12-28', '2012-01-02', []],
  ])('%s, %s', (timeZone, cron, from, to, expected) => {
    expect(timesOf(cron, timeZone, from, to)).toEqual(expected);
  });
});

describe('a time that comes twice happens once, the first time', () => {
  test.each([
    ['Europe/Berlin', '30 2 * * ? *', '2026-10-24', '2026-10-27', ['10-24 00:30', '10-25 00:30', '10-26 01:30']],
    ['America/New_York', '30 1 * * ? *', '2026-10-31', '2026-11-03', ['10-31 05:30', '11-01 05:30', '11-02 06:30']],
    [
      'Europe/Berlin',
      '0 1-4 25 10 ? *',
      '2026-10-24',
      '2026-10-26',
      ['10-24 23:00', '10-25 00:00', '10-25 02:00', '10-25 03:00'],
    ],
  ])('%s, %s', (timeZone, cron, from, to, expected) => {
    expect(timesOf(cron, timeZone, from, to)).toEqual(expected);
  });
});

test('the first instant counts and the last does not', () => {
  const at = (from: string, to: string) =>
    [...occurrences(parseCron('0 12 * * ? *'), 'UTC', new Date(from), new Date(to))].length;
  expect(at('2026-11-23T12:00:00Z', '2026-11-24T12:00:00Z')).toBe(1);
  expect(at('2026-11-23T12:00:00.001Z', '2026-11-24T12:00:00Z')).toBe(0);
});

test('a zone far ahead of UTC has its day before UTC has it', () => {
  expect(timesOf('0 1 1 1 ? *', 'Pacific/Kiritimati', '2026-12-31', '2027-01-01')).toEqual(['12-31 11:00']);
});

describe('a time zone', () => {
  test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'US/Eastern', 'Etc/GMT+5'])('%s', (name) => {
    expect(mistakeInTimeZone(name)).toBeNull();
  });

  test.each([
    ['europe/berlin', 'Did you mean Europe/Berlin?'],
    ['Europe/Berln', 'Did you mean Europe/Berlin?'],
    ['+02:00', 'Write a time zone, for example Europe/Berlin or UTC.'],
    ['Mars/Olympus', 'Write a time zone'],
    ['', 'Write a time zone'],
  ])('%j is refused', (name, cure) => {
    expect(mistakeInTimeZone(name)).toContain(cure);
  });
});
