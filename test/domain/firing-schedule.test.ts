import { describe, expect, test } from '@jest/globals';
import { parseCron } from '../../src/domain/cron.ts';
import { type FiringSchedule, nextFirings, starterOf } from '../../src/domain/firing-schedule.ts';

function aSchedule(fields: Partial<FiringSchedule> & { readonly at?: string } = {}): FiringSchedule {
  const { at = '0 20 ? * MON-FRI *', ...more } = fields;
  return {
    name: 'office-stop',
    action: 'stop',
    isEnabled: true,
    cron: parseCron(at),
    timezone: 'Europe/Berlin',
    windowMinutes: 0,
    clusters: ['*'],
    tags: {},
    accounts: [],
    regions: [],
    ...more,
  };
}

const dev = { account: '111122223333', region: 'eu-west-1', name: 'dev' };
// A Saturday.
const now = new Date('2026-11-21T10:00:00.000Z');
const next = (...schedules: readonly FiringSchedule[]) =>
  nextFirings(schedules, dev, now).map(({ schedule, at }) => `${schedule} ${at.toISOString()}`);

describe('what comes next', () => {
  test('is the next stop and the next start, as the clocks of their zone show it, the sooner one first', () => {
    const start = aSchedule({ name: 'office-start', action: 'start', at: '0 7 ? * MON-FRI *' });
    expect(next(aSchedule(), start)).toEqual([
      'office-start 2026-11-23T06:00:00.000Z',
      'office-stop 2026-11-23T19:00:00.000Z',
    ]);
  });

  test('is of the schedule that fires first where several do', () => {
    const early = aSchedule({ name: 'early-stop', at: '0 18 * * ? *' });
    expect(next(aSchedule(), early)).toEqual(['early-stop 2026-11-21T17:00:00.000Z']);
  });

  test.each([
    ['that is disabled', { isEnabled: false }],
    ['of other names', { clusters: ['shop-*'] }],
    ['of other accounts', { accounts: ['444455556666'] }],
    ['of other regions', { regions: ['eu-central-1'] }],
    ['that will not fire within a year', { at: '0 20 1 1 ? 2030' }],
  ])('is nothing of a schedule %s', (_what, fields) => {
    expect(next(aSchedule(fields))).toEqual([]);
  });

  test('is told with the tags that it asks for, beside the one that surely comes: which ones a cluster carries is not known', () => {
    const ofTeam = aSchedule({ name: 'web-stop', at: '0 18 ? * MON-FRI *', clusters: [], tags: { team: 'web' } });
    const late = aSchedule({ name: 'late-stop', at: '0 22 ? * MON-FRI *', tags: { team: 'web' } });
    expect(nextFirings([late, aSchedule(), ofTeam], dev, now)).toMatchObject([
      { schedule: 'web-stop', tags: { team: 'web' } },
      { schedule: 'office-stop', tags: {} },
    ]);
  });
});

describe('who started a run', () => {
  test.each([
    ['dev-stop-20261120T190000Z', { by: 'schedule', name: 'office-stop' }],
    ['dev-stop-20261120T190000Z-0a1b2c3d', { by: 'schedule', name: 'office-stop' }],
    ['dev-stop-20261120T190000Z-again1-r2', { by: 'schedule', name: 'office-stop' }],
    // At that time the schedule does not fire, or not for that.
    ['dev-stop-20261120T180000Z', { by: 'schedule', name: null }],
    ['dev-start-20261120T190000Z', { by: 'schedule', name: null }],
    ['dev-stop-20261340T990000Z', { by: 'schedule', name: null }],
    // Four letters: what the command line adds.
    ['dev-stop-20261120T190000Z-0a1b', { by: 'person' }],
    ['my-run', { by: 'person' }],
    ['rollback-of-dev-stop-20261120T190000Z', { by: 'rollback', of: 'dev-stop-20261120T190000Z' }],
  ])('of %s is told by its name', (name, starter) => {
    expect(starterOf(name, [aSchedule()])).toEqual(starter);
  });
});
