import { describe, expect, test } from '@jest/globals';
import { aMap, branch, choice, diagnose, distributed, lambda, one, retried } from './a-definition.ts';
import { aPass, aTask } from './an-engine.ts';

describe('what only some states have is refused, with the state and the field', () => {
  test.each<[string, object, string, string]>([
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
});
