import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, aTask, load, namedError } from './an-engine.ts';

const branch = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });

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
    if (isTolerated) expect(result).toEqual([1, expect.objectContaining({ Status: 'FAILED', Error: 'Boom' }), 3]);
  });

  test('tells of a child that failed all that there is to say of its execution, its input as text', async () => {
    const { result } = await anEngine(failOn).run(distributed({ Items: [1, 2], ToleratedFailureCount: 1 }, work));

    expect(result).toEqual([
      1,
      {
        ...{ Status: 'FAILED', Error: 'Boom', Cause: expect.stringContaining('"c"') },
        ...{ Input: '2', InputDetails: { Included: true }, Name: expect.any(String) },
        ExecutionArn: expect.stringMatching(/:execution:[^:]+\/[^:]+:/),
        StateMachineArn: expect.stringMatching(/:stateMachine:[^:]+\/[^:]+$/),
        ...{ StartDate: expect.stringContaining('T'), StopDate: expect.stringContaining('T') },
      },
    ]);
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
