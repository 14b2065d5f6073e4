import { describe, expect, test } from '@jest/globals';
import { findRecounts, type RecountQuestion } from '../../src/domain/find-recounts.ts';
import type { DisruptionBudget } from '../../src/domain/kubernetes-objects.ts';
import { aBudget, aPod } from './a-pod.ts';

const now = new Date('2026-11-20T20:00:00Z');
const unsynced = aBudget({ isSynced: false });
const finished = aPod({ name: 'backup', phase: 'Failed', isReady: false });
const ill = aPod({ name: 'ill', isReady: false });

function recountsOf(budgets: readonly DisruptionBudget[], differs: Partial<RecountQuestion>) {
  const recounts = findRecounts(budgets, { pods: [aPod()], leaving: [], awaited: new Set(), now, ...differs });
  return Object.fromEntries([...recounts].map(([{ name }, recount]) => [name, recount]));
}

describe('a budget that is not synced may be in a moment, or never', () => {
  test.each<[string, Partial<RecountQuestion>, string | undefined]>([
    ['a pod that has finished', { pods: [finished] }, 'leaving'],
    ['a pod that is terminating', { leaving: [aPod()] }, 'leaving'],
    ['a pod that left since the pass before', { awaited: new Set(['shop/cart-pdb']) }, 'left'],
    ['a finished pod of another namespace', { pods: [{ ...finished, namespace: 'other' }] }, undefined],
    ['a finished pod of another budget', { pods: [{ ...finished, labels: { app: 'other' } }] }, undefined],
    ['a pod that left another budget', { awaited: new Set(['other/cart-pdb']) }, undefined],
    ['a pod that the budget holds', {}, undefined],
    ['a pod that is not Ready and that the budget holds', { pods: [ill] }, undefined],
  ])('because of %s', (_name, differs, recount) => {
    const budgets = [{ ...unsynced, currentHealthy: 0 }];
    expect(recountsOf(budgets, differs)['cart-pdb']).toBe(recount);
    expect(recountsOf([aBudget()], differs)).toEqual({});
  });
});

test('a pod that is not Ready leaves by itself where its one budget lets it always', () => {
  const lenient = { ...unsynced, unhealthyPodEvictionPolicy: 'AlwaysAllow' } as const;
  expect(recountsOf([lenient], { pods: [ill] })).toEqual({ 'cart-pdb': 'leaving' });
  // No eviction removes a pod of two budgets: it does not leave before it is passed over.
  expect(recountsOf([lenient, aBudget({ name: 'all', selector: {} })], { pods: [ill] })).toEqual({});
});

test.each([
  [0, 'changed'],
  [59, 'changed'],
  [60, undefined],
])('%i s after a change a budget that is not synced is %s', (seconds, recount) => {
  const changedAt = new Date(now.getTime() - seconds * 1000);
  expect(recountsOf([{ ...unsynced, changedAt }], {})['cart-pdb']).toBe(recount);
});
