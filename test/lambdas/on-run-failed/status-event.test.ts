import { expect, test } from '@jest/globals';
import { messageOf, type StatusEvent } from '../../../lambdas/on-run-failed/status-event.ts';

const detailWith = (cause: string | null): StatusEvent['detail'] => ({
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:monday',
  stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-down',
  name: 'monday',
  status: 'FAILED',
  startDate: 0,
  stopDate: 1,
  cause,
});

test.each([
  ['{"errorType":"NodeGroupError","errorMessage":"EKS refused."}', 'EKS refused.'],
  ['not tonight', 'not tonight'],
  ['{"half', '{"half'],
  ['["a"]', '["a"]'],
  ['null', 'null'],
  ['', null],
  [null, null],
])('of the cause %s people read %s', (cause, message) => {
  expect(messageOf(detailWith(cause))).toBe(message);
});
