import { describe, expect, test } from '@jest/globals';
import { type Asked, askPods, nothingAsked } from '../../../lambdas/drain-nodes/ask-pods.ts';
import { beginTurn } from '../../../lambdas/drain-nodes/turn.ts';
import { planPass } from '../../../src/domain/drain-plan.ts';
import type { Pod } from '../../../src/domain/kubernetes-objects.ts';
import type { DrainSettings } from '../../../src/domain/run-settings.ts';
import type { DeletionAnswer, EvictionAnswer } from '../../../src/kubernetes/cluster.ts';
import { DrainingCluster, drainSettings } from '../../domain/a-cluster-to-drain.ts';
import { aBudget, aPod } from '../../domain/a-pod.ts';

interface Given {
  readonly pods?: readonly Pod[];
  readonly eviction?: (name: string) => EvictionAnswer;
  readonly deletion?: DeletionAnswer;
  readonly budgets?: DrainSettings['budgets'];
  readonly isPastDeadline?: boolean;
  readonly dryRun?: boolean;
  /** Milliseconds that are left at each question. */
  readonly remaining?: () => number;
}

/** One pass over cart-1, cart-2 and cart-3, of which the budget keeps one. */
async function ask(given: Given) {
  const { pods = ['cart-1', 'cart-2', 'cart-3'].map((name) => aPod({ name })), isPastDeadline = false } = given;
  const drain = drainSettings({ budgets: given.budgets ?? 'computed' });
  const { step } = planPass(new DrainingCluster({ pods, budgets: [aBudget()], settings: drain }).scene());
  if (!step) throw new Error('There is nothing to ask.');
  const requests: string[] = [];
  const actions: string[] = [];
  const warnings: string[] = [];
  const counts: Record<string, number> = {};
  const asked: Asked = nothingAsked();
  const context = {
    run: { dryRun: given.dryRun ?? false, settings: { drain } },
    cluster: {
      evict: async ({ name }: { name: string }) => {
        requests.push(`evict ${name}`);
        return given.eviction?.(name) ?? ({ result: 'evicted' } as const);
      },
      delete: async ({ name }: { name: string }) => {
        requests.push(`delete ${name}`);
        return given.deletion ?? ({ result: 'deleted' } as const);
      },
    },
    notes: {
      did: ({ verb, target }: { verb: string; target: string }) => void actions.push(`${verb} ${target}`),
      warn: (message: string) => void warnings.push(message),
      count: (name: string, by = 1) => {
        counts[name] = (counts[name] ?? 0) + by;
      },
      fact: () => undefined,
      info: () => undefined,
    },
  };
  const turn = beginTurn({ assertLock: async () => undefined, remainingMs: given.remaining ?? (() => 60_000) });
  await askPods(context, step, { asked, turn, isPastDeadline });
  return { requests, actions, warnings, counts, asked, turn };
}

const refuses = (result: 'several-budgets' | 'refused-by-webhook' | 'namespace-terminating') => ({
  pods: [aPod({ name: 'cart-1', labels: {} })],
  eviction: (): EvictionAnswer => ({ result, message: 'in the words of the API server' }),
});

const budgetRefuses = (): EvictionAnswer => ({ result: 'refused-by-budget', message: 'no', retryAfterSeconds: 10 });

test('what can be evicted is evicted, then the residual is deleted, and both are noted', async () => {
  const { requests, actions, counts } = await ask({});
  expect(requests).toEqual(['evict cart-1', 'evict cart-2', 'delete cart-3']);
  expect(actions).toEqual(['evict pod/shop/cart-1', 'evict pod/shop/cart-2', 'delete pod/shop/cart-3']);
  expect(counts).toEqual({ evicted: 2, residual: 1 });
});

test('a pod that is gone is nothing that was done', async () => {
  const { actions } = await ask({ eviction: () => ({ result: 'gone' }), deletion: { result: 'gone' } });
  expect(actions).toEqual([]);
});

