import { describe, expect, test } from '@jest/globals';
import { asLambda, asPrepareRun } from '../../lambdas/as-lambda.ts';
import type { Phase, PhaseContext } from '../../lambdas/phase.ts';
import { ConfigurationError, LockLostError, NodeGroupError } from '../../src/domain/errors.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { anEvent, aRun, aWiring, lambda, noon } from './a-wiring.ts';

const done: PhaseAnswer = { status: 'done', summary: {} };
const pending = (waitSeconds: number): PhaseAnswer => ({
  status: 'pending',
  waitSeconds,
  reason: '3 pods left',
  summary: { left: 3 },
});

function handling(step: Phase, wiring = aWiring()) {
  return { wiring, handler: asLambda('drain-nodes', 'Drain nodes', step, wiring) };
}

describe('a pass', () => {
  test('is journalled with what was noted and when', async () => {
    const { wiring, handler } = handling(async ({ notes }) => {
      notes.did({ verb: 'evict', target: 'pod/shop/cart-1' });
      notes.warn('a bare pod is lost');
      notes.count('evicted');
      notes.count('evicted', 2);
      notes.fact('waves', 3);
      return done;
    });
    await expect(handler(anEvent({ item: 'apps' }), lambda)).resolves.toEqual(done);
    expect(wiring.passes).toEqual([
      {
        run: aRun(),
        pass: {
          phase: 'drain-nodes',
          title: 'Drain nodes',
          step: 5,
          item: 'apps',
          status: 'done',
          reason: null,
          startedAt: noon.toISOString(),
          endedAt: noon.toISOString(),
          summary: {},
          counts: { evicted: 3 },
          warnings: ['a bare pod is lost'],
          actions: [{ verb: 'evict', target: 'pod/shop/cart-1' }],
          facts: { waves: 3 },
        },
      },
    ]);
  });

  test('begins its log with the step’s title and has run, cluster and phase on every line', async () => {
    const { wiring, handler } = handling(async ({ notes }) => {
      notes.warn('careful');
      return done;
    });
    await handler(anEvent(), lambda);
    expect(wiring.lines.map(({ message }) => message)).toEqual(['Step 5: Drain nodes', 'careful', 'Drain nodes: done']);
    const keys = { runId: 'monday', cluster: 'dev', phase: 'drain-nodes' };
    expect(wiring.lines.map((line) => line.keys)).toEqual([keys, keys, keys]);
  });

  test('keeps its notes apart from those of another that runs at the same time', async () => {
    const { wiring, handler } = handling(async ({ notes, item }) => {
      notes.warn(`${item} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      notes.warn(`${item} ends`);
      return done;
    });
    await Promise.all([handler(anEvent({ item: 'a' }), lambda), handler(anEvent({ item: 'b' }), lambda)]);
    expect(wiring.passes.map(({ pass }) => pass.warnings)).toEqual([
      ['a begins', 'a ends'],
      ['b begins', 'b ends'],
    ]);
  });
});

test.each([
  [0.4, 2],
  [7.2, 8],
  [400, 30],
  [Number.NaN, 2],
])('a wait of %d seconds becomes %d', async (asked, given) => {
  const { handler } = handling(async () => pending(asked));
  await expect(handler(anEvent(), lambda)).resolves.toMatchObject({ status: 'pending', waitSeconds: given });
});

test('a run that lost its cluster does not wait', async () => {
  const { wiring, handler } = handling(async () => pending(10));
  wiring.loseLock(new LockLostError('Another run took it.', 'Let it end.'));
  await expect(handler(anEvent(), lambda)).rejects.toThrow(LockLostError);
  expect(wiring.passes[0]?.pass).toMatchObject({ status: 'failed' });
});

describe('the start of the loop', () => {
  const startOf = async (enteredAt: string | null, redrivenAt: string | null) => {
    let seen: PhaseContext | undefined;
    const { handler } = handling(async (context) => {
      seen = context;
      return done;
    });
    await handler(anEvent({ enteredAt, redrivenAt }), lambda);
    return seen?.loopStartedAt.toISOString();
  };

  test('is when it was entered, or the redrive when that is later', async () => {
    await expect(startOf('2026-11-02T11:00:00.000Z', null)).resolves.toBe('2026-11-02T11:00:00.000Z');
    await expect(startOf('2026-11-02T11:00:00.000Z', '2026-11-02T11:30:00.000Z')).resolves.toBe(
      '2026-11-02T11:30:00.000Z',
    );
    await expect(startOf('2026-11-02T11:45:00.000Z', '2026-11-02T11:30:00.000Z')).resolves.toBe(
      '2026-11-02T11:45:00.000Z',
    );
  });

  test('is the start of the pass where nothing repeats', async () => {
    await expect(startOf(null, '2026-11-02T11:30:00.000Z')).resolves.toBe(noon.toISOString());
  });
});

describe('a failure', () => {
  const failing = new NodeGroupError('EKS has no capacity.', 'Redrive later.');

  test('is thrown as it is and journalled with what was noted until then', async () => {
    const { wiring, handler } = handling(async ({ notes }) => {
      notes.count('evicted', 4);
      throw failing;
    });
    await expect(handler(anEvent(), lambda)).rejects.toBe(failing);
    expect(wiring.passes[0]?.pass).toMatchObject({
      status: 'failed',
      reason: 'NodeGroupError: EKS has no capacity. Redrive later.',
      counts: { evicted: 4 },
    });
  });

  test('is not hidden by a journal that fails too', async () => {
    const { wiring, handler } = handling(async () => {
      throw failing;
    });
    wiring.breakJournal(new Error('no table'));
    await expect(handler(anEvent(), lambda)).rejects.toBe(failing);
    expect(wiring.lines.map(({ level }) => level)).toEqual(['INFO', 'ERROR', 'ERROR']);
  });

  test.each([
    ['ThrottlingException', 'TransientError'],
    ['AccessDeniedException', 'AccessDeniedError'],
    ['TypeError', 'TypeError'],
  ])('named %s is thrown as %s', async (name, expected) => {
    const { handler } = handling(async () => {
      throw Object.assign(new Error('words'), { name });
    });
    await expect(handler(anEvent(), lambda)).rejects.toMatchObject({ name: expected });
  });

  test('of the journal alone fails the pass', async () => {
    const { wiring, handler } = handling(async () => done);
    wiring.breakJournal(Object.assign(new Error('slow down'), { name: 'TransientError' }));
    await expect(handler(anEvent(), lambda)).rejects.toThrow('slow down');
  });
});

describe('a dry run', () => {
  const event = anEvent({ run: aRun({ dryRun: true }) });

  test('marks its lines and warnings, waits for nothing and asserts no lock', async () => {
    const { wiring, handler } = handling(async ({ notes, assertLock }) => {
      await assertLock();
      notes.warn('a bare pod would be lost');
      return pending(10);
    });
    wiring.loseLock(new LockLostError('Another run took it.', 'Let it end.'));
    await expect(handler(event, lambda)).resolves.toEqual({ status: 'done', summary: { left: 3 } });
    expect(wiring.lines[0]?.message).toBe('[DRY RUN] Step 5: Drain nodes');
    expect(wiring.passes[0]?.pass).toMatchObject({ status: 'done', warnings: ['[DRY RUN] a bare pod would be lost'] });
  });

  test('and only a dry run asserts none', async () => {
    const { wiring, handler } = handling(async ({ assertLock }) => {
      await assertLock();
      return done;
    });
    wiring.loseLock(new LockLostError('Another run took it.', 'Let it end.'));
    await expect(handler(anEvent(), lambda)).rejects.toThrow('Another run took it.');
  });
});

describe('Prepare run', () => {
  const event = {
    action: 'stop',
    step: 1,
    input: { cluster: 'dev' },
    execution: { arn: aRun().executionArn, name: 'monday', startedAt: '2026-11-02T11:59:00.000Z' },
  } as const;

  test('knows the function’s account and region, and is journalled under the run that it made', async () => {
    const wiring = aWiring();
    const handler = asPrepareRun(async ({ connect, accountId, region, configurationText, notes }) => {
      connect({ account: accountId, region, name: 'dev' }, { dryRun: false });
      notes.did({ verb: 'lock', target: 'cluster/dev', detail: configurationText });
      return { ...done, run: aRun() };
    }, wiring);
    await handler(event, lambda);
    expect(wiring.passes).toMatchObject([
      {
        run: { id: 'monday', cluster: { account: '111122223333', region: 'eu-west-1', name: 'dev' }, action: 'stop' },
        pass: { phase: 'prepare-run', status: 'done', actions: [{ verb: 'lock' }] },
      },
    ]);
  });

  test('that refuses its input before it knows the cluster is not journalled', async () => {
    const wiring = aWiring();
    const refusal = new ConfigurationError('cluster is missing.', 'Give it.');
    const handler = asPrepareRun(async () => {
      throw refusal;
    }, wiring);
    await expect(handler({ ...event, input: null }, lambda)).rejects.toBe(refusal);
    expect(wiring.passes).toEqual([]);
    expect(wiring.lines[0]).toMatchObject({ message: 'Step 1: Prepare run', keys: { runId: 'monday' } });
  });

  test('that fails later is journalled as failed', async () => {
    const wiring = aWiring();
    const handler = asPrepareRun(async ({ connect }) => {
      connect(aRun().cluster, { dryRun: false });
      throw new ConfigurationError('there is no group web.', 'Name another.');
    }, wiring);
    await expect(handler(event, lambda)).rejects.toThrow(ConfigurationError);
    expect(wiring.passes[0]?.pass).toMatchObject({ status: 'failed', reason: expect.stringContaining('no group web') });
  });
});
