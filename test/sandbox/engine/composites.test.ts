import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, ended, load, namedError } from './an-engine.ts';

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
const wait = (Seconds: unknown, fields: object = {}) => ({ Type: 'Wait', Seconds, End: true, ...fields });
const chain = (events: readonly { id: number; previousEventId: number; type: string }[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('a Parallel', () => {
  const parallel = (fields: object) => ({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', End: true, ...fields } },
  });

  test('gives every branch its Arguments and takes their outputs in order', async () => {
    const engine = anEngine();

    const { result, events } = await engine.run(
      parallel({
        Arguments: { n: '{% $states.input %}' },
        Branches: [
          branch({ Slow: wait(5, { Output: '{% $states.input.n %}' }) }),
          branch({ Fast: aPass({ Output: '{% $states.input.n + 1 %}' }) }),
        ],
      }),
      7,
    );

    expect(result).toEqual([7, 8]);
    expect(chain(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 PassStateEntered',
      '6<5 PassStateExited',
      '7<4 WaitStateExited',
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  test('fails with the first branch that fails, and the others are left where they are', async () => {
    const engine = anEngine({
      bad() {
        throw namedError('Boom');
      },
      slow: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });

    const { error, types, events, arn } = await engine.run(
      parallel({
        Branches: [branch({ A: aTask('slow') }), branch({ B: wait(60) }), branch({ C: aTask('bad') })],
      }),
    );

    expect(error).toBe('Boom');
    const failed = types.indexOf('TaskFailed');
    expect(types.slice(failed)).toEqual([
      'TaskFailed',
      'TaskStateAborted',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(events.at(-2)?.previousEventId).toBe(failed + 1);
    await engine.clock.settled();
    expect(ended(engine, arn).types).toEqual(types);
  });

  test('can be retried and caught as a whole', async () => {
    const engine = anEngine({
      flaky(_, call) {
        if (call < 3) throw namedError('Boom');
        return call;
      },
    });
    const Retry = [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ['Boom'], Next: 'Caught' }];
    const machine = parallel({ Branches: [branch({ A: aTask('flaky') })], Retry, Catch });

    const { result } = await engine.run({ ...machine, States: { ...machine.States, Caught: { Type: 'Succeed' } } });

    expect(result).toMatchObject({ Error: 'Boom' });
    expect(engine.calls.flaky).toHaveLength(2);
  });
});

describe('scopes', () => {
  test('an inner scope reads the outer one; what it assigns stays inside', async () => {
    const { result } = await anEngine().run({
      StartAt: 'Set',
      States: {
        Set: aPass({ Assign: { outer: 1 }, Next: 'Both' }),
        Both: {
          Type: 'Parallel',
          Branches: ['a', 'b'].map((name) =>
            branch({
              [`set ${name}`]: aPass({ Assign: { inner: name }, Next: `say ${name}` }),
              [`say ${name}`]: aPass({ Output: '{% [$outer, $inner] %}' }),
            }),
          ),
          Next: 'See',
        },
        See: aPass({ Output: '{% {"from": $states.input, "inner": $exists($inner)} %}' }),
      },
    });

    expect(result).toEqual({
      from: [
        [1, 'a'],
        [1, 'b'],
      ],
      inner: false,
    });
  });

  test('a distributed Map sees no variable of the outer scope', async () => {
    const { error } = await anEngine().run({
      StartAt: 'Set',
      States: {
        Set: aPass({ Assign: { outer: 1 }, Next: 'Each' }),
        Each: {
          Type: 'Map',
          Items: [1],
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            ...branch({ See: aPass({ Output: '{% $outer %}' }) }),
          },
          End: true,
        },
      },
    });

    expect(error).toBe('States.ExceedToleratedFailureThreshold');
  });
});

describe('a Map', () => {
  const map = (fields: object, states: Record<string, object> = { Say: aPass() }) => ({
    StartAt: 'Each',
    States: { Each: { Type: 'Map', ItemProcessor: branch(states), End: true, ...fields } },
  });

  test('goes through its input, or its Items with what the ItemSelector makes of each', async () => {
    expect((await anEngine().run(map({}), [1, 'two', null])).result).toEqual([1, 'two', null]);
    const fields = {
      Items: '{% $states.input.list %}',
      ItemSelector: {
        v: '{% $states.context.Map.Item.Value %}',
        i: '{% $states.context.Map.Item.Index %}',
        k: '{% $states.input.k %}',
      },
    };
    expect((await anEngine().run(map(fields), { list: ['a'], k: 1 })).result).toEqual([{ v: 'a', i: 0, k: 1 }]);
    expect((await anEngine().run(map({ Items: [] }))).result).toEqual([]);
  });

  test('shows the item to the states inside', async () => {
    const Output = '{% [$states.context.Map.Item.Index, $states.context.Map.Item.Source] %}';

    expect((await anEngine().run(map({ Items: ['x'] }, { Say: aPass({ Output }) }))).result).toEqual([
      [0, 'STATE_DATA'],
    ]);
  });

  test.each(['1', "'text'", 'null', "{'a': 1}"])('fails on Items that are %s', async (items) => {
    expect((await anEngine().run(map({ Items: `{% ${items} %}` }))).error).toBe('States.QueryEvaluationError');
  });

  test('one at a time, has the events and the chain that AWS records', async () => {
    const { events } = await anEngine().run(map({ Items: '{% [1,2,3] %}', MaxConcurrency: 1 }));

    expect(chain(events)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<10 MapIterationStarted',
      '13<12 PassStateEntered',
      '14<13 PassStateExited',
      '15<14 MapIterationSucceeded',
      '16<15 MapStateSucceeded',
      '17<15 MapStateExited',
      '18<17 ExecutionSucceeded',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 3 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ index: 1, name: 'Each' });
  });

  test.each<[unknown, number]>([
    [0, 40],
    [3, 3],
    ['{% $states.input %}', 2],
    [100, 40],
  ])('with MaxConcurrency %j runs %i iterations at once', async (MaxConcurrency, most) => {
    let [now, seen] = [0, 0];
    const engine = anEngine({
      async work() {
        seen = Math.max(seen, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now--;
      },
    });

    await engine.run(map({ Items: '{% [1..50] %}', MaxConcurrency }, { Work: aTask('work') }), 2);

    expect(seen).toBe(most);
    expect(engine.calls.work).toHaveLength(50);
  });

  test('aborts the other iterations when one fails', async () => {
    const engine = anEngine({
      work(payload) {
        if (payload === 2) throw namedError('Boom');
        return new Promise((resolve) => setTimeout(resolve, 5));
      },
    });

    const { error, events, types } = await engine.run(map({ Items: [1, 2, 3] }, { Work: aTask('work') }));

    expect(error).toBe('Boom');
    const failed = types.indexOf('TaskFailed') + 1;
    expect(events.slice(failed).map(({ type, previousEventId }) => [type, previousEventId])).toEqual([
      ['MapIterationFailed', failed],
      ['TaskStateAborted', failed],
      ['MapIterationAborted', failed],
      ['TaskStateAborted', failed],
      ['MapIterationAborted', failed],
      ['TaskStateAborted', failed],
      ['MapStateFailed', failed],
      ['ExecutionFailed', events.length - 1],
    ]);
    expect(events[failed]?.mapIterationFailedEventDetails).toEqual({ index: 1, name: 'Each' });
  });
});

describe('a distributed Map', () => {
  const distributed = (fields: object, states: Record<string, object>, ExecutionType = 'STANDARD') => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...branch(states) },
        End: true,
        ...fields,
      },
    },
  });
  const failOn = { work: (n: unknown) => (n === 2 ? Promise.reject(namedError('Boom', 'c')) : n) };
  const work = { Work: aTask('work') };

  test('runs child executions with histories of their own', async () => {
    const engine = anEngine(failOn);

    const { result, types, arn } = await engine.run(distributed({ Items: [1, 3], Label: 'clusters' }, work));

    expect(result).toEqual([1, 3]);
    expect(types).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    const [run] = engine.listMapRuns(arn);
    expect(run).toMatchObject({ status: 'SUCCEEDED', arn: expect.stringContaining(':mapRun:machine-1/clusters:') });
    const [child] = engine.listChildExecutions(run?.arn ?? '');
    expect(child?.stateMachineArn).toMatch(/:stateMachine:machine-1\/clusters$/);
    expect(engine.history(child?.arn ?? '').map(({ type }) => type)).toContain('TaskSucceeded');
  });

  test('fails when more fails than it tolerates', async () => {
    const { error, cause, types } = await anEngine(failOn).run(distributed({ Items: [1, 2, 3] }, work));

    expect({ error, cause }).toEqual({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
    expect(types.slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed']);
  });

  test.each<[object, boolean]>([
    [{ ToleratedFailureCount: 1 }, true],
    [{ ToleratedFailureCount: '{% 0 %}' }, false],
    [{ ToleratedFailurePercentage: 34 }, true],
    [{ ToleratedFailurePercentage: 33 }, false],
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 20 }, false],
  ])('with %j one failure of three is tolerated: %s', async (fields, isTolerated) => {
    const { status, result } = await anEngine(failOn).run(distributed({ Items: [1, 2, 3], ...fields }, work));

    expect(status).toBe(isTolerated ? 'SUCCEEDED' : 'FAILED');
    const failure = { Status: 'FAILED', Error: 'Boom', Cause: expect.stringContaining('"c"') };
    if (isTolerated) expect(result).toEqual([1, failure, 3]);
  });

  test('gives batches of what the ItemSelector selects', async () => {
    const fields = {
      Items: ['a', 'b', 'c'],
      ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { k: 'x' } },
    };

    expect((await anEngine().run(distributed(fields, { Say: aPass() }))).result).toEqual([
      { BatchInput: { k: 'x' }, Items: [{ v: 'a' }, { v: 'b' }] },
      { BatchInput: { k: 'x' }, Items: [{ v: 'c' }] },
    ]);
  });

  test('keeps a batch within MaxInputBytesPerBatch', async () => {
    const fields = { Items: ['aaaa', 'bbbb', 'cccc'], ItemBatcher: { MaxInputBytesPerBatch: 26 } };

    expect((await anEngine().run(distributed(fields, { Say: aPass() }))).result).toEqual([
      { Items: ['aaaa', 'bbbb'] },
      { Items: ['cccc'] },
    ]);
  });

  test('goes through the members of an object', async () => {
    expect((await anEngine().run(distributed({}, { Say: aPass() }, 'EXPRESS'), { a: 1 })).result).toEqual([
      { Key: 'a', Value: 1 },
    ]);
  });

  test('leaves the other clusters alone when one child execution of a child fails', async () => {
    const engine = anEngine(failOn);
    load(engine, { StartAt: 'Work', States: work }, 'child');
    const Resource = 'arn:aws:states:::states:startExecution.sync:2';
    const Arguments = {
      StateMachineArn: 'arn:aws:states:eu-west-1:111111111111:stateMachine:child',
      Input: '{% $states.input %}',
    };
    const Start = { Type: 'Task', Resource, Arguments, Output: '{% $states.result.Output %}', End: true };

    const { result } = await engine.run(distributed({ Items: [1, 2, 3], ToleratedFailurePercentage: 100 }, { Start }));

    expect(result).toMatchObject([1, { Status: 'FAILED', Error: 'States.TaskFailed' }, 3]);
  });
});
