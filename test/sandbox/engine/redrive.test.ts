import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, ended, load, namedError, redriven, startsAt, type TestEngine } from './an-engine.ts';

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });

/** A function that fails for these payloads, so many times each. */
function failsFirst(times: number, ...payloads: readonly unknown[]) {
  const seen = new Map<unknown, number>();
  return (payload: unknown) => {
    const count = (seen.get(payload) ?? 0) + 1;
    seen.set(payload, count);
    if (payloads.includes(payload) && count <= times) throw namedError('Boom');
    return `${payload}:${count}`;
  };
}

const day = 24 * 60 * 60 * 1000;

/** Moves the engine's clock. */
async function pass(engine: TestEngine, milliseconds: number): Promise<void> {
  engine.clock.after(milliseconds, () => undefined);
  await engine.clock.settled();
}

describe('a redrive', () => {
  test('goes on at the Task that failed, with the variables as they were and the redrive in the context', async () => {
    const engine = anEngine({ first: () => 1, second: failsFirst(1, 'x') });
    const machine = {
      StartAt: 'First',
      States: {
        First: aTask('first', { Assign: { v: 'kept' }, Output: 'x', Next: 'Second' }),
        Second: aTask('second', { Assign: { w: '{% $v %}' }, Next: 'Third' }),
        Third: aPass({ Output: '{% [$states.input, $w, $states.context.Execution] %}' }),
      },
    };
    const failed = await engine.run(machine, { a: 1 });
    await pass(engine, 5000);

    const again = await redriven(engine, failed.arn);

    expect(again.result).toMatchObject(['x:2', 'kept', { RedriveCount: 1, RedriveTime: '2026-11-23T20:00:05.000Z' }]);
    expect(again).toMatchObject({ arn: failed.arn, name: failed.name, input: failed.input, status: 'SUCCEEDED' });
    expect(again).toMatchObject({
      redriveCount: 1,
      redrivenAt: startsAt.getTime() + 5000,
      startedAt: failed.startedAt,
    });
    expect(again).not.toHaveProperty('error');
    expect(engine.calls.first).toHaveLength(1);
    expect(again.types.slice(failed.events.length)).toEqual([
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    const redrivenId = failed.events.length + 1;
    expect(again.events[redrivenId - 1]).toMatchObject({ executionRedrivenEventDetails: { redriveCount: 1 } });
    expect(again.events[redrivenId]).toMatchObject({ type: 'TaskScheduled', previousEventId: redrivenId });
  });

  test('gives a Task fresh retries', async () => {
    const engine = anEngine({ flaky: failsFirst(5, 1) });
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 2 }];
    const failed = await engine.run({ StartAt: 'Call', States: { Call: aTask('flaky', { Retry }) } }, 1);

    const again = await redriven(engine, failed.arn);

    expect([failed.status, again.status]).toEqual(['FAILED', 'SUCCEEDED']);
    expect(engine.calls.flaky).toHaveLength(6);
  });

  test('runs only the branches of a Parallel that are not done, from where each stands', async () => {
    const engine = anEngine({ good: failsFirst(0), bad: failsFirst(1, 'in') });
    const machine = {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            branch({ A: aTask('good') }),
            branch({
              B: aTask('good', { Output: 'in', Assign: { b: 1 }, Next: 'B2' }),
              B2: aTask('bad', { Output: '{% $b %}' }),
            }),
            branch({ C: { Type: 'Wait', Seconds: 60, End: true } }),
          ],
          End: true,
        },
      },
    };
    const failed = await engine.run(machine, 'x');

    const again = await redriven(engine, failed.arn);

    expect(again.result).toEqual(['x:1', 1, 'x']);
    expect(engine.calls.good).toHaveLength(2);
    const after = again.types.slice(failed.events.length);
    expect(after).not.toContain('ParallelStateEntered');
    expect(after.filter((type) => type === 'TaskScheduled')).toHaveLength(1);
    expect(again.events.findLast(({ type }) => type === 'TaskScheduled')).toMatchObject({
      previousEventId: failed.events.length + 1,
    });
    // The wait that was cut short begins anew.
    expect(after).toContain('WaitStateEntered');
    expect(engine.clock.now()).toBe(startsAt.getTime() + 60_000);
  });

  test('runs only the iterations of a Map that failed, were aborted or had not begun', async () => {
    const engine = anEngine({ work: failsFirst(1, 2) });
    const Each = {
      Type: 'Map',
      Items: [1, 2, 3, 4],
      MaxConcurrency: 1,
      ItemProcessor: branch({ Work: aTask('work') }),
      End: true,
    };
    const failed = await engine.run({ StartAt: 'Each', States: { Each } });

    const again = await redriven(engine, failed.arn);

    expect(failed.status).toBe('FAILED');
    expect(again.result).toEqual(['1:1', '2:2', '3:1', '4:1']);
    const started = (types: readonly string[]) => types.filter((type) => type === 'MapIterationStarted').length;
    expect([started(failed.types), started(again.types)]).toEqual([2, 4]);
    expect(again.types).not.toContain('MapIterationAborted');
  });

  test('runs what is nested in what is nested', async () => {
    const engine = anEngine({ work: failsFirst(1, 2) });
    const inner = { Type: 'Map', ItemProcessor: branch({ Work: aTask('work') }), MaxConcurrency: 1, End: true };
    const Both = { Type: 'Parallel', Branches: [branch({ Inner: inner })], End: true };
    const failed = await engine.run({ StartAt: 'Both', States: { Both } }, [1, 2]);

    expect((await redriven(engine, failed.arn)).result).toEqual([['1:1', '2:2']]);
  });

  test('runs nothing inside a Parallel that only failed to read its result', async () => {
    const engine = anEngine({ good: failsFirst(0) });
    const Output = '{% $states.context.Execution.RedriveCount = 0 ? $nothing : $states.result %}';
    const Both = { Type: 'Parallel', Branches: [branch({ A: aTask('good') })], Output, End: true };
    const failed = await engine.run({ StartAt: 'Both', States: { Both } }, 'x');

    const again = await redriven(engine, failed.arn);

    expect(again.result).toEqual(['x:1']);
    const redrivenId = failed.events.length + 1;
    expect(again.events[redrivenId]).toMatchObject({ type: 'ParallelStateSucceeded', previousEventId: redrivenId });
  });

  test('runs all branches again where the results did not fit', async () => {
    let size = 140_000;
    const engine = anEngine({ big: () => 'x'.repeat(size) });
    const Both = {
      Type: 'Parallel',
      Branches: [branch({ A: aTask('big') }), branch({ B: aTask('big') })],
      Output: 1,
      End: true,
    };
    const failed = await engine.run({ StartAt: 'Both', States: { Both } });
    size = 10;

    const again = await redriven(engine, failed.arn);

    expect([failed.error, again.status]).toEqual(['States.DataLimitExceeded', 'SUCCEEDED']);
    expect(engine.calls.big).toHaveLength(4);
  });

  test.each(['STANDARD', 'EXPRESS'])(
    'runs only the %s children of a distributed Map that failed',
    async (ExecutionType) => {
      const engine = anEngine({ before: failsFirst(0), work: failsFirst(1, 2) });
      const Each = {
        Type: 'Map',
        Items: [1, 2, 3],
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
          ...branch({ Before: aTask('before', { Output: '{% $states.input %}', Next: 'Work' }), Work: aTask('work') }),
        },
        End: true,
      };
      const failed = await engine.run({ StartAt: 'Each', States: { Each } });
      const [lost] = engine.listChildExecutions(engine.listMapRuns(failed.arn)[0]?.arn ?? '');

      const again = await redriven(engine, failed.arn);

      expect(failed.error).toBe('States.ExceedToleratedFailureThreshold');
      expect(lost).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
      expect(again.result).toEqual(['1:1', '2:2', '3:1']);
      // A standard child goes on where it failed, an express one begins anew.
      expect(engine.calls.before).toHaveLength(ExecutionType === 'STANDARD' ? 3 : 4);
      expect(again.types.slice(failed.events.length, -3)).toEqual([
        'ExecutionRedriven',
        'MapRunRedriven',
        'MapRunSucceeded',
      ]);
    },
  );

  test('enters a Fail again, which fails again', async () => {
    const engine = anEngine();
    const failed = await engine.run({ StartAt: 'Stop', States: { Stop: { Type: 'Fail', Error: 'E' } } });

    const again = await redriven(engine, failed.arn);

    expect(again).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
    expect(again.types.slice(3)).toEqual(['ExecutionRedriven', 'FailStateEntered', 'ExecutionFailed']);
  });

  test('evaluates a Choice again', async () => {
    const engine = anEngine();
    const Choose = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.context.Execution.RedriveCount = 0 ? $nothing : true %}', Next: 'Done' }],
    };
    const failed = await engine.run({ StartAt: 'Choose', States: { Choose, Done: { Type: 'Succeed' } } });

    expect([failed.status, (await redriven(engine, failed.arn)).status]).toEqual(['FAILED', 'SUCCEEDED']);
  });

  test('takes up an execution that was stopped or timed out, with a fresh timeout', async () => {
    const engine = anEngine();
    const W = { Type: 'Wait', Seconds: '{% $states.context.Execution.RedriveCount = 0 ? 100 : 50 %}', End: true };
    const timedOut = await engine.run({ TimeoutSeconds: 60, StartAt: 'W', States: { W } });
    const { arn } = load(engine, { StartAt: 'W', States: { W } }, 'stopped');
    const stopped = engine.startExecution({ stateMachineArn: arn });
    engine.stopExecution(stopped.arn);

    const again = await Promise.all([redriven(engine, timedOut.arn), redriven(engine, stopped.arn)]);

    expect([timedOut.status, ...again.map(({ status }) => status)]).toEqual(['TIMED_OUT', 'SUCCEEDED', 'SUCCEEDED']);
  });

  test('taken in the same moment as the stop is not disturbed by what the stop cut short', async () => {
    const engine = anEngine({ slow: () => new Promise((resolve) => setTimeout(() => resolve('late'), 20)) });
    const { arn } = load(engine, { StartAt: 'Call', States: { Call: aTask('slow') } });
    const started = engine.startExecution({ stateMachineArn: arn });
    engine.stopExecution(started.arn);

    const again = await redriven(engine, started.arn);
    await engine.clock.settled();

    expect(again.result).toBe('late');
    expect(ended(engine, started.arn).types.filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  test('can be repeated, and counts', async () => {
    const engine = anEngine({ flaky: failsFirst(3, 1) });
    const failed = await engine.run({ StartAt: 'Call', States: { Call: aTask('flaky') } }, 1);

    await redriven(engine, failed.arn);
    await redriven(engine, failed.arn);
    const last = await redriven(engine, failed.arn);

    expect(last).toMatchObject({ status: 'SUCCEEDED', result: '1:4', redriveCount: 3 });
  });

  test('is refused for what succeeded, runs, is too old or belongs to a Map Run', async () => {
    const engine = anEngine({ bad: failsFirst(9, 1) });
    const code = (arn: string) => {
      try {
        engine.redriveExecution(arn);
      } catch (error) {
        return error;
      }
      return null;
    };
    const succeeded = await engine.run({ StartAt: 'Say', States: { Say: aPass() } });
    expect(code(succeeded.arn)).toMatchObject({
      code: 'ExecutionNotRedrivable',
      message: expect.stringContaining('Execution is SUCCEEDED and cannot be redriven'),
    });

    const { arn } = load(engine, { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 9, End: true } } }, 'waits');
    const running = engine.startExecution({ stateMachineArn: arn });
    expect(code(running.arn)).toMatchObject({ message: expect.stringContaining('Execution is RUNNING') });

    const failed = await engine.run({ StartAt: 'Call', States: { Call: aTask('bad') } }, 1);
    await pass(engine, 14 * day);
    expect(engine.describeExecution(failed.arn).redriveStatus).toBe('REDRIVABLE');
    await pass(engine, 1);
    expect(engine.describeExecution(failed.arn)).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE' });
    expect(code(failed.arn)).toMatchObject({ message: expect.stringContaining('14 days') });
  });
});
