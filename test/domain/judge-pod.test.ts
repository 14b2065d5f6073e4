import { expect, test } from '@jest/globals';
import { judgePod } from '../../src/domain/judge-pod.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import { aController, aPod } from './a-pod.ts';

const ofDaemonSet = { controller: aController('DaemonSet', 'agent') };

const judge = (pod: Pod, hasDaemonSet = true, unmanagedPods: 'evict' | 'refuse' = 'evict') =>
  judgePod(pod, unmanagedPods, () => hasDaemonSet);

// What is evicted and what is kept, class by class: kubectl-parity.test.ts.

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
