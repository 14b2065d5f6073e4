import { describe, expect, test } from '@jest/globals';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { createEngine } from '../../../sandbox/engine/create-engine.ts';
import { TaskFailure } from '../../../sandbox/engine/engine.ts';
import { anEngine, aPass, aTask, load, namedError, startsAt } from './an-engine.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:echo';

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
