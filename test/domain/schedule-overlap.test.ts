import { describe, expect, test } from '@jest/globals';
import {
  firstOverlap,
  mayShareCluster,
  type SleepSchedule,
  sleepsOf,
  timesOf,
} from '../../src/domain/schedule-overlap.ts';
import { aSchedule } from './a-schedule.ts';

/** A Monday. */
const from = new Date('2026-11-23T00:00:00Z');

function sleepsIn(schedule: SleepSchedule) {
  const timed = timesOf(schedule, from);
  return sleepsOf(timed, timed);
}

function overlapOf(one: Partial<SleepSchedule>, other: Partial<SleepSchedule>): string | undefined {
  const at = firstOverlap(sleepsIn(aSchedule(one)), sleepsIn(aSchedule(other)));
  return at?.toISOString().slice(0, 16);
}

describe('a sleep', () => {
  test('lasts from a stop to the next start, over the weekend too', () => {
    const sleeps = sleepsIn(aSchedule()).slice(3, 6);
    expect(sleeps.map((sleep) => [sleep.from, sleep.to].map((at) => at.toISOString().slice(5, 16)))).toEqual([
      ['11-26T19:00', '11-27T06:00'],
      ['11-27T19:00', '11-30T06:00'],
      ['11-30T19:00', '12-01T06:00'],
    ]);
  });

  test('is not begun by a second stop', () => {
    const [first, second] = sleepsIn(aSchedule({ stop: '0 20,22 ? * MON-FRI *' }));
    expect(first?.from.toISOString()).toBe('2026-11-23T19:00:00.000Z');
    expect(second?.from.toISOString()).toBe('2026-11-24T19:00:00.000Z');
  });

  test('is not known of a schedule that only stops or only starts', () => {
    const { start: _, ...stops } = aSchedule();
    const { stop: __, ...starts } = aSchedule();
    expect(sleepsIn(stops)).toEqual([]);
    expect(sleepsIn(starts)).toEqual([]);
  });
});

describe('the sleeps of two schedules', () => {
  test.each<[string, Partial<SleepSchedule>, Partial<SleepSchedule>, string | undefined]>([
    ['the same schedule', {}, {}, '2026-11-23T19:00'],
    ['a weekend within one', {}, { stop: '0 0 ? * SAT *', start: '0 12 ? * SUN *' }, '2026-11-27T23:00'],
    ['a nap at noon', {}, { stop: '0 12 ? * MON-FRI *', start: '0 13 ? * MON-FRI *' }, undefined],
    [
      'one that begins at the minute in which the other ends',
      {},
      { stop: '0 7 ? * TUE *', start: '0 8 ? * TUE *' },
      '2026-11-24T06:00',
    ],
    [
      'one that begins in the window in which the other may end',
      { flexibleWindowMinutes: 30 },
      { stop: '30 7 ? * TUE *', start: '0 12 ? * TUE *' },
      '2026-11-24T06:30',
    ],
    ['one once a year', {}, { stop: '0 0 25 12 ? *', start: '0 0 26 12 ? *' }, '2026-12-24T23:00'],
    [
      'two zones that only meet by their clocks',
      { stop: '0 20 * * ? *', start: '0 21 * * ? *' },
      { timezone: 'America/New_York', stop: '0 16 * * ? *', start: '0 17 * * ? *' },
      // Six hours apart, and five for two weeks in spring.
      '2027-03-14T20:00',
    ],
  ])('%s', (_what, one, other, expected) => {
    expect(overlapOf(one, other)).toBe(expected);
  });
});

describe('two schedules may share a cluster', () => {
  test.each<[string, Partial<SleepSchedule>, Partial<SleepSchedule>, boolean]>([
    ['by one name', { clusters: ['dev'] }, { clusters: ['test', 'd*'] }, true],
    ['not by names that never meet', { clusters: ['dev'] }, { clusters: ['test'] }, false],
    ['by tags of different keys', { tags: { team: 'web' } }, { tags: { stage: 'dev' } }, true],
    ['not by two values of one tag', { tags: { team: 'web' } }, { tags: { team: 'data', a: 'b' } }, false],
    ['by any account', { accounts: ['111122223333'] }, {}, true],
    ['not in two accounts', { accounts: ['111122223333'] }, { accounts: ['444455556666'] }, false],
    ['not in two regions', { regions: ['eu-west-1'] }, { regions: ['us-east-1'] }, false],
  ])('%s', (_what, one, other, expected) => {
    expect(mayShareCluster(aSchedule(one), aSchedule(other))).toBe(expected);
    expect(mayShareCluster(aSchedule(other), aSchedule(one))).toBe(expected);
  });

  test('by a tag, whatever the other one is called', () => {
    const { clusters: _, ...byTag } = aSchedule({ tags: { team: 'web' } });
    expect(mayShareCluster(byTag, aSchedule({ clusters: ['dev'] }))).toBe(true);
  });

  test('all three only where one name is of each', () => {
    const [one, other] = [aSchedule({ clusters: ['a', 'b'] }), aSchedule({ clusters: ['a', 'c'] })];
    expect(mayShareCluster(one, other, aSchedule({ clusters: ['a'] }))).toBe(true);
    expect(mayShareCluster(one, other, aSchedule({ clusters: ['b', 'c'] }))).toBe(false);
    const [dev, shop] = [aSchedule({ clusters: ['dev'] }), aSchedule({ clusters: ['shop'] })];
    expect(mayShareCluster(dev, aSchedule(), shop)).toBe(false);
  });
});
