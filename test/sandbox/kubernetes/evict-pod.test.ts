import { describe, expect, test } from '@jest/globals';
import type { DeleteOptions } from '../../../sandbox/kubernetes/api.ts';
import { digest } from '../../../sandbox/kubernetes/digest.ts';
import type { PodDisruptionBudget } from '../../../sandbox/kubernetes/objects.ts';
import { aBudget, aConfiguration, admin, anApi, aPod, aWebhook, refusalOf } from './an-api.ts';

type PodChanges = Parameters<typeof aPod>[0];

function aCluster({ pod = {}, budgets = [] }: { pod?: PodChanges; budgets?: PodDisruptionBudget[] }) {
  const { api, clock } = anApi();
  api.seed(aPod(pod));
  for (const budget of budgets) api.seed(budget);
  const evict = (options?: DeleteOptions) => api.evict(admin, 'default', 'web-1', options);
  const budget = () => api.get('poddisruptionbudgets.policy', 'default', 'web') as PodDisruptionBudget;
  const pods = () => api.list('pods').map((object) => object.metadata);
  return { api, clock, evict, budget, pods };
}

const exhausted = { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 };

describe('an eviction goes through', () => {
  test.each<[string, PodChanges, PodDisruptionBudget[]]>([
    ['of a pod without a budget', {}, []],
    ['of a pod whose budget allows one', {}, [aBudget()]],
    ['of a finished pod, whatever its budget', { phase: 'Succeeded' }, [aBudget(exhausted)]],
    ['of a failed pod, whatever its budget', { phase: 'Failed' }, [aBudget(exhausted)]],
    [
      'of a pending pod, whatever its budget',
      { phase: 'Pending', isReady: false },
      [aBudget({ ...exhausted, currentHealthy: 0 })],
    ],
    ['of a finished pod with two budgets', { phase: 'Failed' }, [aBudget({}), aBudget({}, {}, 'two')]],
    [
      'of a pod that is not ready, where enough others are healthy',
      { isReady: false },
      [aBudget({ disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2 })],
    ],
    [
      'of a pod that is not ready, where the budget always allows it',
      { isReady: false },
      [aBudget({ ...exhausted, currentHealthy: 0 }, { unhealthyPodEvictionPolicy: 'AlwaysAllow' })],
    ],
    ['of a pod that another label spares from the budget', { labels: { app: 'other' } }, [aBudget(exhausted)]],
  ])('%s', (_title, pod, budgets) => {
    const { evict, pods } = aCluster({ pod, budgets });
    expect(evict()).toMatchObject({ kind: 'Status', status: 'Success', code: 201 });
    expect(pods().every(({ deletionTimestamp }) => deletionTimestamp !== undefined)).toBe(true);
  });
});

describe('an eviction is refused', () => {
  const tooMany = "Cannot evict pod as it would violate the pod's disruption budget.";
  test.each<[string, PodChanges, PodDisruptionBudget[], number, string]>([
    [
      'with the numbers, when nothing is allowed',
      {},
      [aBudget(exhausted)],
      429,
      'needs 1 healthy pods and has 1 currently',
    ],
    [
      'of a pod that is not ready, when too few are healthy',
      { isReady: false },
      [aBudget({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 2 })],
      429,
      'needs 2 healthy pods and has 1 currently',
    ],
    [
      'of a pod that is not ready, under a budget that wants none healthy and allows nothing',
      { isReady: false },
      [aBudget({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0 })],
      429,
      'needs 0 healthy pods and has 0 currently',
    ],
    [
      'with the reason, when the budget could not be computed',
      {},
      [
        aBudget({
          ...exhausted,
          conditions: [
            { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message: 'found no controllers' },
          ],
        }),
      ],
      429,
      'does not allow evicting pods currently because it failed sync: found no controllers',
    ],
    ['for ever, when the budget is below zero', {}, [aBudget({ disruptionsAllowed: -1 })], 403, 'is negative'],
  ])('%s', (_title, pod, budgets, code, words) => {
    const { evict, pods } = aCluster({ pod, budgets });
    const status = refusalOf(evict);
    expect(status.code).toBe(code);
    expect(status.details?.causes?.[0]).toMatchObject({
      reason: 'DisruptionBudget',
      message: expect.stringContaining(words),
    });
    expect(status.details?.retryAfterSeconds).toBeUndefined();
    if (code === 429) expect(status.message).toBe(tooMany);
    expect(pods()[0]?.deletionTimestamp).toBeUndefined();
  });

  test('with a time to come again, while the budget has not been computed since it changed', () => {
    const status = refusalOf(aCluster({ budgets: [aBudget({ observedGeneration: 0 })] }).evict);
    expect(status).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      details: {
        retryAfterSeconds: 10,
        causes: [
          { reason: 'DisruptionBudget', message: 'The disruption budget web is still being processed by the server.' },
        ],
      },
    });
  });

  test('with 500, when several budgets cover the pod', () => {
    const status = refusalOf(aCluster({ budgets: [aBudget(), aBudget({}, {}, 'two')] }).evict);
    expect(status).toMatchObject({
      code: 500,
      message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    });
  });

  test('with 404, when the pod is gone', () => {
    expect(refusalOf(() => anApi().api.evict(admin, 'default', 'nobody'))).toMatchObject({ code: 404 });
  });

  test('with 403 and its cause, when the namespace is being deleted', () => {
    const { api } = anApi();
    api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    api.seed(aPod({ namespace: 'shop' }));
    api.delete(admin, 'namespaces', undefined, 'shop');
    expect(refusalOf(() => api.evict(admin, 'shop', 'web-1'))).toMatchObject({
      code: 403,
      details: { causes: [{ reason: 'NamespaceTerminating', field: 'metadata.namespace' }] },
    });
  });
});

