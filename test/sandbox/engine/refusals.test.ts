import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../../../sandbox/engine/definition/diagnostics.ts';
import { readDefinition } from '../../../sandbox/engine/definition/read-definition.ts';
import { aPass, aTask } from './an-engine.ts';

const done = { Type: 'Succeed' };
const lambda = 'arn:aws:states:::lambda:invoke';

function diagnose(machine: object): readonly Diagnostic[] {
  return readDefinition(JSON.stringify({ QueryLanguage: 'JSONata', ...machine })).diagnostics;
}

/** A machine of one state, S, that goes to Done where it goes anywhere. */
const one = (S: object) => ({ StartAt: 'S', States: { S, ...('Next' in S || 'Default' in S ? { Done: done } : {}) } });
const branch = (state: object, name = 'In') => ({ StartAt: name, States: { [name]: state } });
const aMap = (fields: object = {}) => ({ Type: 'Map', ItemProcessor: branch(aPass()), End: true, ...fields });
const distributed = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...branch(aPass()) };
const retried = (retrier: object, ...more: object[]) =>
  one(aTask('f', { Retry: [{ ErrorEquals: ['E'], ...retrier }, ...more] }));
const choice = (...Choices: object[]) => one({ Type: 'Choice', Choices, Default: 'Done' });

