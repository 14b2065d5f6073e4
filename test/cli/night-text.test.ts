import { describe, expect, test } from '@jest/globals';
import { nightText } from '../../cli/night-text.ts';
import type { NightResult } from '../../sandbox/night/night-result.ts';
import { aNightRun } from '../sandbox/night/a-night-run.ts';

function aResult(parts: Partial<NightResult> = {}): NightResult {
  return {
    cluster: 'dev',
    dryRun: false,
    startedAt: '2026-01-12T20:00:00.000Z',
    kubernetes: 'twin',
    waits: 1,
    runs: [aNightRun(), aNightRun({ action: 'start' })],
    nodeGroups: [],
    pods: { evicted: 0, residual: 0, forced: 0, daemonSet: 0, lost: 0 },
    residualPods: [],
    lostPods: [],
    webhooks: [],
    phases: [],
    actions: [],
    warnings: [],
    differences: [],
    notes: [],
    forecast: null,
    ...parts,
  };
}

/** The lines below a title, without their indent. */
function section(title: string, parts: Partial<NightResult>): string[] {
  const block = nightText(aResult(parts))
    .split('\n\n')
    .find((text) => text.startsWith(`${title}\n`));
  return (block ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^ {2}/, ''));
}

test('node groups stand in columns, before, asleep and after', () => {
  const size = (min: number, max: number, desired: number) => ({ min, max, desired });
  const nodeGroups = [
    { name: 'system', before: size(2, 4, 2), asleep: size(0, 4, 0), after: size(2, 4, 2) },
    { name: 'a', before: size(10, 100, 50), asleep: size(0, 100, 0), after: null },
  ];
  expect(section('Node groups', { nodeGroups })).toEqual([
    'group   before                     asleep                   after',
    'system  min 2 max 4 desired 2      min 0 max 4 desired 0    min 2 max 4 desired 2',
    'a       min 10 max 100 desired 50  min 0 max 100 desired 0  -',
  ]);
});

test('columns begin at the same place in every line', () => {
  const phases = [
    { action: 'stop', title: 'Prepare run', status: 'done', seconds: 0, passes: 1 },
    { action: 'start', title: 'Wait for nodes', status: 'failed', seconds: 720, passes: 100 },
  ] as const;
  expect(section('Phases, in simulated time', { phases })).toEqual([
    'run    phase           status  seconds  passes',
    'stop   Prepare run     done          0       1',
    'start  Wait for nodes  failed      720     100',
  ]);
});

test('pods are counted, and those that a budget kept or that lost something are named', () => {
  const lines = section('Pods', {
    pods: { evicted: 5, residual: 2, forced: 1, daemonSet: 3, lost: 2 },
    residualPods: [
      { pod: 'shop/cart-1', budget: 'shop/cart' },
      { pod: 'shop/odd', budget: null },
    ],
    lostPods: [
      { pod: 'shop/cache-0', what: 'emptyDir' },
      { pod: 'tools/shell', what: 'unmanaged' },
    ],
  });
  expect(lines).toEqual([
    'evicted 5, deleted as residual 2, forced 1, left with their DaemonSet 3, losing something 2',
    'residual  shop/cart-1: budget shop/cart',
    'residual  shop/odd: no eviction can remove it',
    'lost      shop/cache-0: its emptyDir data',
    'lost      tools/shell: nobody brings it back',
  ]);
});

test('a list of hundreds is cut, and says how many more there are', () => {
  const residualPods = Array.from({ length: 100 }, (_, index) => ({ pod: `shop/web-${index}`, budget: 'shop/web' }));
  const lines = section('Pods', { residualPods });
  expect(lines).toHaveLength(32);
  expect(lines.at(-1)).toBe('… and 70 more (--json names all)');
});

