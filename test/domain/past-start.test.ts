import { describe, expect, test } from '@jest/globals';
import { pastStart, type WakingSchedule } from '../../src/domain/past-start.ts';
import type { HeldLock, Outstanding } from '../../src/domain/stock.ts';

const dev = '111122223333/eu-west-1/dev';
/** Berlin has winter time: seven o'clock is six in UTC. */
const aSchedule = (changes: Partial<WakingSchedule> = {}): WakingSchedule => ({
  name: 'office-hours',
  enabled: true,
  timezone: 'Europe/Berlin',
  stop: '0 20 ? * MON-FRI *',
  start: '0 7 ? * MON-FRI *',
  clusters: ['dev'],
  accounts: [],
  regions: [],
  flexibleWindowMinutes: 0,
  ...changes,
});
const asleepSince = (recordedAt: string, changes: Partial<Outstanding> = {}): Outstanding => ({
  cluster: dev,
  key: 'NODEGROUP#apps',
  recordedAt,
  runId: 'dev-stop-20261102T190000Z',
  ...changes,
});
const monday = asleepSince('2026-11-02T19:00:20.000Z');
const lateAt = (
  instant: string,
  schedules: readonly WakingSchedule[],
  outstanding: readonly Outstanding[] = [monday],
  locks: readonly HeldLock[] = [],
) =>
  pastStart(schedules, { outstanding, locks }, { now: new Date(instant), lateMinutes: 60 }).map((late) => late.cluster);

test('a cluster that sleeps an hour after its start was due is late, and the schedule is named', () => {
  const [late] = pastStart(
    [aSchedule()],
    { outstanding: [monday], locks: [] },
    { now: new Date('2026-11-03T07:00:01Z'), lateMinutes: 60 },
  );
  expect(late).toEqual({ cluster: dev, because: 'schedule office-hours, due 2026-11-03T06:00:00.000Z' });
});

test('it is not late before that hour is over, nor when its schedule may begin later', () => {
  expect(lateAt('2026-11-03T06:59:00Z', [aSchedule()])).toEqual([]);
  expect(lateAt('2026-11-03T07:20:00Z', [aSchedule({ flexibleWindowMinutes: 30 })])).toEqual([]);
  expect(lateAt('2026-11-03T07:31:00Z', [aSchedule({ flexibleWindowMinutes: 30 })])).toEqual([dev]);
});

test('a weekend is no lateness, and its Monday is', () => {
  const friday = asleepSince('2026-11-06T19:00:20.000Z');
  expect(lateAt('2026-11-08T12:00:00Z', [aSchedule()], [friday])).toEqual([]);
  expect(lateAt('2026-11-09T07:30:00Z', [aSchedule()], [friday])).toEqual([dev]);
});

test('a cluster that somebody put to sleep after the start is left alone', () => {
  expect(lateAt('2026-11-03T12:00:00Z', [aSchedule()], [asleepSince('2026-11-03T09:00:00Z')])).toEqual([]);
});

test('webhooks that are still relaxed do not make a cluster late', () => {
  expect(lateAt('2026-11-03T12:00:00Z', [aSchedule()], [{ ...monday, key: 'WEBHOOK#V#kyverno#check' }])).toEqual([]);
});

describe('which clusters a schedule is about', () => {
  const at = '2026-11-03T12:00:00Z';

  test('those that its names, accounts and regions fit', () => {
    expect(lateAt(at, [aSchedule({ clusters: ['d*'] })])).toEqual([dev]);
    expect(lateAt(at, [aSchedule({ clusters: ['shop-*'] })])).toEqual([]);
    expect(lateAt(at, [aSchedule({ accounts: ['444455556666'] })])).toEqual([]);
    expect(lateAt(at, [aSchedule({ regions: ['us-east-1'] })])).toEqual([]);
  });

  const { clusters: _, ...byTag } = aSchedule({ tags: { team: 'web' } });

  test('by tags, those that one of its own stops put to sleep', () => {
    expect(lateAt(at, [byTag])).toEqual([dev]);
    expect(lateAt(at, [byTag], [{ ...monday, runId: 'by-hand' }])).toEqual([]);
  });

  test('none, where it is switched off or starts nothing', () => {
    const { start: _start, ...stopOnly } = aSchedule();
    expect(lateAt(at, [aSchedule({ enabled: false }), stopOnly])).toEqual([]);
  });
});

describe('a start that goes on for too long', () => {
  const aLock = (action: 'stop' | 'start'): HeldLock => ({
    ...{ cluster: dev, action, acquiredAt: '2026-11-03T06:00:10.000Z', holder: 'arn:the-start' },
  });

  test('is late, whoever began it', () => {
    expect(lateAt('2026-11-03T07:30:00Z', [], [], [aLock('start')])).toEqual([dev]);
    expect(lateAt('2026-11-03T06:30:00Z', [], [], [aLock('start')])).toEqual([]);
  });

  test('and a stop is none', () => {
    expect(lateAt('2026-11-03T07:30:00Z', [], [], [aLock('stop')])).toEqual([]);
  });
});
