import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, ended, load, startsAt } from './an-engine.ts';

const waiting = (Seconds = 60) => ({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds, End: true } } });
const saying = { StartAt: 'Say', States: { Say: aPass() } };

describe('starting an execution', () => {
  test('twice with the same name and input, while it runs, gives the same execution', async () => {
    const engine = anEngine();
    const stateMachineArn = load(engine, waiting()).arn;
    const start = (input: string) => engine.startExecution({ stateMachineArn, name: 'night', input });

    const first = start('{"a":1}');

    expect(start('{"a":1}').arn).toBe(first.arn);
    expect(() => start('{"a":2}')).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
    await engine.finished(first.arn);
    expect(() => start('{"a":1}')).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
    expect(engine.listExecutions(stateMachineArn)).toHaveLength(1);
  });

  test('gives it a name of its own and an ARN, where it has none', () => {
    const engine = anEngine();
    const stateMachineArn = load(engine, saying, 'night').arn;

    const [one, two] = [engine.startExecution({ stateMachineArn }), engine.startExecution({ stateMachineArn })];

    expect(one.arn).toBe(`arn:aws:states:eu-west-1:111111111111:execution:night:${one.name}`);
    expect(one.name).toMatch(/^[0-9a-f]{8}-/);
    expect(two.name).not.toBe(one.name);
    expect(one).toMatchObject({ status: 'RUNNING', input: '{}', redriveStatus: 'NOT_REDRIVABLE', redriveCount: 0 });
  });

  test.each<[string, object]>([
    ['StateMachineDoesNotExist', { stateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:none' }],
    ['InvalidArn', { stateMachineArn: 'night' }],
    ['InvalidName', { name: 'a b' }],
    ['InvalidName', { name: '' }],
    ['InvalidName', { name: 'x'.repeat(81) }],
    ['InvalidExecutionInput', { input: '{' }],
    ['ValidationException', { input: JSON.stringify('x'.repeat(262_144)) }],
  ])('is refused with %s for %j', (code, request) => {
    const engine = anEngine();
    const stateMachineArn = load(engine, saying).arn;

    expect(() => engine.startExecution({ stateMachineArn, ...request })).toThrow(expect.objectContaining({ code }));
  });

  test('tells of every change of status', async () => {
    const engine = anEngine();

    await engine.run(saying);

    expect(engine.statusChanges.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
  });
});

describe('a running execution', () => {
  test('is aborted by a stop, and late answers change nothing', async () => {
    const engine = anEngine({ slow: () => new Promise((resolve) => setTimeout(resolve, 10)) });
    const { arn } = load(engine, { StartAt: 'Call', States: { Call: aTask('slow') } });
    const started = engine.startExecution({ stateMachineArn: arn });
    await new Promise((resolve) => setTimeout(resolve, 2));

    engine.stopExecution(started.arn, 'Enough', 'because');
    await engine.clock.settled();

    const stopped = ended(engine, started.arn);
    expect(stopped).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'because',
      redriveStatus: 'REDRIVABLE',
    });
    expect(stopped.types).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'ExecutionAborted',
    ]);
    expect(engine.stopExecution(started.arn).error).toBe('Enough');
  });

  test('takes the executions that it waits for with it when it is stopped', async () => {
    const engine = anEngine();
    const child = load(engine, waiting(), 'child').arn;
    const Start = {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync',
      Arguments: { StateMachineArn: child },
      End: true,
    };
    const Each = {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Start',
        States: { Start },
      },
      End: true,
    };
    const { arn } = load(engine, { StartAt: 'Each', States: { Each } }, 'parent');
    const started = engine.startExecution({ stateMachineArn: arn, input: '[1,2]' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(engine.listExecutions(child, 'RUNNING')).toHaveLength(2);

    engine.stopExecution(started.arn);

    expect(engine.listExecutions(child, 'ABORTED')).toHaveLength(2);
    const [run] = engine.listMapRuns(started.arn);
    expect(run?.status).toBe('ABORTED');
    expect(engine.listChildExecutions(run?.arn ?? '').map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    await engine.clock.settled();
    expect(engine.clock.now()).toBe(startsAt.getTime());
  });

  test('is cut off by the timeout of its machine, which only the history names', async () => {
    const engine = anEngine();

    const { status, error, events, types } = await engine.run({ TimeoutSeconds: 10, ...waiting() });

    expect({ status, error }).toEqual({ status: 'TIMED_OUT', error: undefined });
    expect(engine.clock.now()).toBe(startsAt.getTime() + 10_000);
    expect(types).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
    expect(events.at(-1)).toMatchObject({
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('that ends leaves no timer behind', async () => {
    const engine = anEngine();

    await engine.run({ TimeoutSeconds: 3600, ...saying });
    await engine.clock.settled();

    expect(engine.clock.now()).toBe(startsAt.getTime());
  });

  test('fails when its history is full, with its last event the 25,000th, and is not redrivable', async () => {
    const machine = {
      StartAt: 'Say',
      States: {
        Say: aPass({ Next: 'Again' }),
        Again: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Done' }], Default: 'Say' },
        Done: { Type: 'Succeed' },
      },
    };

    const { status, error, events, redriveStatus } = await anEngine().run(machine);

    expect({ status, error, redriveStatus }).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      redriveStatus: 'NOT_REDRIVABLE',
    });
    expect(events).toHaveLength(25_000);
    expect(events.at(-1)?.type).toBe('ExecutionFailed');
  });

  test.each([
    ['describeExecution', 'ExecutionDoesNotExist'],
    ['history', 'ExecutionDoesNotExist'],
    ['stopExecution', 'ExecutionDoesNotExist'],
    ['redriveExecution', 'ExecutionDoesNotExist'],
    ['describeStateMachine', 'InvalidArn'],
    ['listExecutions', 'InvalidArn'],
  ] as const)('%s of one that does not exist is refused with %s', (operation, code) => {
    const arn = 'arn:aws:states:eu-west-1:111111111111:execution:night:none';

    expect(() => anEngine()[operation](arn)).toThrow(expect.objectContaining({ code }));
  });
});

describe('creating a state machine', () => {
  test('again in the same words gives the same one; in others the name is taken', () => {
    const engine = anEngine();

    const first = load(engine, saying);

    expect(load(engine, saying)).toEqual(first);
    expect(() => load(engine, waiting())).toThrow(expect.objectContaining({ code: 'StateMachineAlreadyExists' }));
    expect(engine.listStateMachines()).toEqual([first]);
    expect(engine.describeStateMachine(first.arn)).toEqual(first);
  });

  test('is refused with all that is wrong', () => {
    const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B', Output: '{% x %}' } } };

    expect(() => load(anEngine(), machine)).toThrow(
      expect.objectContaining({
        code: 'InvalidDefinition',
        message:
          "Invalid State Machine Definition: 'UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'x' at the top level is not supported. " +
          "at /States/A/Output, MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, " +
          "MISSING_END_STATE: No reachable state ends the state machine at /'",
      }),
    );
  });
});
