import { describe, expect, test } from '@jest/globals';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { createEngine } from '../../../sandbox/engine/create-engine.ts';
import { TaskFailure } from '../../../sandbox/engine/engine.ts';
import { anEngine, aPass, aTask, load, namedError, startsAt } from './an-engine.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:echo';
const afterwards = { Done: { Type: 'Succeed' } };

describe('a Task that invokes a function', () => {
  test('gives the answer as the integration wraps it', async () => {
    const engine = anEngine({ echo: (payload) => payload });

    const { result } = await engine.run(
      { StartAt: 'Call', States: { Call: aTask('echo', { Output: '{% $states.result %}' }) } },
      { a: 1 },
    );

    expect(result).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { a: 1 },
      SdkHttpMetadata: {
        AllHttpHeaders: { 'Content-Length': ['7'] },
        HttpHeaders: { 'Content-Length': '7', 'X-Amz-Executed-Version': '$LATEST' },
        HttpStatusCode: 200,
      },
      SdkResponseMetadata: { RequestId: expect.any(String) },
      StatusCode: 200,
    });
  });

  test('writes the events that AWS writes', async () => {
    const { events } = await anEngine({ echo: () => ({}) }).run({
      StartAt: 'Call',
      States: { Call: aTask('echo', { TimeoutSeconds: '{% 30 %}', HeartbeatSeconds: 10 }) },
    });

    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'TaskScheduled'],
      [4, 3, 'TaskStarted'],
      [5, 4, 'TaskSucceeded'],
      [6, 5, 'TaskStateExited'],
      [7, 6, 'ExecutionSucceeded'],
    ]);
    expect(events[2]?.taskScheduledEventDetails).toEqual({
      parameters: '{"FunctionName":"echo","Payload":{}}',
      region: 'eu-west-1',
      resource: 'invoke',
      resourceType: 'lambda',
      timeoutInSeconds: 30,
      heartbeatInSeconds: 10,
    });
    expect(events[3]?.taskStartedEventDetails).toEqual({ resource: 'invoke', resourceType: 'lambda' });
  });

  test('fails with the name of the error that the function threw, and its JSON as cause', async () => {
    const engine = anEngine({
      echo() {
        throw namedError('NodeGroupError', 'no capacity');
      },
    });

    const { status, error, cause, events } = await engine.run({ StartAt: 'Call', States: { Call: aTask('echo') } });

    expect({ status, error }).toEqual({ status: 'FAILED', error: 'NodeGroupError' });
    expect(cause).toBe('{"errorType":"NodeGroupError","errorMessage":"no capacity","trace":[]}');
    expect(events.at(-2)).toMatchObject({
      type: 'TaskFailed',
      taskFailedEventDetails: { error, cause, resource: 'invoke', resourceType: 'lambda' },
    });
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionFailed', previousEventId: 5 });
  });

  test('sends null as a payload when it is given one', async () => {
    const engine = anEngine({ echo: (payload) => payload });
    const Arguments = { FunctionName: 'echo', Payload: null };

    expect((await engine.run({ StartAt: 'Call', States: { Call: aTask('echo', { Arguments }) } })).result).toBeNull();
  });

  test('calls a function ARN with its input and gives the bare answer', async () => {
    const engine = anEngine({ [functionArn]: (payload) => ({ got: payload }) });
    const Call = { Type: 'Task', Resource: functionArn, End: true };

    const { result, types } = await engine.run({ StartAt: 'Call', States: { Call } }, { a: 1 });

    expect(result).toEqual({ got: { a: 1 } });
    expect(types.slice(2, 5)).toEqual(['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded']);
  });

  test('holds the clock while the function works', async () => {
    const engine = anEngine({
      async slow() {
        engine.clock.after(60_000, () => undefined);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return engine.clock.now();
      },
    });

    expect((await engine.run({ StartAt: 'Call', States: { Call: aTask('slow') } })).result).toBe(startsAt.getTime());
  });

  test.each([130_000, 131_500])(
    'fails with States.DataLimitExceeded for a result of %i characters of two bytes',
    async (length) => {
      const engine = anEngine({ big: () => 'é'.repeat(length) });

      const { error } = await engine.run({ StartAt: 'Call', States: { Call: aTask('big', { Output: 1 }) } });

      expect(error).toBe(length > 131_072 ? 'States.DataLimitExceeded' : undefined);
    },
  );
});

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