test('an eviction charges the budget, marks the pod, and lets it have its grace', () => {
  const { evict, budget, api } = aCluster({ budgets: [aBudget()] });
  evict();
  expect(budget().status).toMatchObject({
    disruptionsAllowed: 0,
    disruptedPods: { 'web-1': '2026-01-05T18:00:00Z' },
    conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
  });
  const pod = api.get('pods', 'default', 'web-1');
  expect(pod).toMatchObject({
    metadata: { deletionTimestamp: '2026-01-05T18:00:30Z', deletionGracePeriodSeconds: 30 },
    status: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'DisruptionTarget' })]) },
  });
});

test('an eviction of another pod of that name is a conflict that has charged the budget already', () => {
  const { evict, budget, pods } = aCluster({ budgets: [aBudget()] });
  const status = refusalOf(() => evict({ preconditions: { uid: 'another' } }));
  expect(status).toMatchObject({ code: 409, reason: 'Conflict' });
  expect(status.message).toContain('the UID in the precondition (another) does not match the UID in record');
  expect(budget().status?.disruptionsAllowed).toBe(0);
  expect(pods()[0]?.deletionTimestamp).toBeUndefined();
});

test('an eviction of a pod that is leaving already is fine', () => {
  const { evict } = aCluster({ budgets: [aBudget()] });
  evict();
  expect(evict()).toMatchObject({ code: 201 });
});

test('the grace of an eviction can be shortened', () => {
  const { evict, pods } = aCluster({});
  evict({ gracePeriodSeconds: 5 });
  expect(pods()[0]?.deletionGracePeriodSeconds).toBe(5);
});

test('a dry run answers as the eviction would, and changes nothing', () => {
  const { api, evict } = aCluster({ budgets: [aBudget()] });
  const before = digest(api);
  expect(evict({ dryRun: true })).toMatchObject({ code: 201 });
  expect(digest(api)).toBe(before);
  const full = aCluster({ budgets: [aBudget(exhausted)] });
  expect(refusalOf(() => full.evict({ dryRun: true })).code).toBe(429);
});

describe('webhooks and evictions', () => {
  const evictions = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods/eviction'], operations: ['CREATE'] };
  const deletions = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['DELETE', 'UPDATE'] };

  test('a dead webhook on pods/eviction blocks an eviction', () => {
    const { api, evict } = aCluster({});
    api.seed(aConfiguration([aWebhook({ rules: [evictions] })]));
    expect(refusalOf(evict)).toMatchObject({ code: 500, reason: 'InternalError' });
  });

  test('a dead webhook on the deletion of pods lets an eviction pass, and blocks the end of the pod', () => {
    const { api, evict } = aCluster({});
    api.seed(aConfiguration([aWebhook({ rules: [deletions] })]));
    expect(evict()).toMatchObject({ code: 201 });
    const kubelet = { name: 'system:node:n1', groups: ['system:nodes'] };
    expect(refusalOf(() => api.delete(kubelet, 'pods', 'default', 'web-1', { gracePeriodSeconds: 0 })).code).toBe(500);
  });
});
