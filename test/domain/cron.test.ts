import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mistakesInCron, parseCron } from '../../src/domain/cron.ts';
import { occurrences } from '../../src/domain/occurrences.ts';

/** The first times from here on, in UTC: `2026-11-23 20:00`. */
function timesOf(cron: string, count: number, from = '2026-11-23T00:00:00Z'): string[] {
  const found: string[] = [];
  for (const at of occurrences(parseCron(cron), 'UTC', new Date(from), new Date('2200-01-01T00:00:00Z'))) {
    found.push(at.toISOString().slice(0, 16).replace('T', ' '));
    if (found.length === count) break;
  }
  return found;
}

describe('an expression means what EventBridge documents', () => {
  // 2026-11-23 is a Monday.
  test.each<[string, string, string[]]>([
    ['a weekday evening', '0 20 ? * MON-FRI *', ['2026-11-23 20:00', '2026-11-24 20:00', '2026-11-25 20:00']],
    ['days by numbers, from 1 for Sunday', '0 20 ? * 1,7 *', ['2026-11-28 20:00', '2026-11-29 20:00']],
    ['every day of the month', '5 0 * * ? *', ['2026-11-23 00:05', '2026-11-24 00:05']],
    ['steps from a first minute', '10/20 8 23 * ? *', ['2026-11-23 08:10', '2026-11-23 08:30', '2026-11-23 08:50']],
    ['steps in a range', '0 8-12/2 23 11 ? 2026', ['2026-11-23 08:00', '2026-11-23 10:00', '2026-11-23 12:00']],
    ['months by names', '0 0 1 JAN,JUL ? *', ['2027-01-01 00:00', '2027-07-01 00:00']],
    ['the last day of the month', '0 0 L * ? *', ['2026-11-30 00:00', '2026-12-31 00:00', '2027-01-31 00:00']],
    ['the last day of the week', '0 0 ? * L *', ['2026-11-28 00:00', '2026-12-05 00:00']],
    ['the last Friday of the month', '15 10 ? * 6L *', ['2026-11-27 10:15', '2026-12-25 10:15']],
    [
      'the last Sunday, also as the last day',
      '0 0 ? * SUNL *',
      ['2026-11-29 00:00', '2026-12-27 00:00', '2027-01-31 00:00'],
    ],
    ['the second Tuesday of the month', '0 9 ? * 3#2 *', ['2026-12-08 09:00', '2027-01-12 09:00']],
    ['a fifth Monday, where there is one', '0 9 ? * MON#5 *', ['2026-11-30 09:00', '2027-03-29 09:00']],
    ['the weekday nearest to a Sunday: after it', '0 9 3W 1 ? *', ['2027-01-04 09:00', '2028-01-03 09:00']],
    ['the weekday nearest to a Saturday: before it', '0 9 15W 5 ? *', ['2027-05-14 09:00']],
    ['but in its month', '0 9 1W 5 ? *', ['2027-05-03 09:00']],
    ['and not after its end', '0 9 31W 1 ? *', ['2027-01-29 09:00']],
    ['one year', '0 0 1 1 ? 2030', ['2030-01-01 00:00']],
    ['a leap day', '0 0 29 2 ? *', ['2028-02-29 00:00', '2032-02-29 00:00']],
    ['names in small letters', '0 20 ? dec mon *', ['2026-12-07 20:00']],
  ])('%s: %s', (_what, cron, expected) => {
    expect(mistakesInCron(cron)).toEqual([]);
    expect(timesOf(cron, expected.length)).toEqual(expected);
  });

  test('a day that no month has never comes', () => {
    expect([...occurrences(parseCron('0 0 31 2 ? *'), 'UTC', new Date(0), new Date('2030-01-01'))]).toEqual([]);
  });
});

describe('a mistake is told with the field, what stands there and what may', () => {
  test.each<[string, string]>([
    ['0 25 ? * MON-FRI *', 'In the hours, "25" is not among 0 to 23.'],
    ['60 9 ? * MON *', 'In the minutes, "60" is not among 0 to 59.'],
    ['-1 9 ? * MON *', 'In the minutes, "" is not among 0 to 59.'],
    ['0 9 0 * ? *', 'In the day of month, "0" is not among 1 to 31.'],
    ['0 9 1 13 ? *', 'In the month, "13" is not among 1 to 12 or JAN to DEC.'],
    ['0 9 ? * 0 *', 'In the day of week, "0" is not among 1 to 7 or SUN to SAT.'],
    ['0 9 ? * MO *', 'In the day of week, "MO" is not among 1 to 7 or SUN to SAT.'],
    ['0 9 ? * MON 2200', 'In the year, "2200" is not among 1970 to 2199.'],
    ['0 9 ? * FRI-MON *', 'In the day of week, "FRI-MON" runs backwards: write it as two ranges, with a comma.'],
    ['0 9 ? * MON#6 *', 'In the week after #, "6" is not among 1 to 5.'],
    ['0 9 ? * MON#1,FRI#1 *', 'In the day of week, "MON#1,FRI#1" is a mixture: # and L stand alone'],
    ['0 9 ? * MON/2 *', 'In the day of week, "MON/2" has a step: write the days, with commas.'],
    ['0 9 1,L * ? *', 'In the day of month, "1,L" is a mixture: L and W stand alone'],
    ['0 9 LW * ? *', 'In the day of month, "L" is not among 1 to 31.'],
    ['*/0 9 ? * MON *', 'In the minutes, "*/0" has no step that fits: write 1 to 60 after the /.'],
    ['1/2/3 9 ? * MON *', 'In the minutes, "1/2/3" has two steps: keep one /.'],
    ['1-2-3 9 ? * MON *', 'In the minutes, "1-2-3" is no range: write two ends, 0 to 59.'],
    ['1,,2 9 ? * MON *', 'In the minutes, "" is not among 0 to 59.'],
    ['0 20 * * * *', 'Day of month is "*" and day of week "*": write ? for one of them'],
    ['0 20 1 * MON *', 'Day of month is "1" and day of week "MON": write ? for one of them'],
    ['0 20 ? * ? *', 'Day of month and day of week are both ?: write one of them.'],
    ['0 20 ? * MON', 'six fields, as in 0 20 ? * MON-FRI *.'],
    ['0 0 20 ? * MON *', 'six fields, as in 0 20 ? * MON-FRI *.'],
    ['', 'six fields'],
    ['cron(0 20 ? * MON *)', 'alone, without cron( ).'],
    ['rate(1 day)', 'six fields'],
    [`${'0,'.repeat(10_000)}0 20 ? * MON *`, 'six fields'],
  ])('%j', (cron, expected) => {
    expect(mistakesInCron(cron).join(' ')).toContain(expected);
    expect(() => parseCron(cron)).toThrow();
  });

  test('all of them at once', () => {
    expect(mistakesInCron('60 24 32 13 ? 1969')).toHaveLength(5);
  });

  test('whatever stands there', () => {
    const piece = fc.stringMatching(/^[0-9A-Z*?,\-/#LW]{1,6}$/);
    const isReadOrRefused = (fields: string[]) => {
      const text = fields.join(' ');
      const mistakes = mistakesInCron(text);
      if (mistakes.length === 0) expect(parseCron(text).minutes.length).toBeGreaterThan(0);
      for (const mistake of mistakes) expect(mistake).toMatch(/\.$/);
    };
    fc.assert(fc.property(fc.array(piece, { minLength: 5, maxLength: 7 }), isReadOrRefused), { numRuns: 300 });
  });
});
