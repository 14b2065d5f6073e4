import { describe, expect, test } from '@jest/globals';
import { judgePod } from '../../src/domain/judge-pod.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import { aController, aPod } from './a-pod.ts';

const ofDaemonSet = { controller: aController('DaemonSet', 'agent') };
const ofJob = { controller: { kind: 'Job', name: 'nightly', apiVersion: 'batch/v1' } };

const judge = (pod: Pod, hasDaemonSet = true, unmanagedPods: 'evict' | 'refuse' = 'evict') =>
  judgePod(pod, unmanagedPods, () => hasDaemonSet);

describe('with --force --delete-emptydir-data --ignore-daemonsets, kubectl removes or keeps', () => {
  // The names are those of TestDrain in kubectl pkg/cmd/drain/drain_test.go.
  test.each<[string, Partial<Pod>, boolean, 'evict' | 'keep']>([
    ['RC-managed pod', { controller: aController('ReplicationController', 'rc') }, true, 'evict'],
    ['DS-managed pod', ofDaemonSet, true, 'keep'],
    ['DS-managed terminated pod', { ...ofDaemonSet, phase: 'Succeeded' }, true, 'evict'],
    ['DS-managed pod with emptyDir', { ...ofDaemonSet, hasEmptyDir: true }, true, 'keep'],
    ['DS-managed pod whose DaemonSet is gone', ofDaemonSet, false, 'evict'],
    ['orphaned DS-managed pod', { controller: null }, true, 'evict'],
    ['Job-managed pod with local storage', { ...ofJob, hasEmptyDir: true }, true, 'evict'],
    ['Job-managed terminated pod', { ...ofJob, phase: 'Succeeded', hasEmptyDir: true }, true, 'evict'],
    ['RS-managed pod', {}, true, 'evict'],
    ['naked pod', { controller: null }, true, 'evict'],
    ['pod with EmptyDir', { hasEmptyDir: true }, true, 'evict'],
    ['terminated pod with emptyDir', { controller: null, phase: 'Failed', hasEmptyDir: true }, true, 'evict'],
    ['mirror pod', { isMirror: true, controller: { kind: 'Node', name: 'n1', apiVersion: 'v1' } }, true, 'keep'],
    ['mirror pod that has ended', { isMirror: true, phase: 'Succeeded' }, true, 'keep'],
    [
      'pod of a DaemonSet of another API group',
      { controller: { ...ofDaemonSet.controller, apiVersion: 'apps.kruise.io/v1alpha1' } },
      true,
      'evict',
    ],
    [
      'pod of a custom resource',
      { controller: { kind: 'Cluster', name: 'pg', apiVersion: 'postgresql.cnpg.io/v1' } },
      true,
      'evict',
    ],
    ['Pending pod that is bound', { phase: 'Pending', isReady: false }, true, 'evict'],
    ['terminating pod', { deletionAt: new Date() }, true, 'evict'],
  ])('%s', (_name, differs, hasDaemonSet, action) => {
    expect(judge(aPod(differs), hasDaemonSet).action).toBe(action);
  });
});

test('what a pod loses is said: its local data, and itself when nothing brings it back', () => {
  expect(judge(aPod({ hasEmptyDir: true }))).toEqual({ action: 'evict', loses: ['emptyDir'] });
  expect(judge(aPod({ controller: null, hasEmptyDir: true }))).toEqual({
    action: 'evict',
    loses: ['emptyDir', 'unmanaged'],
  });
  expect(judge(aPod(ofDaemonSet), false)).toEqual({ action: 'evict', loses: ['unmanaged'] });
});

test('a pod that has ended loses nothing', () => {
  expect(judge(aPod({ controller: null, hasEmptyDir: true, phase: 'Failed' }))).toEqual({ action: 'evict', loses: [] });
});

test('a bare pod blocks where unmanaged pods are refused, unless it has ended or is on its way', () => {
  expect(judge(aPod({ controller: null }), true, 'refuse')).toEqual({ action: 'block', reason: 'unmanaged' });
  expect(judge(aPod({ controller: null, phase: 'Succeeded' }), true, 'refuse').action).toBe('evict');
  expect(judge(aPod({ controller: null, deletionAt: new Date() }), true, 'refuse').action).toBe('evict');
  expect(judge(aPod(), true, 'refuse').action).toBe('evict');
});
