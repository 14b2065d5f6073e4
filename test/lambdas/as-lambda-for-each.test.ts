import { describe, expect, test } from '@jest/globals';
import type { FailedItem } from '../../lambdas/answer-for-all.ts';
import { asLambdaForEach } from '../../lambdas/as-lambda-for-each.ts';
import type { Phase } from '../../lambdas/phase.ts';
import { LockLostError, NodeGroupError, SchedulerError, TransientError } from '../../src/domain/errors.ts';
import type { EachItemEvent, PhaseAnswer } from '../../src/domain/run.ts';
import { aRun, aWiring, lambda, noon } from './a-wiring.ts';

const done: PhaseAnswer = { status: 'done', summary: {} };

function pending(item: string, waitSeconds: number): PhaseAnswer {
  return { status: 'pending', waitSeconds, reason: `${item} is under way`, summary: {} };
}

function anEvent(changes: Partial<EachItemEvent> = {}): EachItemEvent {
  const items = ['a', 'b', 'c'];
  return { run: aRun(), step: 6, enteredAt: noon.toISOString(), redrivenAt: null, items, left: null, ...changes };
}

const failedTogether = (failed: readonly FailedItem[], ofAll: number) =>
  new NodeGroupError(`${failed.map(({ item }) => item)} of ${ofAll}`, 'Look.');

/** A handler whose items end as they are told to here; who is not named is done. */
function handling(ends: Readonly<Record<string, PhaseAnswer | Error>>, wiring = aWiring()) {
  const asked: string[] = [];
  const step: Phase = async ({ item }) => {
    asked.push(String(item));
    const end = ends[String(item)] ?? done;
    if (end instanceof Error) throw end;
    return end;
  };
  const target = { phase: 'scale-node-group', title: 'Scale node group', countAs: 'nodeGroups' };
  return {
    wiring,
    asked,
    handler: asLambdaForEach({ ...target, step, failedTogether }, wiring),
  };
}

const refused = (item: string) => new NodeGroupError(`${item} was refused.`, 'Redrive.');
const throttled = new TransientError('EKS is busy.', 'It is retried.');

describe('a pass over many items', () => {
  test('asks each of them, and gives each an entry in the journal', async () => {
    const { handler, wiring, asked } = handling({});
    await expect(handler(anEvent(), lambda)).resolves.toEqual({ status: 'done', summary: { nodeGroups: 3 } });
    expect(asked).toEqual(['a', 'b', 'c']);
    expect(wiring.passes.map(({ pass: { phase, item, status } }) => [phase, item, status])).toEqual([
      ['scale-node-group', 'a', 'done'],
      ['scale-node-group', 'b', 'done'],
      ['scale-node-group', 'c', 'done'],
    ]);
  });

  test('waits for the quickest of those under way, and leaves the finished ones out of the next pass', async () => {
    const { handler } = handling({ b: pending('b', 9), c: pending('c', 4) });
    await expect(handler(anEvent(), lambda)).resolves.toEqual({
      status: 'pending',
      waitSeconds: 4,
      reason: 'b is under way, and 1 more',
      summary: { nodeGroups: 3, left: 2 },
      left: { items: ['b', 'c'], at: noon.toISOString() },
    });
  });

  test('asks only those that the pass before left', async () => {
    const { handler, asked } = handling({});
    const left = { items: ['c'], at: '2026-11-02T11:59:00.000Z' };
    await expect(handler(anEvent({ left }), lambda)).resolves.toMatchObject({
      status: 'done',
      summary: { nodeGroups: 3 },
    });
    expect(asked).toEqual(['c']);
  });

  test('asks all of them again after a redrive, and only those that are left in the pass after that', async () => {
    const { handler, asked } = handling({});
    const left = { items: ['c'], at: '2026-11-02T11:00:00.000Z' };
    await handler(anEvent({ left, redrivenAt: '2026-11-02T11:30:00.000Z' }), lambda);
    expect(asked).toEqual(['a', 'b', 'c']);
    await handler(anEvent({ left, redrivenAt: '2026-11-02T10:30:00.000Z' }), lambda);
    expect(asked).toEqual(['a', 'b', 'c', 'c']);
  });

  test('begins nothing that it may not end, and has it first in the next pass', async () => {
    let remaining = 61_000;
    const step: Phase = async ({ item }) => {
      remaining -= 1_000;
      return pending(String(item), 10);
    };
    const target = { phase: 'scale-node-group', title: 'Scale node group', countAs: 'nodeGroups' };
    const handler = asLambdaForEach({ ...target, step, failedTogether }, aWiring());
    const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const answer = await handler(anEvent({ items }), { ...lambda, getRemainingTimeInMillis: () => remaining });
    expect(answer).toMatchObject({ status: 'pending', waitSeconds: 2, summary: { nodeGroups: 7, left: 7 } });
    const left = answer.status === 'pending' ? answer.left?.items : [];
    expect(left).toHaveLength(7);
    expect(left?.at(-1)).toBe('b');
    expect(left?.[0]).toBe('c');
  });

  test('of no items is done', async () => {
    const { handler } = handling({});
    await expect(handler(anEvent({ items: [] }), lambda)).resolves.toEqual({
      status: 'done',
      summary: { nodeGroups: 0 },
    });
  });

  test('does not wait on a dry run', async () => {
    const { handler } = handling({ a: pending('a', 9) });
    const run = aRun({ dryRun: true });
    await expect(handler(anEvent({ run }), lambda)).resolves.toMatchObject({ status: 'done' });
  });
});

