import { describe, expect, test } from '@jest/globals';
import { TaskFailure } from '../../../sandbox/engine/engine.ts';
import { anEngine, aTask, namedError, startsAt } from './an-engine.ts';

const afterwards = { Done: { Type: 'Succeed' } };

describe('Retry', () => {
  const retried = (Retry: readonly object[], fields: object = {}) => ({
    StartAt: 'Call',
    States: { Call: aTask('flaky', { Retry, ...fields }) },
  });
  const failing = (times: number, error = 'Boom') => ({
    flaky: (_: unknown, call: number) => {
      if (call <= times) throw namedError(error);
      return call;
    },
  });

  test('calls again after growing waits, and the attempts have no event of their own', async () => {
    const engine = anEngine(failing(3));

    const { result, events } = await engine.run(
      retried([{ ErrorEquals: ['Boom'], IntervalSeconds: 2, BackoffRate: 3 }]),
    );

    expect(result).toBe(4);
    expect(engine.clock.now() - startsAt.getTime()).toBe((2 + 6 + 18) * 1000);
    expect(events.slice(1).map(({ type }) => type)).toEqual([
      'TaskStateEntered',
      ...Array.from({ length: 3 }, () => ['TaskScheduled', 'TaskStarted', 'TaskFailed']).flat(),
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[5]).toMatchObject({ type: 'TaskScheduled', previousEventId: 5 });
  });

  test('waits no longer than MaxDelaySeconds', async () => {
    const engine = anEngine(failing(3));

    await engine.run(retried([{ ErrorEquals: ['Boom'], IntervalSeconds: 2, BackoffRate: 10, MaxDelaySeconds: 5 }]));

    expect(engine.clock.now() - startsAt.getTime()).toBe((2 + 5 + 5) * 1000);
  });

  test('waits some share of the delay with full jitter, the same for the same seed', async () => {
    const waits = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const engine = anEngine(failing(3), seed);
        await engine.run(retried([{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, JitterStrategy: 'FULL' }]));
        return engine.clock.now() - startsAt.getTime();
      }),
    );

    expect(waits[0]).toBe(waits[1]);
    expect(waits[2]).not.toBe(waits[0]);
    expect(Math.max(...waits)).toBeLessThan(70_000);
  });

  test('gives up after three retries, or after MaxAttempts', async () => {
    for (const [retrier, calls] of [
      [{}, 4],
      [{ MaxAttempts: 1 }, 2],
      [{ MaxAttempts: 0 }, 1],
    ] as const) {
      const engine = anEngine(failing(9));
      expect((await engine.run(retried([{ ErrorEquals: ['Boom'], ...retrier }]))).error).toBe('Boom');
      expect(engine.calls.flaky).toHaveLength(calls);
    }
  });

  test('counts each retrier by itself, and only the first that names the error', async () => {
    const engine = anEngine({
      flaky(_, call) {
        throw namedError(['A', 'B', 'C', 'B'][call - 1] ?? 'D');
      },
    });

    const { error } = await engine.run(
      retried([
        { ErrorEquals: ['A', 'B'], MaxAttempts: 2 },
        { ErrorEquals: ['C'] },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 5 },
      ]),
    );

    expect(error).toBe('B');
    expect(engine.calls.flaky).toHaveLength(4);
  });

  test('tries an Output again that could not be read, and tells the context', async () => {
    const engine = anEngine({ flaky: (_, call) => (call > 1 ? { n: 1 } : {}) });

    const { result, types } = await engine.run(
      retried([{ ErrorEquals: ['States.QueryEvaluationError'] }], {
        Arguments: { FunctionName: 'flaky', Payload: '{% $states.context.State.RetryCount %}' },
        Output: '{% $states.result.Payload.n %}',
      }),
    );

    expect(result).toBe(1);
    expect(engine.calls.flaky).toEqual([0, 1]);
    expect(types).toContain('EvaluationFailed');
  });

  test.each<[string, readonly string[], boolean]>([
    ['Boom', ['States.ALL'], true],
    ['Boom', ['States.TaskFailed'], true],
    ['Boom', ['Bang'], false],
    ['States.Timeout', ['States.TaskFailed'], false],
    ['States.Timeout', ['States.ALL'], true],
    ['States.Timeout', ['States.Timeout'], true],
    ['States.DataLimitExceeded', ['States.ALL'], false],
    ['States.DataLimitExceeded', ['States.DataLimitExceeded'], true],
    ['States.Runtime', ['States.ALL'], false],
    ['States.Runtime', ['States.Runtime'], false],
  ])('%s is found by %j: %s', async (error, ErrorEquals, isFound) => {
    const engine = anEngine({
      flaky(_, call) {
        if (call === 1) throw new TaskFailure(error, 'as reported');
      },
    });

    expect((await engine.run(retried([{ ErrorEquals }]))).status).toBe(isFound ? 'SUCCEEDED' : 'FAILED');
  });
});

describe('Catch', () => {
  const caught = (catcher: object) => ({
    StartAt: 'Call',
    States: {
      Call: aTask('bad', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done', ...catcher }] }),
      ...afterwards,
    },
  });
  const bad = { bad: () => Promise.reject(namedError('Boom', 'why')) };

  test('goes on with the error where it has no Output', async () => {
    const { result, types } = await anEngine(bad).run(caught({}));

    expect(result).toEqual({ Error: 'Boom', Cause: '{"errorType":"Boom","errorMessage":"why","trace":[]}' });
    expect(types.slice(4, 7)).toEqual(['TaskFailed', 'TaskStateExited', 'SucceedStateEntered']);
  });

  test('reads errorOutput and input in its Assign and Output', async () => {
    const machine = caught({ Assign: { e: '{% $states.errorOutput.Error %}' }, Output: '{% $states.input.a %}' });
    const states = { ...machine.States, Done: { Type: 'Succeed', Output: '{% [$e, $states.input] %}' } };

    expect((await anEngine(bad).run({ ...machine, States: states }, { a: 7 })).result).toEqual(['Boom', 7]);
  });

  test('comes after the retries', async () => {
    const engine = anEngine(bad);
    const machine = caught({});
    Object.assign(machine.States.Call, { Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 2 }] });

    await engine.run(machine);

    expect(engine.calls.bad).toHaveLength(3);
  });
});