describe('a definition is refused, with the state and the field', () => {
  test.each<[string, object, string, string]>([
    ['a state of JSONPath', { QueryLanguage: 'JSONPath', ...one(aPass()) }, '/States/S/QueryLanguage', 'JSONata alone'],
    [
      'a state of JSONPath in a JSONata machine',
      one(aPass({ QueryLanguage: 'JSONPath' })),
      '/States/S',
      "can not be 'JSONPath'",
    ],
    [
      'an unknown query language',
      { ...one(aPass()), QueryLanguage: 'jsonata' },
      '/QueryLanguage',
      'one of the following',
    ],
    [
      'InputPath',
      one(aPass({ InputPath: '$' })),
      '/States/S',
      "field 'InputPath' is only supported for the 'JSONPath'",
    ],
    ['ResultPath', one(aTask('f', { ResultPath: '$.x' })), '/States/S', "field 'ResultPath'"],
    [
      'Parameters',
      one({ Type: 'Task', Resource: lambda, Parameters: {}, End: true }),
      '/States/S',
      "field 'Parameters'",
    ],
    ['ItemsPath', one(aMap({ ItemsPath: '$' })), '/States/S', "field 'ItemsPath'"],
    ['an unknown type', one({ Type: 'Loop' }), '/States/S/Type', 'one of the following: [Pass, Task'],
    ['an unknown field', one(aPass({ Outptu: 1 })), '/States/S/Outptu', "Field 'Outptu' is not supported"],
    ['an unknown field of the machine', { ...one(aPass()), Start: 'S' }, '/Start', "Field 'Start' is not supported"],
    [
      'a StartAt that is not there',
      { StartAt: 'X', States: { S: aPass() } },
      '/StartAt',
      "Missing 'StartAt' target: X",
    ],
    ['no StartAt', { States: { S: aPass() } }, '/', 'These fields are required: [StartAt]'],
    [
      'a Next that is not there',
      { StartAt: 'S', States: { S: aPass({ Next: 'X' }), T: aPass() } },
      '/States/S/Next',
      "Missing 'Next' target: X",
    ],
    [
      'a Catch to nowhere',
      one(aTask('f', { Catch: [{ ErrorEquals: ['E'], Next: 'X' }] })),
      '/States/S/Catch[0]/Next',
      'X',
    ],
    [
      'a state that nothing leads to',
      { StartAt: 'S', States: { S: aPass(), T: aPass() } },
      '/States/T',
      'State "T" is not reachable.',
    ],
    ['a machine without an end', { StartAt: 'S', States: { S: aPass({ Next: 'S' }) } }, '/', 'No reachable state ends'],
    ['Next and End', one(aPass({ Next: 'Done', End: true })), '/States/S', "exactly one of 'Next' and 'End: true'"],
    ['neither Next nor End', one({ Type: 'Pass' }), '/States/S', "exactly one of 'Next' and 'End: true'"],
    [
      'the name of a state twice',
      { StartAt: 'S', States: { S: aMap({ ItemProcessor: branch(aPass(), 'S') }) } },
      '/States/S/ItemProcessor/States/S',
      'Duplicate state name: S',
    ],
    [
      'an expression that does not parse',
      one(aPass({ Output: { v: ['{% a[1,2) %}'] } })),
      '/States/S/Output/v[0]',
      'Expected "]"',
    ],
    ['an expression without an end', one(aPass({ Output: '{% 1' })), '/States/S/Output', "must end with '%}'"],
    [
      'a name without its $',
      one(aPass({ Output: { v: '{% phone %}' } })),
      '/States/S/Output/v',
      "Reference to 'phone' at the top level is not supported.",
    ],
    ['$$', one(aPass({ Output: '{% $$.a %}' })), '/States/S/Output', "Reference to '$$' is not supported."],
    [
      'errorOutput outside a Catch',
      one(aTask('f', { Output: '{% $states.errorOutput %}' })),
      '/States/S/Output',
      "Reference to '$states.errorOutput'",
    ],
    [
      'result before there is one',
      one(aTask('f', { Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } })),
      '/States/S/Arguments/Payload',
      "Reference to '$states.result'",
    ],
    [
      'result where a state has none',
      one(aPass({ Assign: { v: '{% $states.result[0] %}' } })),
      '/States/S/Assign/v',
      "Reference to '$states.result'",
    ],
    [
      'a member that $states has not',
      one(aPass({ Output: '{% $states.item %}' })),
      '/States/S/Output',
      "Reference to '$states.item'",
    ],
    ['a variable called states', one(aPass({ Assign: { states: 1 } })), '/States/S/Assign/states', 'reserved'],
    [
      'a variable that cannot be one',
      one(aPass({ Assign: { 'a-b': 1 } })),
      '/States/S/Assign/a-b',
      'not a valid variable name',
    ],
    ['an Assign that is no object', one(aPass({ Assign: '{% {} %}' })), '/States/S/Assign', '[OBJECT]'],
    ['a Choice without Choices', one({ Type: 'Choice', Default: 'Done' }), '/States/S', 'required: [Choices]'],
    ['a Choice with no rules', choice(), '/States/S/Choices', 'at least one rule'],
    ['a rule without Next', choice({ Condition: true }), '/States/S/Choices[0]', 'required: [Next]'],
    [
      'a rule of JSONPath',
      choice({ Variable: '$.a', IsNull: true, Next: 'Done' }),
      '/States/S/Choices[0]/Variable',
      'not supported',
    ],
    [
      'a condition that is text',
      choice({ Condition: 'yes', Next: 'Done' }),
      '/States/S/Choices[0]/Condition',
      'JSONata expression or a boolean',
    ],
    [
      'a Wait with two times',
      one({ Type: 'Wait', Seconds: 1, Timestamp: '{% $x %}', End: true }),
      '/States/S',
      "exactly one of 'Seconds' and 'Timestamp'",
    ],
    ['a Wait of text', one({ Type: 'Wait', Seconds: '5', End: true }), '/States/S/Seconds', '[INTEGER]'],
    ['a Wait until nonsense', one({ Type: 'Wait', Timestamp: 'noon', End: true }), '/States/S/Timestamp', 'RFC3339'],
    ['a retry every 0 seconds', retried({ IntervalSeconds: 0 }), '/States/S/Retry[0]/IntervalSeconds', 'at least 1'],
    ['a retry with a half attempt', retried({ MaxAttempts: 1.5 }), '/States/S/Retry[0]/MaxAttempts', '[INTEGER]'],
    ['a retry that speeds up', retried({ BackoffRate: 0.5 }), '/States/S/Retry[0]/BackoffRate', 'at least 1'],
    [
      'a MaxDelaySeconds below the interval',
      retried({ IntervalSeconds: 9, MaxDelaySeconds: 9 }),
      '/States/S/Retry[0]/MaxDelaySeconds',
      'greater than',
    ],
    ['an unknown jitter', retried({ JitterStrategy: 'SOME' }), '/States/S/Retry[0]/JitterStrategy', '[FULL, NONE]'],
    ['a retry of nothing', retried({ ErrorEquals: [] }), '/States/S/Retry[0]/ErrorEquals', 'at least one error name'],
    ['States.ALL in company', retried({ ErrorEquals: ['States.ALL', 'E'] }), '/States/S/Retry[0]/ErrorEquals', 'alone'],
    [
      'States.ALL before another',
      retried({ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }),
      '/States/S/Retry[0]/ErrorEquals',
      'last',
    ],
    [
      'a heartbeat beyond the timeout',
      one(aTask('f', { TimeoutSeconds: 5, HeartbeatSeconds: 5 })),
      '/States/S/HeartbeatSeconds',
      'smaller',
    ],
    [
      'an SDK integration',
      one({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:eks:describeCluster', End: true }),
      '/States/S/Resource',
      'does not run',
    ],
    [
      'a callback',
      one({ Type: 'Task', Resource: `${lambda}.waitForTaskToken`, End: true }),
      '/States/S/Resource',
      'does not run',
    ],
    [
      'an activity',
      one({ Type: 'Task', Resource: 'arn:aws:states:eu-west-1:111111111111:activity:a', End: true }),
      '/States/S/Resource',
      'does not run',
    ],
    [
      'an invocation without a function',
      one(aTask('f', { Arguments: { Payload: 1 } })),
      '/States/S/Arguments',
      "'FunctionName' is required",
    ],
    [
      'an invocation that is not waited for',
      one(aTask('f', { Arguments: { FunctionName: 'f', InvocationType: 'Event' } })),
      '/States/S/Arguments/InvocationType',
      'RequestResponse',
    ],
    [
      'a start without a machine',
      one({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', Arguments: {}, End: true }),
      '/States/S/Arguments',
      "'StateMachineArn' is required",
    ],
    [
      'credentials',
      one(aTask('f', { Credentials: { RoleArn: 'r' } })),
      '/States/S/Credentials',
      'does not run the field',
    ],
    ['an item reader', one(aMap({ ItemReader: {} })), '/States/S/ItemReader', 'does not run the field'],
    [
      'a batcher in an inline Map',
      one(aMap({ ItemBatcher: { MaxItemsPerBatch: 1 } })),
      '/States/S/ItemBatcher',
      'DISTRIBUTED mode',
    ],
    [
      'a batcher without a limit',
      one(aMap({ ItemProcessor: distributed, ItemBatcher: {} })),
      '/States/S/ItemBatcher',
      'One of',
    ],
    [
      'an unknown mode',
      one(aMap({ ItemProcessor: { ...distributed, ProcessorConfig: { Mode: 'FAST' } } })),
      '/States/S/ItemProcessor/ProcessorConfig/Mode',
      '[INLINE, DISTRIBUTED]',
    ],
    [
      'a query language of a processor',
      one(aMap({ ItemProcessor: { ...branch(aPass()), QueryLanguage: 'JSONata' } })),
      '/States/S/ItemProcessor',
      "Field 'QueryLanguage' is not supported",
    ],
    [
      'a mistake far inside',
      one({
        Type: 'Parallel',
        Branches: [branch(aMap({ ItemProcessor: branch(aPass({ Nxt: 1 }), 'Deep') }))],
        End: true,
      }),
      '/States/S/Branches[0]/States/In/ItemProcessor/States/Deep/Nxt',
      'not supported',
    ],
    [
      'a Parallel without branches',
      one({ Type: 'Parallel', Branches: [], End: true }),
      '/States/S/Branches',
      'at least one',
    ],
    ['a Fail whose Error is a number', one({ Type: 'Fail', Error: 1 }), '/States/S/Error', '[STRING]'],
    [
      'Next in a Succeed',
      { StartAt: 'S', States: { S: { Type: 'Succeed', Next: 'S' } } },
      '/States/S/Next',
      "Field 'Next' is not supported",
    ],
    [
      'a timeout of a machine that is text',
      { ...one(aPass()), TimeoutSeconds: '{% 5 %}' },
      '/TimeoutSeconds',
      '[INTEGER]',
    ],
  ])('%s', (_, machine, location, words) => {
    expect(diagnose(machine)).toContainEqual(
      expect.objectContaining({ severity: 'ERROR', location, message: expect.stringContaining(words) }),
    );
  });

  test.each([
    ['', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object'],
    ['[]', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object'],
    ['not a definition', 'INVALID_JSON_DESCRIPTION', 'not'],
    ['{}', 'SCHEMA_VALIDATION_FAILED', 'These fields are required: [States, StartAt]'],
    [
      `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":${JSON.stringify(done)},"A":${JSON.stringify(done)}}}`,
      'DUPLICATE_STATE_NAME',
      'Duplicate state name: A',
    ],
  ])('that is the text %j', (text, code, words) => {
    expect(readDefinition(text).diagnostics).toContainEqual(
      expect.objectContaining({ code, message: expect.stringContaining(words) }),
    );
  });
});

describe('an inner scope', () => {
  const setsX = branch(aPass({ Assign: { x: 2 } }));
  const both = (fields: object = {}) => ({
    Type: 'Parallel',
    Branches: [setsX],
    ...('Next' in fields ? {} : { End: true }),
    ...fields,
  });
  const toDone = { ErrorEquals: ['States.ALL'], Next: 'Done' };

  test.each<[string, Record<string, object>]>([
    ['by the state before', { A: aPass({ Assign: { x: 1 }, Next: 'P' }), P: both() }],
    [
      'by a rule that leads here',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Assign: { x: 1 }, Next: 'P' }], Default: 'P' }, P: both() },
    ],
    [
      'by a catcher that leads here',
      { A: aTask('f', { Next: 'P', Catch: [{ ...toDone, Next: 'P', Assign: { x: 1 } }] }), P: both() },
    ],
    [
      'in a loop that leads back',
      {
        P: both({ Assign: { x: 1 }, Next: 'C' }),
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'P' }], Default: 'Done' },
        Done: done,
      },
    ],
    [
      'before a Map that is distributed',
      { A: aPass({ Assign: { x: 1 }, Next: 'P' }), P: aMap({ ItemProcessor: { ...distributed, ...setsX } }) },
    ],
    [
      'two scopes further out',
      {
        A: aPass({ Assign: { x: 1 }, Next: 'P' }),
        P: { Type: 'Parallel', Branches: [branch(both(), 'Mid')], End: true },
      },
    ],
  ])('may not assign what is assigned %s', (_, States) => {
    const messages = diagnose({ StartAt: Object.keys(States)[0], States }).map(({ message }) => message);

    expect(messages).toEqual([expect.stringContaining("The variable 'x' is assigned in an outer scope")]);
  });

  test.each<[string, Record<string, object>]>([
    ['after it', { P: both({ Next: 'A' }), A: aPass({ Assign: { x: 1 } }) }],
    ['by the state that holds it', { P: both({ Assign: { x: 1 } }) }],
    ['by its catcher', { P: both({ Catch: [{ ...toDone, Assign: { x: 1 } }] }), Done: done }],
    [
      'on another way',
      { A: aTask('f', { Assign: { x: 1 }, Next: 'Done', Catch: [{ ...toDone, Next: 'P' }] }), P: both(), Done: done },
    ],
    [
      'in a sibling',
      { P: { Type: 'Parallel', Branches: [setsX, branch(aPass({ Assign: { x: 1 } }), 'Other')], End: true } },
    ],
  ])('may assign what is assigned %s', (_, States) => {
    expect(diagnose({ StartAt: Object.keys(States)[0], States })).toEqual([]);
  });
});

