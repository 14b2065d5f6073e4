import { describe, expect, test } from '@jest/globals';
import { type Ask, askAll, type Reply } from '../../../lambdas/drain-nodes/ask-queue.ts';
import type { Removal } from '../../../src/domain/drain-removal.ts';
import { AccessDeniedError, TransientError } from '../../../src/domain/errors.ts';
import { aPod } from '../../domain/a-pod.ts';

function aRemoval(name: string, { budgets = [] as string[], owner = name } = {}): Removal {
  const pod = aPod({ name, controller: { kind: 'ReplicaSet', name: owner, apiVersion: 'apps/v1' } });
  return { pod, wave: 'applications', loses: [], graceSeconds: null, budgets, obstacle: null, isForced: false };
}

const guarded = (...names: string[]) => names.map((name) => aRemoval(name, { budgets: ['shop/cart'] }));
const settled: Reply = { result: 'settled' };

interface Given {
  readonly evictions?: readonly (readonly Removal[])[];
  readonly deletions?: readonly Removal[];
  readonly atMost?: number;
  readonly reply?: (pod: string, count: number) => Reply | Error;
  /** How many requests may begin. */
  readonly turns?: number;
}

/** Sends the requests to an API server that answers each of them after a while. */
async function ask(given: Given) {
  const requests: string[] = [];
  const counts = new Map<string, number>();
  let [inFlight, most] = [0, 0];
  const answer = async ({ verb, removal }: Ask): Promise<Reply> => {
    const { name } = removal.pod;
    requests.push(`${verb} ${name}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    inFlight += 1;
    most = Math.max(most, inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight -= 1;
    const reply = given.reply?.(name, counts.get(name) ?? 0) ?? settled;
    if (reply instanceof Error) throw reply;
    return reply;
  };
  let turns = given.turns ?? Number.POSITIVE_INFINITY;
  const pass = askAll(
    { evictions: given.evictions ?? [], deletions: given.deletions ?? [] },
    { atMost: given.atMost ?? 50, mayGoOn: async () => turns-- > 0, answer },
  );
  return { requests, pass, most: () => most };
}

const transient = () => new TransientError('Kubernetes answered 500.', 'It is retried.');
const names = (count: number) => Array.from({ length: count }, (_, index) => `pod-${index}`);

describe('the order of the requests', () => {
  test('one eviction at a time under a budget, and its deletions when all of them are answered', async () => {
    const { requests, pass, most } = await ask({
      evictions: [guarded('cart-1', 'cart-2', 'cart-3')],
      deletions: guarded('cart-4', 'cart-5'),
    });
    await pass;
    expect(requests).toEqual(['evict cart-1', 'evict cart-2', 'evict cart-3', 'delete cart-4', 'delete cart-5']);
    expect(most()).toBe(2);
  });

  test('pods of one owner are spread out', async () => {
    const pods = ['a-1', 'a-2', 'b-1', 'b-2'].map((name) => [aRemoval(name, { owner: name[0] ?? '' })]);
    const { requests, pass } = await ask({ evictions: pods });
    await pass;
    expect(requests).toEqual(['evict a-1', 'evict b-1', 'evict a-2', 'evict b-2']);
  });

  test('a pod of two budgets is deleted when both have given all they can', async () => {
    const both = aRemoval('both', { budgets: ['shop/cart', 'shop/all'] });
    const { requests, pass } = await ask({
      evictions: [guarded('cart-1'), [aRemoval('all-1', { budgets: ['shop/all'] })]],
      deletions: [both],
    });
    await pass;
    expect(requests.at(-1)).toBe('delete both');
  });

  test('a budget that holds is passed over by no deletion', async () => {
    const both = aRemoval('both', { budgets: ['shop/cart', 'shop/all'] });
    const { requests, pass } = await ask({
      evictions: [guarded('cart-1', 'cart-2')],
      deletions: [...guarded('cart-3'), both, aRemoval('free')],
      reply: (name) => (name === 'cart-1' ? { result: 'budget-holds' } : settled),
    });
    await pass;
    expect(requests).toEqual(['evict cart-1', 'delete free']);
  });
});

describe('how many at once', () => {
  test('never more than the settings allow', async () => {
    const { pass, most } = await ask({ evictions: names(200).map((name) => [aRemoval(name)]), atMost: 20 });
    await pass;
    expect(most()).toBe(20);
  });

  test('more and more while the answers are quick', async () => {
    const { pass, most } = await ask({ evictions: names(400).map((name) => [aRemoval(name)]), atMost: 100 });
    await pass;
    expect(most()).toBe(100);
  });
});

describe('an API server that has too much to do', () => {
  test('is asked again about what it did not hear, with fewer requests at once', async () => {
    const throttleOnce = (_: string, count: number): Reply =>
      count === 1 ? { result: 'throttled', retryAfterSeconds: 0 } : settled;
    const { requests, pass, most } = await ask({
      evictions: names(40).map((name) => [aRemoval(name)]),
      reply: throttleOnce,
    });
    await expect(pass).resolves.toEqual({ failed: [], throttled: null });
    expect(requests).toHaveLength(80);
    expect(most()).toBe(16);
  });

  test('is left alone as long as it asks for: the pass ends, and says when the next one pays', async () => {
    const { requests, pass } = await ask({
      evictions: [[aRemoval('cart-1')], [aRemoval('cart-2')]],
      reply: (name) => (name === 'cart-1' ? { result: 'throttled', retryAfterSeconds: 7 } : settled),
    });
    await expect(pass).resolves.toEqual({ failed: [], throttled: { pods: 1, retryAfterSeconds: 7 } });
    expect(requests).toEqual(['evict cart-1', 'evict cart-2']);
  });
});

describe('an API server in trouble', () => {
  test('with one pod: the others go on, and it is told', async () => {
    const { requests, pass } = await ask({
      evictions: names(30).map((name) => [aRemoval(name)]),
      reply: (name) => (name === 'pod-3' ? transient() : settled),
    });
    const { failed } = await pass;
    expect(requests).toHaveLength(30);
    expect(failed.map(({ ask: { removal } }) => removal.pod.name)).toEqual(['pod-3']);
  });

  test('with ten in a row: the pass ends with what is wrong', async () => {
    const { requests, pass } = await ask({ evictions: names(200).map((name) => [aRemoval(name)]), reply: transient });
    await expect(pass).rejects.toThrow(TransientError);
    expect(requests.length).toBeLessThan(30);
  });

  test('that refuses for want of a permission ends the pass at once', async () => {
    const { requests, pass } = await ask({
      evictions: names(200).map((name) => [aRemoval(name)]),
      reply: () => new AccessDeniedError('Forbidden.', 'Grant it.'),
    });
    await expect(pass).rejects.toThrow(AccessDeniedError);
    expect(requests.length).toBeLessThanOrEqual(16);
  });
});

test('nothing begins when the time of the pass is over', async () => {
  const { requests, pass } = await ask({
    evictions: [guarded('cart-1', 'cart-2')],
    deletions: [aRemoval('free')],
    turns: 1,
  });
  await pass;
  expect(requests).toEqual(['evict cart-1']);
});
