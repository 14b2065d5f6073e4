import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { budgetsWithout, judgeBudgets } from '../../src/domain/budget-arithmetic.ts';
import type { DisruptionBudget, Pod } from '../../src/domain/kubernetes-objects.ts';
import { aBudget, aPod } from './a-pod.ts';

const nowhere = () => false;
const never = () => false;
const podsOf = (ready: number, unready = 0): Pod[] => [
  ...Array.from({ length: ready }, (_, at) => aPod({ name: `ready-${at}` })),
  ...Array.from({ length: unready }, (_, at) => aPod({ name: `unready-${at}`, isReady: false })),
];
const evicted = (pods: readonly Pod[], budgets: readonly DisruptionBudget[]) =>
  judgeBudgets(pods, budgets, nowhere, never)
    .filter(({ removal }) => removal === 'evict')
    .map(({ pod }) => pod.name);

describe('the Ready pods that no eviction can remove', () => {
  test.each([
    ['replicas 2, maxUnavailable 1', 2, 1, 1],
    ['replicas 3, minAvailable 50 %', 3, 2, 2],
    ['replicas 5, maxUnavailable 25 %', 5, 3, 3],
    ['replicas 1, minAvailable 1', 1, 1, 1],
    ['replicas 1, maxUnavailable 1', 1, 0, 0],
    ['more asked for than there are', 2, 3, 2],
  ])('%s', (_name, healthy, desiredHealthy, kept) => {
    const pods = podsOf(healthy);
    const budget = aBudget({ desiredHealthy, currentHealthy: healthy });
    expect(pods.length - evicted(pods, [budget]).length).toBe(kept);
  });
});

/** The Eviction API and the disruption controller, as far as one budget on cordoned nodes goes: which pods may go now. */
function mayGo(pods: readonly Pod[], { desiredHealthy, unhealthyPodEvictionPolicy }: DisruptionBudget): readonly Pod[] {
  const healthy = pods.filter(({ isReady }) => isReady).length;
  const allowed = Math.max(0, healthy - desiredHealthy);
  return pods.filter(({ isReady }) => {
    if (!isReady && unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
    if (!isReady && healthy >= desiredHealthy && desiredHealthy > 0) return true;
    return allowed > 0;
  });
}

/** Tries every order of evictions; pods of one kind are alike, so only their numbers count. */
function mostThatCanGo(ready: number, unready: number, budget: DisruptionBudget): number {
  const candidates = mayGo(podsOf(ready, unready), budget);
  const viaReady = candidates.some(({ isReady }) => isReady) ? 1 + mostThatCanGo(ready - 1, unready, budget) : 0;
  const viaUnready = candidates.some(({ isReady }) => !isReady) ? 1 + mostThatCanGo(ready, unready - 1, budget) : 0;
  return Math.max(viaReady, viaUnready);
}

const aCase = fc.record({
  ready: fc.nat(5),
  unready: fc.nat(4),
  desiredHealthy: fc.nat(6),
  unhealthyPodEvictionPolicy: fc.constantFrom('IfHealthyBudget', 'AlwaysAllow'),
});

test('no order of evictions removes more pods than the closed form', () => {
  fc.assert(
    fc.property(aCase, ({ ready, unready, ...rules }) => {
      const budget = aBudget({ ...rules, currentHealthy: ready });
      expect(evicted(podsOf(ready, unready), [budget])).toHaveLength(mostThatCanGo(ready, unready, budget));
    }),
    { numRuns: 300 },
  );
});

test('in the order of the plan no eviction is refused', () => {
  fc.assert(
    fc.property(aCase, ({ ready, unready, ...rules }) => {
      let left: readonly Pod[] = podsOf(ready, unready);
      for (const name of evicted(left, [aBudget({ ...rules, currentHealthy: ready })])) {
        expect(mayGo(left, aBudget(rules)).map((pod) => pod.name)).toContain(name);
        left = left.filter((pod) => pod.name !== name);
      }
    }),
    { numRuns: 300 },
  );
});

test('pods that are not Ready go first, then by name, whatever the order they were listed in', () => {
  const pods = podsOf(3, 2).reverse();
  expect(evicted(pods, [aBudget({ desiredHealthy: 1, currentHealthy: 3 })])).toEqual([
    'unready-0',
    'unready-1',
    'ready-0',
    'ready-1',
  ]);
});

test('two budgets on one pod let it never go, and name both', () => {
  const both = [aBudget({ currentHealthy: 9 }), aBudget({ name: 'all', selector: {}, currentHealthy: 9 })];
  const [verdict] = judgeBudgets([aPod()], both, nowhere, never);
  expect(verdict).toMatchObject({ removal: 'residual', budgets: [{ name: 'cart-pdb' }, { name: 'all' }] });
});

describe('a budget that is not synced', () => {
  const unsynced = aBudget({ isSynced: false, disruptionsAllowed: 1 });
  const removals = (mayBeCounted: () => boolean, canMove = nowhere) =>
    judgeBudgets(podsOf(2), [unsynced], canMove, mayBeCounted).map(({ removal }) => removal);

  test('holds its Ready pods while it may be counted in a moment', () => {
    expect(removals(() => true)).toEqual(['may-move', 'may-move']);
  });

  test('never lets them go when it will not be counted, wherever a replacement may go', () => {
    expect(removals(never)).toEqual(['residual', 'residual']);
    expect(removals(never, () => true)).toEqual(['residual', 'residual']);
  });
});

test('pods that have ended or not begun are not asked about', () => {
  const pods = [
    aPod({ name: 'ended', phase: 'Succeeded' }),
    aPod({ name: 'pending', phase: 'Pending', isReady: false }),
  ];
  expect(evicted(pods, [aBudget({ desiredHealthy: 5, currentHealthy: 0 })])).toEqual(['pending', 'ended']);
});

test('a budget of another namespace or another selector does not guard', () => {
  const others = [aBudget({ namespace: 'other', currentHealthy: 1 }), aBudget({ selector: null, currentHealthy: 1 })];
  expect(evicted([aPod()], others)).toHaveLength(1);
});

test('a budget may move while a node stays open for a replacement', () => {
  const verdicts = judgeBudgets(podsOf(1), [aBudget({ currentHealthy: 1 })], () => true, never);
  expect(verdicts).toMatchObject([{ removal: 'may-move' }]);
});

test('budgets without some pods have that many healthy pods less, and never allow more than before', () => {
  const budget = aBudget({ desiredHealthy: 1, currentHealthy: 4, disruptionsAllowed: 3 });
  const [after] = budgetsWithout([budget], podsOf(2, 1));
  expect(after).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1, desiredHealthy: 1 });
});
