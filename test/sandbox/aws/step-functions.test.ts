import { describe, expect, test } from '@jest/globals';
import { stepFunctionsOperations } from '../../../sandbox/aws/step-functions.ts';
import { anEngine, aPass, aTask, namedError, startsAt } from '../engine/an-engine.ts';

const startDate = startsAt.getTime() / 1000;
const waiting = { QueryLanguage: 'JSONata', StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1.0, End: true } } };
const saying = { QueryLanguage: 'JSONata', StartAt: 'Say', States: { Say: aPass() } };

/** Answers as they go over the wire: the fields that a test goes on with. */
interface Answer {
  readonly [field: string]: unknown;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly nextToken?: string;
  readonly events: readonly { readonly id: number; readonly [details: string]: unknown }[];
  readonly executions: readonly { readonly executionArn: string }[];
  readonly mapRuns: readonly { readonly mapRunArn: string }[];
}

/** The operations by name, and a machine. */
function aService(definition: object = saying, functions: Parameters<typeof anEngine>[0] = {}) {
  const engine = anEngine(functions);
  const operations = stepFunctionsOperations(engine);
  const call = (operation: string, input: Record<string, unknown> = {}): Answer =>
    operations[operation]?.(input) as Answer;
  const { stateMachineArn } = call('CreateStateMachine', {
    name: 'night',
    definition: JSON.stringify(definition),
    roleArn: 'arn:aws:iam::111111111111:role/night',
  });
  return { engine, call, stateMachineArn };
}