test('webhooks that were relaxed are named with the reason and what became of them, the others counted by reason', () => {
  const webhook = {
    kind: 'ValidatingWebhookConfiguration',
    configuration: 'policies',
    webhook: 'nodes.example.io',
    decision: 'relax',
    reason: 'bootstrap',
    why: 'CREATE nodes',
    result: 'left-relaxed',
    resultReason: 'not ready',
  } as const;
  const left = { ...webhook, decision: 'leave', result: null, resultReason: null } as const;
  const webhooks = [webhook, { ...left, reason: 'url' }, { ...left, reason: 'ignore' }, { ...left, reason: 'url' }];
  expect(section('Webhooks', { webhooks })).toEqual([
    'Validating/policies/nodes.example.io: relaxed (bootstrap: CREATE nodes), left-relaxed: not ready',
    'left alone: 3 (url 2, ignore 1)',
  ]);
});

test('a dry run lists what it would do, every line of it', () => {
  const actions = Array.from({ length: 50 }, (_, index) => ({
    phase: 'drain-nodes',
    item: null,
    verb: 'evict',
    target: `pod/shop/web-${index}`,
    detail: index === 0 ? 'wave applications' : null,
    mark: '[DRY RUN]' as const,
  }));
  const lines = section('What it would do [DRY RUN]', { dryRun: true, actions });
  expect(lines).toHaveLength(50);
  expect(lines.slice(0, 2)).toEqual(['evict pod/shop/web-0 (wave applications)', 'evict pod/shop/web-1']);
});

test('notes about the world and warnings of the runs are listed', () => {
  expect(section('Notes', { notes: ['no node was there'] })).toEqual(['- no node was there']);
  expect(section('Warnings', { warnings: ['one', 'two'] })).toEqual(['- one', '- two']);
});

describe('the last line says how it ended:', () => {
  const stop = [aNightRun()];
  test.each<[string, Partial<NightResult>, string]>([
    ['a night', {}, 'Everything was restored exactly.'],
    ['a stop', { runs: stop }, 'Everything sleeps.'],
    ['a stop that was skipped', { runs: [aNightRun({ skipped: 'already asleep' })] }, 'Nothing was changed.'],
    ['a dry run', { runs: stop, dryRun: true }, 'Nothing was changed: this was a dry run.'],
    [
      'a difference',
      { differences: [{ what: 'nodes', before: '5', after: '4' }] },
      'DIFFERENT from what it should be:\n  nodes: 5 -> 4',
    ],
  ])('%s', (_what, parts, ending) => {
    expect(nightText(aResult(parts)).endsWith(`\n\n${ending}`)).toBe(true);
  });
});

test('a run that was skipped says why', () => {
  const runs = [aNightRun({ skipped: 'already asleep' })];
  expect(nightText(aResult({ runs }))).toContain('The stop run had nothing to do: already asleep.');
});

test('a run that failed says at which state, with which error, and where to read what to do', () => {
  const failed = { status: 'FAILED', failedState: 'Drain nodes', error: 'DrainBlockedError', message: 'one pod stays' };
  const text = nightText(aResult({ runs: [aNightRun(failed)] }));
  expect(text).toContain('The stop run FAILED at "Drain nodes" with DrainBlockedError:\n  one pod stays\n');
  expect(text).toMatch(/redrive it or start anew: docs\/runbook\.md, "Drain nodes"/);
});

test('a run that ended without a failed state still says where to look', () => {
  const text = nightText(aResult({ runs: [aNightRun({ status: 'TIMED_OUT' })] }));
  expect(text).toMatch(/The stop run TIMED_OUT:\n {2}no cause is known\n {2}docs\/runbook\.md/);
});

test.each([
  ['twin', 1, 'Phases, in simulated time'],
  ['real', 1, 'Phases, in seconds on the wall'],
  ['real', 60, 'Phases, in seconds on the wall, with waits 60 times shorter than on AWS'],
] as const)('seconds on the %s, with waits %i times shorter, say whose they are', (kubernetes, waits, title) => {
  const phases = [{ action: 'stop', title: 'Drain nodes', status: 'done', seconds: 3, passes: 2 }] as const;

  expect(section(title, { kubernetes, waits, phases })).toHaveLength(2);
});
