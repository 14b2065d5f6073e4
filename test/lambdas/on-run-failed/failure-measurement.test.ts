import { expect, test } from '@jest/globals';
import { failureMeasurement } from '../../../lambdas/on-run-failed/failure-measurement.ts';

const at = new Date('2026-11-03T06:20:00.000Z');
const detail = {
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:dev-start-1',
  stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-up',
  name: 'dev-start-1',
  status: 'FAILED',
  startDate: 1,
  stopDate: 2,
  error: 'NodeGroupError',
};

test('a failed run is counted under its action, with the cluster and the error beside it', () => {
  const event = { detail: { ...detail, input: '{ "verify": true, "cluster" : "dev" }' } };
  expect(failureMeasurement(event, at)).toEqual({
    at,
    dimensions: { action: 'start' },
    properties: { cluster: 'dev', run: 'dev-start-1', status: 'FAILED', error: 'NodeGroupError' },
    values: { RunsFailed: 1 },
  });
});

test.each([undefined, null, 'no JSON', '{"cluster": 7}'])(
  'input %s is of no cluster, and counts all the same',
  (input) => {
    const event = { detail: { ...detail, ...(input === undefined ? {} : { input }) } };
    expect(failureMeasurement(event, at)).toMatchObject({ properties: { cluster: '' }, values: { RunsFailed: 1 } });
  },
);

test('a dry run that failed is not counted', () => {
  expect(failureMeasurement({ detail: { ...detail, input: '{ "cluster": "dev", "dryRun" : true }' } }, at)).toBeNull();
  const inEarnest = { detail: { ...detail, input: '{ "cluster": "dev", "dryRun": false }' } };
  expect(failureMeasurement(inEarnest, at)).toMatchObject({ values: { RunsFailed: 1 } });
});
