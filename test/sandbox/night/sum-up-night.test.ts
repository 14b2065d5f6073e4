import { describe, expect, test } from '@jest/globals';
import type { FinishedRun } from '../../../sandbox/night/finished-run.ts';
import type { NightRun } from '../../../sandbox/night/night-result.ts';
import { type Moments, sumUpNight } from '../../../sandbox/night/sum-up-night.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import { buildReport } from '../../../src/report/report.ts';
import { anEntry, aRun } from '../../report/a-journal.ts';
import { aNightRun } from './a-night-run.ts';
import { aSize, aSnapshot } from './a-snapshot.ts';

const asleep = aSnapshot({
  nodeGroups: [aSize({ minSize: 0, desiredSize: 0 })],
  nodes: 0,
  nodesOf: {},
  webhooks: { 'Validating/policies/nodes.example.io': 'Ignore' },
});

function aFinishedRun(parts: Partial<NightRun> = {}, entries: readonly JournalEntry[] | null = []): FinishedRun {
  const run = aNightRun(parts);
  const end = { status: 'succeeded', reason: null, endedAt: new Date('2026-01-12T20:01:00Z') } as const;
  return { run, report: entries && buildReport(aRun({ action: run.action }), entries, end) };
}

function sumUp(runs: readonly FinishedRun[], moments: Partial<Moments>, dryRun = false) {
  const at = { before: aSnapshot(), asleep: null, after: null, ...moments };
  const startedAt = new Date('2026-01-12T20:00:00Z');
  return sumUpNight({ cluster: 'dev', dryRun, startedAt, kubernetes: 'twin', waits: 1, notes: [] }, runs, at);
}

describe('what differs', () => {
  test('after a morning it is what is not as in the evening', () => {
    const { differences } = sumUp([], { asleep, after: aSnapshot({ nodes: 4 }) });
    expect(differences).toEqual([{ what: 'nodes', before: '5', after: '4' }]);
  });

  test('after a stop it is what did not go to sleep', () => {
    expect(sumUp([], { asleep }).differences).toEqual([]);
    expect(sumUp([], { asleep: { ...asleep, nodesOf: { apps: 1 } } }).differences).toEqual([
      { what: 'node group apps', before: 'desired 0, no node', after: 'desired 0, nodes 1' },
    ]);
  });

  test('after a stop of some groups the others may be awake', () => {
    const entry = anEntry({
      phase: 'record-state',
      title: 'Record state',
      facts: { nodeGroups: [{ name: 'apps', min: 2, max: 10, desired: 5 }] },
    });
    const both = { ...asleep, nodeGroups: [...asleep.nodeGroups, aSize({ name: 'system' })], nodesOf: { system: 5 } };
    expect(sumUp([aFinishedRun({}, [entry])], { asleep: both }).differences).toEqual([]);
  });

  test('after a dry run it is whatever changed', () => {
    expect(sumUp([], { asleep: aSnapshot() }, true).differences).toEqual([]);
    expect(sumUp([], { asleep }, true).differences.length).toBeGreaterThan(0);
  });

  test('a run that failed is named with its state and its error', () => {
    const failed = { status: 'FAILED', failedState: 'Drain nodes', error: 'DrainBlockedError', message: 'one stays' };
    expect(sumUp([aFinishedRun(failed)], { asleep }).differences).toEqual([
      { what: 'the stop run', before: 'SUCCEEDED', after: 'FAILED at Drain nodes: DrainBlockedError' },
    ]);
  });
});

describe('webhooks', () => {
  const id = { kind: 'Validating', configuration: 'policies', webhook: 'nodes.example.io' };
  const evening = aFinishedRun({}, [
    anEntry({
      phase: 'relax-webhooks',
      title: 'Relax webhooks',
      facts: { webhooks: [{ ...id, decision: 'relax', reason: 'bootstrap', why: 'CREATE nodes' }] },
    }),
  ]);
  const morning = aFinishedRun({ action: 'start' }, [
    anEntry({
      phase: 'restore-webhooks',
      title: 'Restore webhooks',
      facts: { webhooksRestored: [{ ...id, result: 'restored', reason: null }] },
    }),
  ]);

  test('an entry has the decision of the evening and the result of the morning', () => {
    expect(sumUp([evening, morning], {}).webhooks).toEqual([
      {
        kind: 'ValidatingWebhookConfiguration',
        configuration: 'policies',
        webhook: 'nodes.example.io',
        decision: 'relax',
        reason: 'bootstrap',
        why: 'CREATE nodes',
        result: 'restored',
        resultReason: null,
      },
    ]);
  });

  test('in a morning without an evening, a restored entry was recorded', () => {
    expect(sumUp([morning], {}).webhooks).toMatchObject([
      { decision: 'relax', reason: 'recorded', result: 'restored' },
    ]);
  });

  test('an entry that no run came to judge is there as well', () => {
    expect(sumUp([aFinishedRun({}, null)], {}).webhooks).toMatchObject([
      { kind: 'ValidatingWebhookConfiguration', configuration: 'policies', decision: 'leave', reason: 'unjudged' },
    ]);
  });
});

test('pods that had no room in the evening are noted', () => {
  const waitingPods = ['shop/a', 'shop/b', 'shop/c', 'shop/d'];
  expect(sumUp([], { before: aSnapshot({ waitingPods }) }).notes.join()).toMatch(
    /4 pods .*\(shop\/a, shop\/b, shop\/c, …\)/,
  );
  expect(sumUp([], {}).notes).toEqual([]);
});

describe('phases', () => {
  const scaled = (item: string, seconds: number, status: JournalEntry['status'] = 'done') =>
    anEntry({
      phase: 'scale-node-group',
      title: 'Scale node group',
      item,
      status,
      passes: 2,
      startedAt: '2026-01-12T20:00:00.000Z',
      endedAt: new Date(Date.parse('2026-01-12T20:00:00Z') + seconds * 1000).toISOString(),
    });

  test('node groups go side by side: the phase takes as long as the slowest and is as bad as the worst', () => {
    const { phases } = sumUp([aFinishedRun({}, [scaled('a', 6), scaled('b', 9, 'failed'), scaled('c', 3)])], {});
    expect(phases[0]).toEqual({ action: 'stop', title: 'Scale node group', status: 'failed', seconds: 9, passes: 6 });
  });

  test('Report run, which cannot report itself, has a row', () => {
    expect(sumUp([aFinishedRun()], {}).phases).toMatchObject([{ title: 'Report run', status: 'done' }]);
  });

  test('a phase that failed before it could be journalled has a row', () => {
    const failed = { status: 'FAILED', failedState: 'Prepare run', error: 'ConfigurationError' };
    expect(sumUp([aFinishedRun(failed, null)], {}).phases).toEqual([
      { action: 'stop', title: 'Prepare run', status: 'failed', seconds: 60, passes: 1 },
    ]);
  });
});