describe('a Task that takes too long', () => {
  test('ends with States.Timeout and no cause when the invoker says so', async () => {
    const engine = anEngine({ slow: () => Promise.reject(new TaskFailure('States.Timeout', '')) });

    const { error, cause, events } = await engine.run({ StartAt: 'Call', States: { Call: aTask('slow') } });

    expect({ error, cause }).toEqual({ error: 'States.Timeout', cause: undefined });
    expect(events.at(-2)).toMatchObject({ type: 'TaskTimedOut', taskTimedOutEventDetails: { error } });
    expect(events.at(-1)?.executionFailedEventDetails).toEqual({ error });
  });

  test.each(['TimeoutSeconds', 'HeartbeatSeconds'])('is cut short by %s on a running clock', async (field) => {
    const clock = new RunningClock(100);
    const invoker = { invoke: () => new Promise<never>(() => undefined) };
    const engine = createEngine({ clock, invoker, account: '111111111111', region: 'eu-west-1', seed: 1 });
    const { arn } = load(engine, { StartAt: 'Call', States: { Call: aTask('never', { [field]: 2 }) } });

    const ended = await engine.finished(engine.startExecution({ stateMachineArn: arn }).arn);

    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    clock.stop();
  });

  test('stops the child execution that it waits for, in simulated time', async () => {
    const engine = anEngine();
    const child = load(engine, { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } }, 'child');
    const Resource = 'arn:aws:states:::states:startExecution.sync:2';
    const Call = { Type: 'Task', Resource, Arguments: { StateMachineArn: child.arn }, TimeoutSeconds: 60, End: true };

    const { error } = await engine.run({ StartAt: 'Call', States: { Call } });

    expect(error).toBe('States.Timeout');
    expect(engine.clock.now() - startsAt.getTime()).toBe(60_000);
    expect(engine.listExecutions(child.arn)).toMatchObject([{ status: 'ABORTED' }]);
  });
});

describe('a Task that starts an execution', () => {
  const start = (resource: string, fields: object = {}) => ({
    StartAt: 'Start',
    States: {
      Start: {
        Type: 'Task',
        Resource: `arn:aws:states:::states:${resource}`,
        Arguments: { StateMachineArn: '{% $states.input.child %}', Input: { a: 1 }, Name: 'one', ...fields },
        End: true,
      },
    },
  });
  const withChild = (state: object) => {
    const engine = anEngine();
    const child = load(engine, { StartAt: 'Child', States: { Child: state } }, 'child').arn;
    return { engine, child };
  };

  test.each<[string, unknown]>([
    ['startExecution.sync', '{"a":1}'],
    ['startExecution.sync:2', { a: 1 }],
  ])('%s waits for it and gives its Input and Output', async (resource, expected) => {
    const { engine, child } = withChild({ Type: 'Wait', Seconds: 5, End: true });

    const { result, types } = await engine.run(start(resource), { child });

    expect(result).toMatchObject({ Status: 'SUCCEEDED', Name: 'one', Input: expected, Output: expected });
    expect(types.slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
    expect(engine.clock.now() - startsAt.getTime()).toBe(5000);
  });

  test('startExecution goes on at once', async () => {
    const { engine, child } = withChild({ Type: 'Wait', Seconds: 5, End: true });

    const { result } = await engine.run(start('startExecution'), { child });

    expect(result).toMatchObject({ ExecutionArn: expect.stringMatching(/:execution:child:one$/) });
    expect(engine.clock.now()).toBe(startsAt.getTime());
  });

  test('fails with States.TaskFailed and the description of a child that failed', async () => {
    const { engine, child } = withChild({ Type: 'Fail', Error: 'Inner', Cause: 'why' });

    const { error, cause } = await engine.run(start('startExecution.sync:2'), { child });

    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause ?? '')).toMatchObject({ Status: 'FAILED', Error: 'Inner', Cause: 'why', Input: { a: 1 } });
  });

  test('fails with the error of the service', async () => {
    const { engine, child } = withChild(aPass());

    const { error, cause } = await engine.run(start('startExecution'), { child: `${child}s` });

    expect(error).toBe('StepFunctions.StateMachineDoesNotExistException');
    expect(cause).toContain('(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist;');
  });
});
