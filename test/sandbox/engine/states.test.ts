import { describe, expect, test } from '@jest/globals';
import { anEngine, aPass, startsAt } from './an-engine.ts';

const at = (seconds: number): string => new Date(startsAt.getTime() + seconds * 1000).toISOString();

describe('a Pass', () => {
  test('reads its variables as they were, and gives its input where it has no Output', async () => {
    const { result, events } = await anEngine().run(
      {
        StartAt: 'One',
        States: {
          One: aPass({ Assign: { v: 1, w: { n: null } }, Next: 'Two' }),
          Two: aPass({ Assign: { v: 2 }, Output: { old: '{% $v %}', in: '{% $states.input %}' }, Next: 'Three' }),
          Three: aPass({ Output: '{% [$states.input, $v, $w] %}' }),
        },
      },
      'x',
    );

    expect(result).toEqual([{ old: 1, in: 'x' }, 2, { n: null }]);
    expect(events[2]?.stateExitedEventDetails).toEqual({
      assignedVariables: { v: '1', w: '{"n":null}' },
      assignedVariablesDetails: { truncated: false },
      name: 'One',
      output: '"x"',
      outputDetails: { truncated: false },
    });
  });

  test('sees the context of its execution', async () => {
    const { result, arn, name } = await anEngine().run(
      { StartAt: 'Say', States: { Say: aPass({ Output: '{% $states.context %}' }) } },
      { a: 1 },
    );

    expect(result).toEqual({
      Execution: {
        Id: arn,
        Input: { a: 1 },
        Name: name,
        RoleArn: 'arn:aws:iam::111111111111:role/machine',
        StartTime: at(0),
        RedriveCount: 0,
      },
      State: { EnteredTime: at(0), Name: 'Say' },
      StateMachine: { Id: 'arn:aws:states:eu-west-1:111111111111:stateMachine:machine-1', Name: 'machine-1' },
    });
  });
});

describe('a Choice', () => {
  const choice = (Condition: unknown, fields: object = {}) => ({
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [
          { Condition: false, Next: 'End' },
          { Condition, Next: 'End', Assign: { v: 'rule' }, Output: { by: 'rule' } },
          { Condition: '{% $states.input.never.evaluated + 1 = 2 %}', Next: 'End' },
        ],
        Assign: { v: 'state' },
        Output: { by: 'state' },
        Default: 'End',
        ...fields,
      },
      End: { Type: 'Succeed', Output: '{% [$v, $states.input] %}' },
    },
  });

  test('takes the first rule that holds, with its own Assign and Output', async () => {
    expect((await anEngine().run(choice('{% $states.input = 1 %}'), 1)).result).toEqual(['rule', { by: 'rule' }]);
  });

  test('takes its Default with the Assign and Output of the state', async () => {
    const machine = choice(false);
    machine.States.Choose.Choices.pop();

    expect((await anEngine().run(machine)).result).toEqual(['state', { by: 'state' }]);
  });

  test('fails where nothing holds and there is no Default', async () => {
    const machine = { ...choice(false), StartAt: 'Choose' };
    machine.States.Choose.Choices.pop();
    Object.assign(machine.States.Choose, { Default: undefined });

    expect(await anEngine().run(machine)).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('Failed to transition out of the state.'),
    });
  });

  test.each(['{% 1 %}', "{% 'true' %}", '{% null %}', '{% $nothing %}'])(
    'fails for the condition %s',
    async (condition) => {
      const { error, events } = await anEngine().run(choice(condition));

      expect(error).toBe('States.QueryEvaluationError');
      expect(events.at(-2)).toMatchObject({ evaluationFailedEventDetails: { location: 'Choices[1]/Condition' } });
    },
  );
});

describe('a Wait', () => {
  const wait = (fields: object) => ({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', ...fields, End: true } } });

  test.each<[object, unknown, number]>([
    [{ Seconds: 90 }, {}, 90],
    [{ Seconds: '{% $states.input.s * 2 %}' }, { s: 30 }, 60],
    [{ Seconds: 0 }, {}, 0],
    [{ Timestamp: at(25) }, {}, 25],
    [{ Timestamp: '{% $states.input.t %}' }, { t: at(3600).replace('Z', '+00:00') }, 3600],
    [{ Timestamp: '2016-12-05T21:29Z' }, {}, 0],
  ])('%j passes when the clock says so', async (fields, input, seconds) => {
    const engine = anEngine();

    const { status } = await engine.run(wait(fields), input);

    expect(status).toBe('SUCCEEDED');
    expect(engine.clock.now()).toBe(startsAt.getTime() + seconds * 1000);
  });

  test.each<[string, unknown]>([
    ['Seconds', -1],
    ['Seconds', 1.5],
    ['Seconds', '3'],
    ['Seconds', true],
    ['Timestamp', '2016-12-05 21:29:29Z'],
    ['Timestamp', '2016-12-05T21:29:29'],
    ['Timestamp', '2016-02-30T21:29:29Z'],
    ['Timestamp', 1480973369],
  ])('fails where %s comes to %j', async (field, value) => {
    expect((await anEngine().run(wait({ [field]: '{% $states.input.v %}' }), { v: value })).error).toBe(
      'States.QueryEvaluationError',
    );
  });
});

describe('a Fail', () => {
  test('fails the execution with what it says', async () => {
    const { status, error, cause, types } = await anEngine().run(
      { StartAt: 'Stop', States: { Stop: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: 'because' } } },
      { e: 'Custom' },
    );

    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Custom', cause: 'because' });
    expect(types).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
  });

  test('leaves the error out that it does not name', async () => {
    const ended = await anEngine().run({ StartAt: 'Stop', States: { Stop: { Type: 'Fail' } } });

    expect(ended.status).toBe('FAILED');
    expect(ended).not.toHaveProperty('error');
    expect(ended.events.at(-1)?.executionFailedEventDetails).toEqual({});
  });
});
