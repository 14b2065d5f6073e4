import { expect, test } from '@jest/globals';
import { eventPatternSchema, matchesPattern } from '../../../sandbox/aws/event-pattern.ts';
import { createEventRules } from '../../../sandbox/aws/event-rules.ts';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import type { Execution, Invocation } from '../../../sandbox/engine/engine.ts';
import { place } from '../../../sandbox/place.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:down';
const execution: Execution = {
  ...{ arn: 'arn:aws:states:eu-west-1:111122223333:execution:down:monday', name: 'monday', stateMachineArn },
  ...{ status: 'FAILED', input: '{}', error: 'NodeGroupError', cause: 'no', startedAt: 1_000, stoppedAt: 2_000 },
  ...{ redriveCount: 0, redriveStatus: 'REDRIVABLE' },
};
const pattern = { source: ['aws.states'], detail: { status: ['FAILED'], stateMachineArn: [stateMachineArn] } };
const failed: Invocation = {
  status: 'error',
  errorType: 'Error',
  errorPayload: { errorType: 'Error', errorMessage: 'no' },
};

interface RuleChanges {
  readonly pattern?: typeof pattern | null;
  readonly mayInvoke?: (functionArn: string, ruleName: string) => boolean;
}

function rulesWith(answers: readonly Invocation[], { mayInvoke, ...changes }: RuleChanges = {}) {
  const clock = new SimulatedClock(new Date(0));
  const calls: { readonly at: number; readonly event: unknown }[] = [];
  const invoke = async (_name: string, event: unknown) => {
    calls.push({ at: clock.now(), event });
    return answers[calls.length - 1] ?? { status: 'ok' as const, payload: null };
  };
  const functionArns = ['arn:aws:lambda:eu-west-1:111122223333:function:it'];
  const rules = [{ name: 'failed', pattern, functionArns, ...changes }];
  const options = { clock, invoker: { invoke }, ...place, rules, ...(mayInvoke ? { mayInvoke } : {}) };
  return { clock, calls, ...createEventRules(options) };
}

test('a change of status that a rule listens for calls its function, a moment later', async () => {
  const { clock, calls, onStatusChange } = rulesWith([]);
  onStatusChange(execution);
  onStatusChange({ ...execution, status: 'SUCCEEDED' });
  onStatusChange({ ...execution, stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:other' });
  await clock.settled();
  expect(calls).toHaveLength(1);
  expect(calls[0]?.at).toBeGreaterThan(0);
  expect(calls[0]?.event).toMatchObject({
    source: 'aws.states',
    detail: { executionArn: execution.arn, name: 'monday', status: 'FAILED', error: 'NodeGroupError', stopDate: 2_000 },
  });
});

test('a function that does not let the rule call it is not called', async () => {
  const { clock, calls, onStatusChange } = rulesWith([], { mayInvoke: (_arn, ruleName) => ruleName !== 'failed' });
  onStatusChange(execution);
  await clock.settled();
  expect(calls).toEqual([]);
});

test('a rule on a timer calls its function when somebody lets it, and for no event', async () => {
  const { clock, calls, onStatusChange, fireTimers } = rulesWith([], { pattern: null });
  onStatusChange(execution);
  await clock.settled();
  expect(calls).toEqual([]);

  await fireTimers();
  expect(calls).toMatchObject([{ event: { source: 'aws.events', 'detail-type': 'Scheduled Event' } }]);
});

test('a function that fails is called twice more, a minute and then two minutes later', async () => {
  const { clock, calls, onStatusChange } = rulesWith([failed, failed, failed]);
  onStatusChange(execution);
  await clock.settled();
  const [first = 0, ...others] = calls.map(({ at }) => at);
  expect(others.map((at) => at - first)).toEqual([60_000, 180_000]);
});

test('a pattern matches by all its fields, each by one of its values', () => {
  const event = { source: 'aws.states', detail: { status: 'FAILED', stateMachineArn } };
  expect(matchesPattern(event, pattern)).toBe(true);
  expect(matchesPattern({ ...event, source: 'aws.ec2' }, pattern)).toBe(false);
  expect(matchesPattern({ source: 'aws.states' }, pattern)).toBe(false);
  expect(matchesPattern(null, pattern)).toBe(false);
});

test('a matcher that is not a list of words is refused', () => {
  expect(eventPatternSchema.safeParse({ detail: { status: [{ prefix: 'FAIL' }] } }).success).toBe(false);
  expect(eventPatternSchema.safeParse({ detail: { status: [] } }).success).toBe(false);
});
