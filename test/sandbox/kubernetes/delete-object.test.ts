import { describe, expect, test } from '@jest/globals';
import type { DeleteOptions } from '../../../sandbox/kubernetes/api.ts';
import type { KubeObject, Pod } from '../../../sandbox/kubernetes/objects.ts';
import { aDeployment, admin, anApi, aPod, refusalOf } from './an-api.ts';

function aCluster(pod: Parameters<typeof aPod>[0] = {}) {
  const { api, clock } = anApi();
  api.seed(aPod(pod));
  const remove = (options?: DeleteOptions) => api.delete(admin, 'pods', 'default', 'web-1', options);
  const metadata = () => api.get('pods', 'default', 'web-1')?.metadata;
  return { api, clock, remove, metadata };
}

describe('a pod', () => {
  test('that runs gets its own grace', () => {
    const { remove, metadata } = aCluster({ spec: { terminationGracePeriodSeconds: 45 } });
    remove();
    expect(metadata()).toMatchObject({
      deletionTimestamp: '2026-01-05T18:00:45Z',
      deletionGracePeriodSeconds: 45,
    });
  });

  test.each<[string, Parameters<typeof aPod>[0], DeleteOptions]>([
    ['on no node', { spec: { nodeName: undefined as never } }, {}],
    ['that has finished', { phase: 'Succeeded' }, {}],
    ['that is deleted with grace 0', {}, { gracePeriodSeconds: 0 }],
  ])('%s goes at once', (_title, pod, options) => {
    const { remove, metadata } = aCluster(pod);
    remove(options);
    expect(metadata()).toBeUndefined();
  });

  test('that is leaving can be hurried and not slowed down, counted from the first request', async () => {
    const { remove, metadata, clock } = aCluster();
    remove();
    clock.after(4000, () => {
      remove({ gracePeriodSeconds: 10 });
      remove({ gracePeriodSeconds: 60 });
      remove();
    });
    await clock.settled();
    expect(metadata()).toMatchObject({ deletionTimestamp: '2026-01-05T18:00:10Z', deletionGracePeriodSeconds: 10 });
    remove({ gracePeriodSeconds: 0 });
    expect(metadata()).toBeUndefined();
  });

  test('that is hurried past the end of its new grace has one second left', async () => {
    const { remove, metadata, clock } = aCluster();
    remove();
    clock.after(4000, () => remove({ gracePeriodSeconds: 2 }));
    await clock.settled();
    expect(metadata()).toMatchObject({ deletionTimestamp: '2026-01-05T18:00:04Z', deletionGracePeriodSeconds: 1 });
  });

  test('with a finalizer stays after its end until the finalizer is taken off', () => {
    const { api, remove, metadata } = aCluster({ finalizers: ['batch.kubernetes.io/job-tracking'] });
    remove({ gracePeriodSeconds: 0 });
    expect(metadata()?.deletionGracePeriodSeconds).toBe(0);
    api.edit(admin, 'pods', 'default', 'web-1', (live) => {
      live.metadata.finalizers = [];
    });
    expect(metadata()).toBeUndefined();
  });

  test('that loses its finalizer during its grace keeps its grace', () => {
    const { api, remove, metadata } = aCluster({ finalizers: ['batch.kubernetes.io/job-tracking'] });
    remove();
    api.edit(admin, 'pods', 'default', 'web-1', (live) => {
      live.metadata.finalizers = [];
    });
    expect(metadata()?.deletionGracePeriodSeconds).toBe(30);
  });
});

test.each<[string, DeleteOptions['preconditions'], number | null]>([
  ['the right uid', { uid: 'the-uid' }, null],
  ['another uid', { uid: 'another' }, 409],
  ['another version', { resourceVersion: '1' }, 409],
])('a deletion with %s as precondition', (_title, preconditions, code) => {
  const { remove, metadata } = aCluster({ uid: 'the-uid' });
  const options = preconditions ? { preconditions } : {};
  if (code === null) {
    remove(options);
    expect(metadata()?.deletionTimestamp).toBeDefined();
    return;
  }
  const status = refusalOf(() => remove(options));
  expect(status).toMatchObject({ code, reason: 'Conflict' });
  expect(status.message).toContain('in the precondition (');
  expect(metadata()?.deletionTimestamp).toBeUndefined();
});

describe('another object', () => {
  test.each<[DeleteOptions['propagationPolicy'], string[] | null]>([
    ['Background', null],
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('with propagation %s leaves %p to the garbage collector', (propagationPolicy, finalizers) => {
    const { api } = anApi();
    api.create(admin, 'deployments.apps', aDeployment());
    api.delete(admin, 'deployments.apps', 'default', 'web', propagationPolicy ? { propagationPolicy } : {});
    const left = api.get('deployments.apps', 'default', 'web');
    expect(left?.metadata.finalizers ?? null).toEqual(finalizers);
  });
});

describe('a namespace', () => {
  const finalize = (api: ReturnType<typeof anApi>['api']) =>
    api.edit<KubeObject & { spec: { finalizers: string[] } }>(
      admin,
      'namespaces',
      undefined,
      'shop',
      (live) => {
        live.spec.finalizers = [];
      },
      { subresource: 'finalize' },
    );

  test('that is deleted takes nothing new, and goes when it is finalized', () => {
    const { api } = anApi();
    api.create(admin, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    api.delete(admin, 'namespaces', undefined, 'shop');
    expect(api.get('namespaces', undefined, 'shop')).toMatchObject({ status: { phase: 'Terminating' } });
    const status = refusalOf(() => api.create(admin, 'pods', aPod({ namespace: 'shop' }) as Pod));
    expect(status).toMatchObject({ code: 403, details: { causes: [{ reason: 'NamespaceTerminating' }] } });
    finalize(api);
    expect(api.get('namespaces', undefined, 'shop')).toBeUndefined();
  });

  test('that the cluster needs cannot be deleted', () => {
    expect(refusalOf(() => anApi().api.delete(admin, 'namespaces', undefined, 'kube-system')).code).toBe(403);
  });
});
