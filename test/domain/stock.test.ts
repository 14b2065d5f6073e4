import { describe, expect, test } from '@jest/globals';
import { type HeldLock, type Outstanding, stockOf } from '../../src/domain/stock.ts';

const dev = '111122223333/eu-west-1/dev';
const shop = '111122223333/eu-west-1/shop';
const now = new Date('2026-11-03T10:00:00.000Z');
const outstanding = (changes: Partial<Outstanding> = {}): Outstanding => ({
  cluster: dev,
  key: 'NODEGROUP#apps',
  recordedAt: '2026-11-02T20:00:00.000Z',
  runId: 'dev-stop-20261102T200000Z',
  ...changes,
});
const aWebhook = (changes: Partial<Outstanding> = {}) => outstanding({ key: 'WEBHOOK#V#kyverno#check', ...changes });
const aLock = (changes: Partial<HeldLock> = {}): HeldLock => ({
  cluster: dev,
  action: 'stop',
  acquiredAt: '2026-11-03T01:00:00.000Z',
  holder: 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:night',
  ...changes,
});
const stock = (records: readonly Outstanding[], locks: readonly HeldLock[] = []) =>
  stockOf(records, locks, { now, runHours: 1 });

test('nothing outstanding and no lock is nothing to say', () => {
  expect(stock([])).toEqual({ asleep: [], oldestLock: null, oldestRelaxedWebhook: null });
});

test('a cluster is asleep once, however many of its node groups are to come back', () => {
  const groups = ['NODEGROUP#apps', 'NODEGROUP#batch'].map((key) => outstanding({ key }));
  expect(stock([...groups, outstanding({ cluster: shop })]).asleep).toEqual([dev, shop]);
});

test('the lock that has been held longest is named, with its execution', () => {
  const young = aLock({ cluster: shop, acquiredAt: '2026-11-03T09:30:00.000Z' });
  expect(stock([], [young, aLock()]).oldestLock).toEqual({ cluster: dev, what: aLock().holder, hours: 9 });
});

describe('a relaxed webhook', () => {
  test('counts on a cluster that is awake and left alone', () => {
    const older = aWebhook({ cluster: shop, key: 'WEBHOOK#M#istio#inject', recordedAt: '2026-11-01T20:00:00.000Z' });
    expect(stock([aWebhook(), older]).oldestRelaxedWebhook).toEqual({ cluster: shop, what: older.key, hours: 38 });
  });

  test('is as it should be while its cluster sleeps, over a weekend too', () => {
    expect(stock([outstanding(), aWebhook()]).oldestRelaxedWebhook).toBeNull();
  });

  test('is waited for while a run that has begun not long ago may put it back', () => {
    const morning = aLock({ action: 'start', acquiredAt: '2026-11-03T09:30:00.000Z' });
    expect(stock([aWebhook()], [morning]).oldestRelaxedWebhook).toBeNull();
  });

  test('counts again when a run has held the cluster for too long, because a failed one keeps its lock', () => {
    expect(stock([aWebhook()], [aLock()]).oldestRelaxedWebhook?.hours).toBe(14);
  });
});