describe('a budget that refuses against the plan', () => {
  test('is not asked again in this pass, and not passed over', async () => {
    const { requests, asked } = await ask({ eviction: budgetRefuses });
    expect(requests).toEqual(['evict cart-1']);
    expect(asked.refusedByBudget).toMatchObject([{ retryAfterSeconds: 10 }]);
  });

  test('is passed over past the deadline', async () => {
    const { requests, counts } = await ask({ eviction: budgetRefuses, isPastDeadline: true });
    expect(requests).toEqual(['evict cart-1', 'delete cart-1', 'evict cart-2', 'delete cart-2', 'delete cart-3']);
    expect(counts).toEqual({ residual: 3 });
  });

  test('is never passed over where budgets are strict', async () => {
    const { requests } = await ask({ eviction: budgetRefuses, isPastDeadline: true, budgets: 'strict' });
    expect(requests).toEqual(['evict cart-1']);
  });
});

describe('a pod that turns out to have several budgets', () => {
  test.each([
    ['computed', false, ['evict cart-1', 'delete cart-1']],
    ['wait', false, ['evict cart-1']],
    ['wait', true, ['evict cart-1', 'delete cart-1']],
    ['strict', true, ['evict cart-1']],
  ] as const)('%s, past the deadline: %s', async (budgets, isPastDeadline, expected) => {
    const { requests, asked } = await ask({ ...refuses('several-budgets'), budgets, isPastDeadline });
    expect(requests).toEqual(expected);
    expect(asked.blocked).toHaveLength(budgets === 'strict' ? 1 : 0);
  });
});

describe('a webhook that refuses one pod', () => {
  test('is named, and the others go on', async () => {
    const eviction = (name: string): EvictionAnswer =>
      name === 'cart-1' ? { result: 'refused-by-webhook', message: 'webhook x denied it' } : { result: 'evicted' };
    const { actions, warnings } = await ask({ eviction });
    expect(actions).toEqual(['evict pod/shop/cart-2', 'delete pod/shop/cart-3']);
    expect(warnings.join()).toMatch(/shop\/cart-1.*webhook x denied it/);
  });

  test('is asked for a deletion past the deadline, which may need no such webhook', async () => {
    const { requests, asked, counts } = await ask({ ...refuses('refused-by-webhook'), isPastDeadline: true });
    expect(requests).toEqual(['evict cart-1', 'delete cart-1']);
    expect(counts).toEqual({ forced: 1 });
    expect(asked.refusedByWebhook).toEqual([]);
  });

  test('is left standing when it refuses that too', async () => {
    const deletion: DeletionAnswer = { result: 'refused-by-webhook', message: 'nor that' };
    const { asked } = await ask({ ...refuses('refused-by-webhook'), isPastDeadline: true, deletion });
    expect(asked.refusedByWebhook).toMatchObject([{ message: 'nor that' }]);
  });
});

test('a pod whose namespace terminates is left to it until the deadline', async () => {
  expect((await ask(refuses('namespace-terminating'))).requests).toEqual(['evict cart-1']);
  const late = await ask({ ...refuses('namespace-terminating'), isPastDeadline: true });
  expect(late.requests).toEqual(['evict cart-1', 'delete cart-1']);
});

test('a dry run lists the plan whatever a budget says that has not moved', async () => {
  const { actions } = await ask({ dryRun: true, eviction: budgetRefuses });
  expect(actions).toEqual(['evict pod/shop/cart-1', 'evict pod/shop/cart-2', 'delete pod/shop/cart-3']);
});

test('nothing more is begun when the time of the pass runs out', async () => {
  let left = 70_000;
  const remaining = () => {
    left -= 15_000;
    return left;
  };
  const { requests, turn } = await ask({ remaining });
  expect(requests).toEqual(['evict cart-1']);
  expect(turn.isOver()).toBe(true);
});

test('the lock is asserted before the first change and again when it is a while ago', async () => {
  let assertions = 0;
  let left = 100_000;
  const turn = beginTurn({
    assertLock: async () => {
      assertions += 1;
    },
    remainingMs: () => left,
  });
  await Promise.all([turn.mayGoOn(), turn.mayGoOn()]);
  expect(assertions).toBe(1);
  left -= 16_000;
  await turn.mayGoOn();
  expect(assertions).toBe(2);
});