describe('an item that fails', () => {
  test('waits until no other is under way, and is asked again beside them', async () => {
    const { handler, wiring } = handling({ a: refused('a'), b: pending('b', 4) });
    await expect(handler(anEvent(), lambda)).resolves.toMatchObject({
      status: 'pending',
      reason: 'b is under way; failed: a',
      summary: { nodeGroups: 3, left: 1, failed: 1 },
      left: { items: ['b', 'a'] },
    });
    expect(wiring.passes.find(({ pass }) => pass.item === 'a')?.pass).toMatchObject({
      status: 'failed',
      reason: 'NodeGroupError: a was refused. Redrive.',
    });
  });

  test('fails the phase with its own error when the others have ended', async () => {
    const error = refused('a');
    await expect(handling({ a: error }).handler(anEvent(), lambda)).rejects.toBe(error);
  });

  test('is told together with others that failed', async () => {
    const { handler } = handling({ a: refused('a'), c: new SchedulerError('c is odd.', 'Look at c.') });
    await expect(handler(anEvent(), lambda)).rejects.toThrow('a,c of 3');
  });
});

describe('trouble that passes by itself', () => {
  test('is waited for where others got an answer', async () => {
    const { handler } = handling({ a: throttled });
    await expect(handler(anEvent(), lambda)).resolves.toMatchObject({
      status: 'pending',
      waitSeconds: 5,
      left: { items: ['a'] },
    });
  });

  test('is thrown where nobody got one, so that the machine’s retries count it', async () => {
    const left = { items: ['a', 'b'], at: noon.toISOString() };
    const { handler } = handling({ a: throttled, b: refused('b') });
    await expect(handler(anEvent({ left }), lambda)).rejects.toBe(throttled);
  });
});

test('a lost lock ends the pass at once: nothing more is begun', async () => {
  const lost = new LockLostError('Another run took it.', 'Let it end.');
  const asked: unknown[] = [];
  const step: Phase = async ({ item }) => {
    asked.push(item);
    if (item === 'a') throw lost;
    await new Promise((resolve) => setImmediate(resolve));
    return done;
  };
  const target = { phase: 'scale-node-group', title: 'Scale node group', countAs: 'nodeGroups' };
  const handler = asLambdaForEach({ ...target, step, failedTogether }, aWiring());
  const items = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  await expect(handler(anEvent({ items }), lambda)).rejects.toBe(lost);
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
});
