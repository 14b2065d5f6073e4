import { expect, test } from '@jest/globals';
import { progressLines } from '../../cli/progress-lines.ts';
import type { ObservedPass } from '../../sandbox/night/observe-passes.ts';

const evening = Date.parse('2026-01-12T20:00:05Z');

function aPass(parts: Partial<ObservedPass> = {}): ObservedPass {
  return {
    phase: 'drain-nodes',
    title: 'Drain nodes',
    item: null,
    status: 'done',
    reason: null,
    summary: {},
    at: evening,
    ...parts,
  };
}

function linesOf(...passes: readonly ObservedPass[]): string[] {
  const lines: string[] = [];
  const progress = progressLines((line) => lines.push(line));
  for (const pass of passes) progress.listener.ended(pass);
  return lines;
}

test.each<[string, Partial<ObservedPass>, string]>([
  [
    'done with facts',
    { summary: { podsLeft: 0, wave: 'none' } },
    '20:00:05  Drain nodes                        pods left 0, wave none',
  ],
  ['done without facts', {}, '20:00:05  Drain nodes                        done'],
  [
    'pending',
    { status: 'pending', reason: '3 pods left' },
    '20:00:05  Drain nodes                        … 3 pods left',
  ],
  [
    'skipped',
    { status: 'skipped', reason: 'no node' },
    '20:00:05  Drain nodes                        skipped: no node',
  ],
  [
    'failed',
    { status: 'failed', reason: 'DrainBlockedError: one stays' },
    '20:00:05  Drain nodes                        FAILED DrainBlockedError: one stays',
  ],
  [
    'an iteration',
    { title: 'Scale node group', item: 'apps', summary: { nodeGroup: 'apps', isLast: false, desired: 0 } },
    '20:00:05  Scale node group (apps)            desired 0',
  ],
  [
    'the address of a report',
    { summary: { report: 's3://bucket/key', status: 'succeeded' } },
    '20:00:05  Drain nodes                        status succeeded',
  ],
])('a pass that is %s is one line', (_what, parts, line) => {
  expect(linesOf(aPass(parts))).toEqual([line]);
});

test('a pass that says the same again is not printed again', () => {
  const same = aPass({ status: 'pending', reason: 'waiting' });
  expect(linesOf(same, { ...same, at: evening + 4000 }, aPass(), same)).toHaveLength(3);
});

test('what is waited for is cut to a line; what failed is not', () => {
  const reason = 'node '.repeat(100);
  const [pending, failed] = linesOf(aPass({ status: 'pending', reason }), aPass({ status: 'failed', reason }));
  expect(pending?.length).toBeLessThanOrEqual(160);
  expect(pending).toMatch(/…$/);
  expect(failed).toContain(reason.trim());
});

test('each run begins with its date, and a dry run says that it is one', () => {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  progressLines(print).onRun('stop', evening);
  progressLines(print, true).onRun('start', evening);
  expect(lines).toEqual([
    '\n2026-01-12 20:00  Good night: scale down',
    '\n2026-01-12 20:00  Good morning: scale up [DRY RUN]',
  ]);
});