describe('a definition is taken', () => {
  test.each<[string, object]>([
    ['with JSONata set by each state', { QueryLanguage: undefined, ...one(aPass({ QueryLanguage: 'JSONata' })) }],
    ['with a comment that looks like an expression', one(aPass({ Comment: '{% (1 %}' }))],
    [
      'in another partition',
      one({ Type: 'Task', Resource: 'arn:aws-cn:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, End: true }),
    ],
    [
      'with names in predicates and after a path',
      one(aPass({ Output: '{% $states.input.items[value > 3].{ "a": b } %}' })),
    ],
    ['with $states as a whole', one(aPass({ Output: '{% [$states, ($states).result] %}' }))],
    ['with tolerated failures in an inline Map', one(aMap({ ToleratedFailurePercentage: 100 }))],
  ])('%s', (_, machine) => {
    expect(diagnose(machine)).toEqual([]);
  });

  test('with warnings for what looks like JSONPath and is plain text', () => {
    expect(diagnose(one(aPass({ Output: { 'a.$': '$.a', b: "States.Format('{}', 1)" } })))).toEqual([
      expect.objectContaining({ severity: 'WARNING', location: '/States/S/Output/a.$' }),
      expect.objectContaining({ severity: 'WARNING', location: '/States/S/Output/b' }),
    ]);
  });
});
