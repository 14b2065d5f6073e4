import { describe, expect, test } from '@jest/globals';
import { savingsByWeekAndCluster, spanSavings } from '../../src/domain/savings-over-time.ts';
import {
  type GroupChange,
  type SleepSpan,
  secondsAsleep,
  sleepSpans,
  splitAtWeeks,
  weekOf,
  within,
} from '../../src/domain/sleep-spans.ts';

const dev = { account: '111122223333', region: 'eu-west-1', name: 'dev' };
const at = (text: string) => new Date(`${text}:00.000Z`);
const now = at('2026-11-24T12:00');

function aChange(moment: string, before: number, after: number, nodeGroup = 'apps'): GroupChange {
  return { nodeGroup, at: at(moment), before, after, instanceTypes: ['m5.large'] };
}

function aSpan(from: string, to: string, fields: Partial<SleepSpan> = {}): SleepSpan {
  const span = { cluster: dev, nodeGroup: 'apps', instanceTypes: ['m5.large'], nodes: 5 };
  return { ...span, from: at(from), to: at(to), ...fields };
}

const told = (spans: readonly SleepSpan[]) =>
  spans.map(({ nodeGroup, nodes, from, to }) => [nodeGroup, nodes, shown(from), shown(to)]);
const shown = (instant: Date) => instant.toISOString().slice(0, 16);

describe('when node groups slept', () => {
  test('is from the stop to the start after it', () => {
    const changes = [aChange('2026-11-23T07:00', 0, 5), aChange('2026-11-22T20:00', 5, 0)];
    expect(told(sleepSpans(dev, changes, now))).toEqual([['apps', 5, '2026-11-22T20:00', '2026-11-23T07:00']]);
  });

  test('is until now for a group that sleeps, group by group', () => {
    const changes = [
      aChange('2026-11-23T20:00', 5, 0),
      aChange('2026-11-23T20:01', 2, 0, 'system'),
      aChange('2026-11-24T07:00', 0, 2, 'system'),
    ];
    expect(told(sleepSpans(dev, changes, now))).toEqual([
      ['system', 2, '2026-11-23T20:01', '2026-11-24T07:00'],
      ['apps', 5, '2026-11-23T20:00', '2026-11-24T12:00'],
    ]);
  });

  test('goes on through a second stop, with the nodes that slept first', () => {
    const changes = [
      aChange('2026-11-22T20:00', 5, 0),
      aChange('2026-11-23T20:00', 0, 0),
      aChange('2026-11-24T07:00', 0, 5),
    ];
    expect(told(sleepSpans(dev, changes, now))).toEqual([['apps', 5, '2026-11-22T20:00', '2026-11-24T07:00']]);
  });

  test('is not claimed of nodes that did not come back, nor of a group that had none', () => {
    const changes = [
      aChange('2026-11-22T20:00', 5, 0),
      aChange('2026-11-23T07:00', 0, 3),
      aChange('2026-11-22T20:00', 0, 0, 'batch'),
    ];
    expect(told(sleepSpans(dev, changes, now))).toEqual([['apps', 3, '2026-11-22T20:00', '2026-11-23T07:00']]);
  });

  test('is cut to the time that is asked for', () => {
    const spans = [aSpan('2026-11-20T20:00', '2026-11-23T07:00'), aSpan('2026-11-10T20:00', '2026-11-11T07:00')];
    const asked = within(spans, at('2026-11-21T00:00'), at('2026-11-22T00:00'));
    expect(told(asked)).toEqual([['apps', 5, '2026-11-21T00:00', '2026-11-22T00:00']]);
  });
});

describe('a week', () => {
  test.each([
    ['2026-11-22T23:59', '2026-11-16T00:00'],
    ['2026-11-23T00:00', '2026-11-23T00:00'],
    ['2026-11-29T12:00', '2026-11-23T00:00'],
    ['2027-01-01T00:00', '2026-12-28T00:00'],
  ])('of %s begins on Monday, %s', (instant, monday) => {
    expect(shown(weekOf(at(instant)))).toBe(monday);
  });

  test('divides a night that goes over its end, and a sleep of weeks into all of them', () => {
    expect(told(splitAtWeeks([aSpan('2026-11-22T20:00', '2026-11-23T07:00')]))).toEqual([
      ['apps', 5, '2026-11-22T20:00', '2026-11-23T00:00'],
      ['apps', 5, '2026-11-23T00:00', '2026-11-23T07:00'],
    ]);
    expect(splitAtWeeks([aSpan('2026-11-04T20:00', '2026-11-23T07:00')])).toHaveLength(4);
  });
});

test('what overlaps in one cluster is asleep once', () => {
  const spans = [
    aSpan('2026-11-22T20:00', '2026-11-22T22:00'),
    aSpan('2026-11-22T21:00', '2026-11-22T23:00'),
    aSpan('2026-11-22T21:30', '2026-11-22T21:40'),
  ];
  expect(secondsAsleep(spans)).toBe(3 * 3600);
});

describe('what a sleep spared', () => {
  const prices = { currency: 'EUR', nodeHour: { 'm5.large': 0.1 }, controlPlaneHour: 0.09 };
  const night = [
    aSpan('2026-11-22T20:00', '2026-11-23T06:00'),
    aSpan('2026-11-22T20:00', '2026-11-23T06:00', { nodeGroup: 'gpu', instanceTypes: ['p4d.24xlarge'], nodes: 1 }),
  ];

  test('is in node-hours by week, cluster and instance type', () => {
    const shop = { ...dev, name: 'shop' };
    const rows = savingsByWeekAndCluster(
      [...night, aSpan('2026-11-23T20:00', '2026-11-23T21:00', { cluster: shop })],
      null,
    );
    expect(rows.map(({ week, cluster, nodeHours, amount }) => [week, cluster, nodeHours, amount])).toEqual([
      ['2026-11-16', 'dev', 24, null],
      ['2026-11-23', 'dev', 36, null],
      ['2026-11-23', 'shop', 5, null],
    ]);
    expect(rows[0]?.byInstanceType.map(({ instanceTypes, nodeHours }) => [instanceTypes, nodeHours])).toEqual([
      ['m5.large', 20],
      ['p4d.24xlarge', 4],
    ]);
  });

  test('is in money only for what has a price, and net of the control plane, which is paid once a cluster', () => {
    expect(spanSavings(night, prices)).toMatchObject({
      amount: 5,
      controlPlane: 0.9,
      net: 4.1,
      unpriced: ['p4d.24xlarge'],
    });
    const shop = night.map((span) => ({ ...span, cluster: { ...dev, name: 'shop' } }));
    expect(spanSavings([...night, ...shop], prices).controlPlane).toBe(1.8);
  });

  test('takes nothing off where the price list does not know the control plane, and is no money without a list', () => {
    expect(spanSavings(night, { ...prices, controlPlaneHour: null })).toMatchObject({ controlPlane: null, net: 5 });
    expect(spanSavings(night, null)).toMatchObject({ amount: null, controlPlane: null, net: null });
  });
});