describe('the wire of Step Functions', () => {
  test('describes a machine and lists it', () => {
    const { call, stateMachineArn } = aService();

    expect(call('DescribeStateMachine', { stateMachineArn })).toMatchObject({
      stateMachineArn,
      name: 'night',
      status: 'ACTIVE',
      type: 'STANDARD',
      creationDate: startDate,
      definition: JSON.stringify(saying),
    });
    expect(call('ListStateMachines')).toEqual({
      stateMachines: [{ stateMachineArn, name: 'night', type: 'STANDARD', creationDate: startDate }],
    });
  });

  test('validates a definition', () => {
    const { call } = aService();
    const validate = (definition: object | string, fields: object = {}) =>
      call('ValidateStateMachineDefinition', {
        definition: typeof definition === 'string' ? definition : JSON.stringify(definition),
        ...fields,
      });

    expect(validate(saying)).toEqual({ result: 'OK', diagnostics: [], truncated: false });
    expect(validate('{}')).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          location: '/',
          message: 'These fields are required: [States, StartAt]',
        },
      ],
      truncated: false,
    });
    const suspicious = { ...saying, States: { Say: aPass({ Output: { 'a.$': 1 } }) } };
    expect(validate(suspicious)).toMatchObject({ result: 'OK', diagnostics: [] });
    expect(validate(suspicious, { severity: 'WARNING' })).toMatchObject({
      result: 'OK',
      diagnostics: [{ severity: 'WARNING' }],
    });
  });

  test('starts, describes and lists executions', async () => {
    const { engine, call, stateMachineArn } = aService(waiting);
    const started = call('StartExecution', { stateMachineArn, name: 'one', input: '{"a":1}' });
    expect(started).toEqual({ executionArn: expect.stringMatching(/:execution:night:one$/), startDate });
    const { executionArn } = started;

    await engine.finished(executionArn);

    const listed = {
      executionArn,
      stateMachineArn,
      name: 'one',
      status: 'SUCCEEDED',
      startDate,
      stopDate: startDate + 1,
      redriveCount: 0,
    };
    expect(call('DescribeExecution', { executionArn })).toEqual({
      ...listed,
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '{"a":1}',
      outputDetails: { included: true },
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(call('ListExecutions', { stateMachineArn })).toEqual({ executions: [listed] });
    expect(call('ListExecutions', { stateMachineArn, statusFilter: 'FAILED' })).toEqual({ executions: [] });
    expect(call('ListExecutions', { stateMachineArn, redriveFilter: 'REDRIVEN' })).toEqual({ executions: [] });
    expect(call('DescribeStateMachineForExecution', { executionArn })).toMatchObject({
      stateMachineArn,
      updateDate: startDate,
    });
  });

  test('gives a history in pages, from either end, with its data or without', async () => {
    const { engine, call, stateMachineArn } = aService();
    const { executionArn } = call('StartExecution', { stateMachineArn });
    await engine.finished(executionArn);
    const ids = (answer: Answer) => answer.events.map(({ id }) => id);

    const first = call('GetExecutionHistory', { executionArn, maxResults: 3 });
    const second = call('GetExecutionHistory', { executionArn, maxResults: 3, nextToken: first.nextToken });

    expect([ids(first), ids(second), second.nextToken]).toEqual([[1, 2, 3], [4], undefined]);
    expect(ids(call('GetExecutionHistory', { executionArn, reverseOrder: true }))).toEqual([4, 3, 2, 1]);
    expect(first.events[1]).toEqual({
      id: 2,
      previousEventId: 0,
      timestamp: startDate,
      type: 'PassStateEntered',
      stateEnteredEventDetails: { name: 'Say', input: '{}', inputDetails: { truncated: false } },
    });
    const bare = call('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(bare.events[1]?.stateEnteredEventDetails).toEqual({ name: 'Say' });
    expect(() => call('GetExecutionHistory', { executionArn, nextToken: 'x' })).toThrow(
      expect.objectContaining({ code: 'InvalidToken' }),
    );
  });

  test('stops, and redrives once for one client token', async () => {
    const { engine, call, stateMachineArn } = aService(waiting);
    const { executionArn } = call('StartExecution', { stateMachineArn });
    expect(call('StopExecution', { executionArn, error: 'E', cause: 'c' })).toEqual({ stopDate: startDate });
    expect(call('DescribeExecution', { executionArn })).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'c' });

    const redrive = () => call('RedriveExecution', { executionArn, clientToken: 't' });

    expect([redrive(), redrive()]).toEqual([{ redriveDate: startDate }, { redriveDate: startDate }]);
    await engine.finished(executionArn);
    expect(call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveDate: startDate,
    });
    expect(call('ListExecutions', { stateMachineArn, redriveFilter: 'REDRIVEN' }).executions).toHaveLength(1);
  });

  test('describes what a distributed Map runs', async () => {
    const Each = {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: aTask('work') },
      },
      ToleratedFailureCount: 1,
      ItemBatcher: { MaxItemsPerBatch: 1 },
      Label: 'each',
      End: true,
    };
    const work = (payload: unknown) => {
      if (JSON.stringify(payload).includes('2')) throw namedError('Boom');
    };
    const { engine, call, stateMachineArn } = aService({ ...saying, StartAt: 'Each', States: { Each } }, { work });
    const { executionArn } = call('StartExecution', { stateMachineArn, input: '[1,2,3]' });
    await engine.finished(executionArn);

    const mapRunArn = call('ListMapRuns', { executionArn }).mapRuns[0]?.mapRunArn;

    expect(call('DescribeMapRun', { mapRunArn })).toMatchObject({
      executionArn,
      status: 'SUCCEEDED',
      toleratedFailureCount: 1,
      itemCounts: { total: 3, succeeded: 2, failed: 1, running: 0 },
      executionCounts: { total: 3, succeeded: 2, failed: 1 },
    });
    const { executions } = call('ListExecutions', { mapRunArn, statusFilter: 'FAILED' });
    expect(executions).toMatchObject([{ mapRunArn, itemCount: 1, status: 'FAILED' }]);
    const child = call('DescribeStateMachineForExecution', { executionArn: executions[0]?.executionArn });
    expect(child.stateMachineArn).toBe(`${stateMachineArn}/each`);
  });

  test.each([
    ['StartExecution', {}, 'ValidationException'],
    ['StartExecution', { stateMachineArn: 7 }, 'SerializationException'],
    ['ListStateMachines', { maxResults: 1001 }, 'ValidationException'],
    ['DescribeMapRun', { mapRunArn: 'arn:aws:states:eu-west-1:111111111111:mapRun:night/each:1' }, 'ResourceNotFound'],
  ])('refuses %s with %j as %s', (operation, input, code) => {
    expect(() => aService().call(operation, input)).toThrow(expect.objectContaining({ code }));
  });
});
