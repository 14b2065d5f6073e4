import { beforeAll, expect, test } from '@jest/globals';
import { type Deployment, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { fleetMachineName, machineNames } from '../../src/domain/machine-names.ts';

let deployment: Deployment;

beforeAll(async () => {
  deployment = loadDeployment(await synthesize(), { account: '111122223333', region: 'eu-west-1' });
});

test('a run or a fleet that ends without success calls the one function that follows it', () => {
  const machine = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
  const listener = deployment.functions.find(({ handler }) => handler === 'on-run-failed/handler.handler');
  const [rule, ...others] = deployment.rules.filter(({ functionArns }) => functionArns.includes(listener?.arn ?? ''));
  expect(others).toEqual([]);
  expect(rule?.pattern).toEqual({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: [machine(machineNames.stop), machine(machineNames.start), machine(fleetMachineName)],
    },
  });
  expect(rule?.functionArns).toEqual([listener?.arn]);
});

test('it tells people over the one topic of the stack', () => {
  expect(deployment.topics).toHaveLength(1);
  const listener = deployment.functions.find(({ handler }) => handler.startsWith('on-run-failed/'));
  expect(listener?.environment.TOPIC_ARN).toBe(`arn:aws:sns:eu-west-1:111122223333:${deployment.topics[0]}`);
});
