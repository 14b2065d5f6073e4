import { describe, expect, test } from '@jest/globals';
import { buildReport, endOf } from '../../src/report/report.ts';
import { aNight, anEntry, aRun } from './a-journal.ts';

const endedAt = new Date('2026-11-23T18:09:12.000Z');

function report(run = aRun(), entries = aNight()) {
  return buildReport(run, entries, endOf(entries, endedAt));
}

describe('the report of a stop', () => {
  test('says which run it was, how it ended and how long it took', () => {
    expect(report()).toMatchObject({
      schemaVersion: 1,
      status: 'succeeded',
      reason: null,
      run: { id: 'night-1', action: 'stop', cluster: { name: 'dev' }, seconds: 552, dryRun: false },
    });
  });

  test('has the phases in order, with their passes and times', () => {
    expect(report().phases[3]).toEqual({
      step: 5,
      phase: 'drain-nodes',
      title: 'Drain nodes',
      item: null,
      status: 'done',
      reason: null,
      passes: 4,
      startedAt: '2026-11-23T18:00:00.000Z',
      endedAt: '2026-11-23T18:03:12.000Z',
      seconds: 192,
    });
  });

  test('has each node group before and asleep, by name, and counts the nodes', () => {
    const { nodeGroups, nodes } = report();

    expect(nodeGroups).toEqual([
      {
        name: 'apps',
        before: { min: 2, max: 10, desired: 5 },
        asleep: { min: 0, max: 10, desired: 0 },
        after: null,
      },
      {
        name: 'system',
        before: { min: 1, max: 3, desired: 2 },
        asleep: { min: 0, max: 3, desired: 0 },
        after: null,
      },
    ]);
    expect(nodes).toEqual({ before: 7, after: 0, nodeHoursPerHour: 7 });
  });

  test('does not know the size of a group that was never scaled', () => {
    const { nodeGroups, nodes } = report(aRun(), aNight().slice(0, 4));

    expect(nodeGroups.map(({ asleep }) => asleep)).toEqual([null, null]);
    expect(nodes).toEqual({ before: 7, after: null, nodeHoursPerHour: null });
  });

  test('says what became of the pods', () => {
    expect(report().pods).toEqual({
      evicted: 1,
      residual: 1,
      forced: 0,
      daemonSet: 6,
      lost: 1,
      evictedPods: ['shop/cache-0'],
      forcedPods: [],
      residualPods: [{ pod: 'shop/cart-1', budget: 'shop/cart' }],
      lostPods: [{ pod: 'shop/cache-0', what: 'emptyDir' }],
    });
  });

  test('has every webhook with its decision', () => {
    expect(
      report().webhooks.map(({ webhook, decision, reason, result }) => ({ webhook, decision, reason, result })),
    ).toEqual([
      { webhook: 'validate.policies', decision: 'relax', reason: 'bootstrap', result: null },
      { webhook: 'inject', decision: 'leave', reason: 'injector', result: null },
    ]);
  });

  test('has all actions in order, marked where they were only planned', () => {
    const done = report().actions;
    const planned = report(aRun({ dryRun: true })).actions;

    expect(done.map(({ verb, target }) => `${verb} ${target}`)).toEqual([
      'record nodegroup/apps',
      'cordon node/ip-10-0-1-1',
      'evict pod/shop/cache-0',
      'delete pod/shop/cart-1',
    ]);
    expect(done.every(({ mark }) => mark === '')).toBe(true);
    expect(planned.every(({ mark }) => mark === '[DRY RUN]')).toBe(true);
  });

  test('has each warning with the phase that gave it', () => {
    expect(report().warnings).toEqual([{ phase: 'drain-nodes', message: 'Pod shop/cache-0 loses its emptyDir data.' }]);
  });

  test('survives facts that are not what they should be', () => {
    const entries = aNight().map((entry) => ({ ...entry, facts: { webhooks: 'none', nodeGroups: 3, after: null } }));

    expect(report(aRun(), entries)).toMatchObject({ webhooks: [], nodes: { before: null } });
  });
});

test('the report of a start has each node group asleep and after, and what became of the webhooks', () => {
  const entries = [
    anEntry({
      step: 3,
      phase: 'scale-node-group',
      title: 'Scale node group',
      item: 'apps',
      facts: {
        before: { name: 'apps', min: 0, max: 10, desired: 0 },
        after: { name: 'apps', min: 2, max: 10, desired: 5 },
      },
    }),
    anEntry({
      step: 8,
      phase: 'restore-webhooks',
      title: 'Restore webhooks',
      facts: {
        webhooksRestored: [
          {
            kind: 'Validating',
            configuration: 'policies',
            webhook: 'validate.policies',
            failurePolicy: 'Fail',
            result: 'left-relaxed',
            reason: 'not ready, and will not be',
          },
        ],
      },
    }),
  ];

  const started = report(aRun({ action: 'start' }), entries);

  expect(started.nodeGroups).toEqual([
    { name: 'apps', before: null, asleep: { min: 0, max: 10, desired: 0 }, after: { min: 2, max: 10, desired: 5 } },
  ]);
  expect(started.nodes).toEqual({ before: 0, after: 5, nodeHoursPerHour: 5 });
  expect(started.webhooks).toEqual([
    {
      kind: 'Validating',
      configuration: 'policies',
      webhook: 'validate.policies',
      decision: null,
      reason: null,
      why: null,
      result: 'left-relaxed',
      resultReason: 'not ready, and will not be',
    },
  ]);
});

test('a run that Prepare run skipped is reported as skipped, with the reason', () => {
  const entries = [
    anEntry({ phase: 'prepare-run', title: 'Prepare run', status: 'skipped', reason: 'already asleep' }),
  ];

  expect(report(aRun(), entries)).toMatchObject({ status: 'skipped', reason: 'already asleep', nodeGroups: [] });
});

test('tiers that began at one instant stand in the report as they are configured', () => {
  const { settings, ...run } = aRun({ action: 'start' });
  const names = ['security', 'applications', 'core-kubernetes'] as const;
  const tiers = names.map((name) => ({ name, components: [] }));
  const entries = [...names].sort().map((item) => anEntry({ phase: 'wait-for-tier', title: 'Wait for tier', item }));
  expect(report({ ...run, settings: { ...settings, tiers } }, entries).phases.map(({ item }) => item)).toEqual(names);
});
