import { expect, test } from '@jest/globals';
import { takeStock } from '../../../lambdas/take-stock/take-stock.ts';
import type { HeldLock, Outstanding } from '../../../src/domain/stock.ts';
import type { Measurement } from '../../../src/metrics/metrics.ts';

const cluster = '111122223333/eu-west-1/dev';
const configurationText = `
schedules:
  - { name: office-hours, timezone: Europe/Berlin, stop: 0 20 ? * MON-FRI *, start: 0 7 ? * MON-FRI *, clusters: [dev] }
`;

async function stockAt(now: string, outstanding: readonly Outstanding[], locks: readonly HeldLock[] = []) {
  const measured: Measurement[] = [];
  const answer = await takeStock({
    now: new Date(now),
    configurationText,
    environment: {},
    stock: { outstanding: async () => outstanding, locks: async () => locks },
    measure: (measurement) => measured.push(measurement),
  });
  return { answer, measured };
}

test('a cluster that overslept is measured, and named beside the number', async () => {
  const asleep = { cluster, key: 'NODEGROUP#apps', recordedAt: '2026-11-02T19:00:20.000Z', runId: 'monday' };
  const { answer, measured } = await stockAt('2026-11-03T07:30:00Z', [asleep]);
  expect(answer).toMatchObject({ asleep: [cluster], pastStart: [{ cluster }] });
  expect(measured).toEqual([
    {
      at: new Date('2026-11-03T07:30:00Z'),
      dimensions: {},
      properties: {
        lock: '',
        relaxedWebhook: '',
        pastStart: `${cluster} (schedule office-hours, due 2026-11-03T06:00:00.000Z)`,
      },
      values: {
        ...{ StockTaken: 1, ClustersAsleep: 1, ClustersPastStart: 1 },
        ...{ OldestLockHours: 0, OldestRelaxedWebhookHours: 0 },
      },
    },
  ]);
});

test('where nothing is amiss it says so too, so that an alarm can tell that from silence', async () => {
  const { measured } = await stockAt('2026-11-03T12:00:00Z', []);
  expect(measured.map(({ values }) => values)).toEqual([
    { StockTaken: 1, ClustersAsleep: 0, ClustersPastStart: 0, OldestLockHours: 0, OldestRelaxedWebhookHours: 0 },
  ]);
});
