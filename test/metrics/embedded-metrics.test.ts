import { expect, test } from '@jest/globals';
import { embeddedMetrics } from '../../src/metrics/embedded-metrics.ts';
import { metricUnits } from '../../src/metrics/metrics.ts';

const at = new Date('2026-11-02T20:14:00.000Z');

test('a measurement is one line that CloudWatch makes metrics of, with what else is known beside it', () => {
  const line = embeddedMetrics({
    at,
    dimensions: { action: 'stop' },
    properties: { cluster: 'dev\nprod', run: 'monday' },
    values: { RunSeconds: 840, NodesStopped: 12 },
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1793650440000,
      CloudWatchMetrics: [
        {
          Namespace: 'EksScheduler',
          Dimensions: [['action']],
          Metrics: [
            { Name: 'RunSeconds', Unit: 'Seconds' },
            { Name: 'NodesStopped', Unit: 'Count' },
          ],
        },
      ],
    },
    ...{ cluster: 'dev\nprod', run: 'monday', action: 'stop', RunSeconds: 840, NodesStopped: 12 },
  });
});

test('the stock has no dimensions, and is a metric all the same', () => {
  const line = embeddedMetrics({ at, dimensions: {}, properties: {}, values: { StockTaken: 1 } });
  expect(JSON.parse(line)._aws.CloudWatchMetrics[0].Dimensions).toEqual([[]]);
});

test('every metric has a unit that CloudWatch knows', () => {
  expect(new Set(Object.values(metricUnits))).toEqual(new Set(['Seconds', 'Count', 'None']));
});
