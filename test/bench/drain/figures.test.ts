import { describe, expect, test } from '@jest/globals';
import { drainReport, figuresOf, floorOf, standingsOf } from '../../../bench/drain/figures.ts';
import type { Turn } from '../../../bench/drain/turn.ts';
import { aTurn } from './a-turn.ts';

const aFloor = (concurrency: number, seconds: number): Turn =>
  aTurn({ contestant: 'floor', firepower: { order: 'shuffled', concurrency }, seconds });

describe('the figures', () => {
  test('ratios are of medians', () => {
    const turns = [
      ...[42, 80, 44].map((seconds) => aTurn({ seconds })),
      ...[40, 38, 90].map((seconds) => aFloor(100, seconds)),
      aTurn({ contestant: 'kubectl', seconds: 1100, requests: null }),
    ];
    expect(figuresOf(turns)).toMatchObject({ ratioToFloor: 1.1, ratioToKubectl: 0.04 });
  });

  test('of two turns the median is in the middle', () => {
    const turns = [aTurn({ seconds: 40 }), aTurn({ seconds: 50 }), aFloor(100, 30)];
    expect(figuresOf(turns).ratioToFloor).toBe(1.5);
  });

  test('requests and memory are of the worst turn of ours, refusals of all', () => {
    const turns = [
      aTurn({ peakMemoryMb: 180, refused: 1 }),
      aTurn({ requests: { 'create pods/eviction': 100, 'list pods': 25 }, refused: 2 }),
      { ...aFloor(100, 30), peakMemoryMb: 900, refused: 50 },
    ];
    expect(figuresOf(turns)).toMatchObject({ requestsPerPod: 1.25, peakMemoryMb: 200, evictionsRefused: 3 });
  });

  test('who did not take part is compared with nobody', () => {
    expect(figuresOf([aFloor(100, 30)])).toEqual({
      ratioToFloor: null,
      ratioToKubectl: null,
      requestsPerPod: null,
      peakMemoryMb: null,
      evictionsRefused: null,
    });
  });
});

describe('the floor', () => {
  test('is the fastest of its orders and concurrencies', () => {
    const standings = standingsOf([aFloor(50, 60), aFloor(100, 40), aFloor(200, 45)]);
    expect(floorOf(standings)?.turns[0]?.firepower?.concurrency).toBe(100);
  });

  test('is one that was measured as often as any, not one that was lucky once', () => {
    const standings = standingsOf([aFloor(50, 20), aFloor(100, 40), aFloor(100, 42)]);
    expect(floorOf(standings)?.medianSeconds).toBe(41);
  });

  test('is never the one that asks no budget', () => {
    const deletes = aTurn({ contestant: 'deletes', firepower: { order: 'deletes', concurrency: 100 }, seconds: 1 });
    expect(figuresOf([aTurn(), deletes, aFloor(100, 40)]).ratioToFloor).toBe(1);
  });
});

test('the report has a row for each contestant, the fastest first, and each figure with its target', () => {
  const report = drainReport([
    aTurn({ seconds: 44 }),
    aFloor(100, 40),
    aTurn({ contestant: 'kubectl', seconds: 1100 }),
  ]);
  const contestants = report
    .split('\n')
    .slice(1, 4)
    .map((row) => row.split(' ')[0]);
  expect(contestants).toEqual(['floor', 'ours', 'kubectl']);
  expect(report).toContain('ours / floor: 1.10 (at most 1.2)');
  expect(report).toContain('ours / kubectl: 0.040 (at most 0.05)');
});

test('the report says when the machine was not ours alone', () => {
  expect(drainReport([aTurn({ busyCoresBefore: 0.3 })])).not.toContain('Other programs');
  expect(drainReport([aTurn({ busyCoresBefore: 1.7 }), aTurn()])).toContain('up to 1.7 cores busy');
});
