import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { untilDescribed } from '../../../cli/follow/until-described.ts';

const redriveDate = new Date('2026-11-24T06:10:00Z');
const unknown = () => {
  throw Object.assign(new Error('Execution Does Not Exist'), { name: 'ExecutionDoesNotExist' });
};

/** Step Functions that is a moment behind: each look gets the next answer, and all further ones the last. */
function statesThatAnswer(...answers: readonly (() => object)[]) {
  const states = new SFNClient({ region: 'eu-west-1' });
  let looks = 0;
  states.middlewareStack.add(
    () => async () => {
      looks += 1;
      const answer = answers[Math.min(looks, answers.length) - 1] ?? unknown;
      return { response: {}, output: { $metadata: {}, ...answer() } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { states, looks: () => looks };
}

test('an execution that was just started is waited for until it is known', async () => {
  const { states, looks } = statesThatAnswer(unknown, unknown, () => ({ status: 'RUNNING' }));
  await untilDescribed(states, 'arn');
  expect(looks()).toBe(3);
});

test('one that was just redriven is waited for until its redrive is known', async () => {
  const { states, looks } = statesThatAnswer(
    () => ({ status: 'FAILED' }),
    () => ({ status: 'RUNNING', redriveDate }),
  );
  await untilDescribed(states, 'arn', (described) => described.redriveDate !== undefined);
  expect(looks()).toBe(2);
});
