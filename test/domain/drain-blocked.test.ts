import { expect, test } from '@jest/globals';
import { blockedByBudgets, blockedByUnmanagedPods, blockedByWebhooks } from '../../src/domain/drain-blocked.ts';
import { detailOf, forceRemoval, obstacleOf, planRemoval } from '../../src/domain/drain-removal.ts';
import { drainSettings } from './a-cluster-to-drain.ts';
import { aBudget, aPod } from './a-pod.ts';

const pod = aPod({ name: 'cart-1' });

test('a blocked drain names pods, what holds them, and the cure', () => {
  const obstacle = obstacleOf([aBudget({ desiredHealthy: 1, expectedPods: 1 })]);
  expect(blockedByBudgets([{ pod, obstacle }]).message).toMatch(
    /^shop\/cart-1 \(budget shop\/cart-pdb keeps 1 of 1\): .*redrive/,
  );
  expect(blockedByUnmanagedPods([pod]).message).toMatch(/^shop\/cart-1: no controller .*drain\.unmanagedPods/);
  expect(blockedByWebhooks([{ pod, message: 'denied by x' }]).message).toMatch(/^shop\/cart-1 \(denied by x\): /);
});

test('many pods are named in order up to a number, and the rest counted', () => {
  const pods = Array.from({ length: 25 }, (_, at) => aPod({ name: `cart-${String(at).padStart(2, '0')}` })).reverse();
  expect(blockedByUnmanagedPods(pods).message).toMatch(/^shop\/cart-00, shop\/cart-01.* and 5 more: /);
});

test.each([
  ['several budgets', [aBudget(), aBudget({ name: 'all' })], 'budgets shop/cart-pdb and shop/all both guard it'],
  [
    'a budget of pods without a controller',
    [aBudget({ expectedPods: 0 })],
    'budget shop/cart-pdb allows nothing: no controller says how many pods it wants',
  ],
  ['a budget out of sync', [aBudget({ isSynced: false })], 'budget shop/cart-pdb is not synced'],
])('the obstacle of %s is said in words', (_name, budgets, words) => {
  expect(obstacleOf(budgets)).toBe(words);
});

test('the report says of a removal why it was a deletion and what is lost', () => {
  const settings = drainSettings();
  const verdict = { pod, removal: 'residual', budgets: [aBudget({ expectedPods: 2 })] } as const;
  const residual = planRemoval(verdict, { wave: 'applications', loses: ['emptyDir', 'unmanaged'], settings });
  expect(detailOf(residual)).toBe(
    'budget shop/cart-pdb keeps 1 of 2; its emptyDir data is lost; nothing brings it back',
  );
  expect(
    detailOf(planRemoval({ pod, removal: 'evict', budgets: [] }, { wave: 'core', loses: [], settings })),
  ).toBeNull();
  expect(detailOf(forceRemoval({ pod, wave: 'core', loses: [] }, settings, 'one-second'))).toBe(
    "past the drain's deadline",
  );
});
