import { beforeAll, describe, expect, test } from '@jest/globals';
import { loops, mostEvents, mostEventsOf } from '../../bench/load/history-bound.ts';
import { type LoadFigures, loadNight } from '../../bench/load/load-night.ts';

const mostPayloadBytes = 262_144;
const mostHistoryEvents = 25_000;

/** As many node groups as the bench has; pods and webhooks are for `npm run bench:load`. */
const size = { nodeGroups: 450, budgets: 20, podsPerBudget: 10, webhooks: 20 };

describe('a night of 450 node groups with the longest names', () => {
  let night: LoadFigures;

  beforeAll(async () => {
    night = await loadNight(size);
  }, 300_000);

  test('succeeds in the evening and in the morning', () => {
    expect(night.runs).toMatchObject([
      { action: 'stop', status: 'SUCCEEDED', error: null },
      { action: 'start', status: 'SUCCEEDED', error: null },
    ]);
  });

  test('brings everything back exactly', () => {
    expect(night.differences).toEqual([]);
  });

  test('keeps every payload below half of what Step Functions takes', () => {
    for (const { biggestPayload } of night.runs) expect(biggestPayload.bytes).toBeLessThan(mostPayloadBytes / 2);
    // The names alone are a tenth of it: the measure sees them.
    for (const { biggestPayload } of night.runs) expect(biggestPayload.bytes).toBeGreaterThan(450 * 63);
  });

  test('has a history that grows with its time and not with its node groups', () => {
    for (const { events, passes } of night.runs) {
      expect(events).toBeLessThan(mostHistoryEvents / 10);
      expect(passes['Scale node group']).toBeLessThan(60);
    }
  });

  test('asks Kubernetes for lists in pages alone', () => {
    expect(night.lists.requests).toBeGreaterThan(0);
    expect(night.lists.biggestPage).toBe(500);
  });
});

describe('the longest execution that there can be', () => {
  test.each(['stop', 'start'] as const)('a %s that waits until its machine times out fits its history', (action) => {
    const events = mostEvents(action);
    expect(events).toBeLessThan(mostHistoryEvents);
    expect(events).toBeGreaterThan(10_000);
  });

  test.each(Object.values(loops).flat())(
    '$title alone fits in it, with the longest timeout that the configuration takes',
    (loop) => {
      expect(mostEventsOf(loop, 21_600)).toBeLessThan(mostHistoryEvents);
    },
  );
});
