import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type Deployment, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { machineNames } from '../../src/domain/machine-names.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}
interface Resource {
  readonly Type: string;
  readonly Properties: { readonly PolicyDocument?: { readonly Statement: readonly Statement[] } };
}

let deployment: Deployment;
let statements: readonly Statement[];

beforeAll(async () => {
  const directory = await synthesize();
  deployment = loadDeployment(directory, { account: '111122223333', region: 'eu-west-1' });
  const template = JSON.parse(readFileSync(join(directory, 'EksScheduler.template.json'), 'utf8')) as {
    readonly Resources: Readonly<Record<string, Resource>>;
  };
  statements = Object.entries(template.Resources)
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith('OnRunFailed'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument?.Statement ?? []);
});

test('a run of either machine that ends without success calls the one function that follows it', () => {
  const machine = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
  const [rule, ...others] = deployment.rules;
  expect(others).toEqual([]);
  expect(rule?.pattern).toEqual({
    source: ['aws.states'],
    'detail-type': ['Step Functions Execution Status Change'],
    detail: {
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: [machine(machineNames.stop), machine(machineNames.start)],
    },
  });
  const called = deployment.functions.filter(({ arn }) => rule?.functionArns.includes(arn));
  expect(called.map(({ handler }) => handler)).toEqual(['on-run-failed/handler.handler']);
});

test('the function may start the waking machine alone, and stop or redrive nothing', () => {
  const states = statements
    .map(({ Action, Resource: on }) => ({ actions: [Action].flat(), on: JSON.stringify(on) }))
    .filter(({ actions }) => actions.some((action) => action.startsWith('states:')));
  expect(states.flatMap(({ actions }) => actions).sort()).toEqual([
    'states:DescribeExecution',
    'states:GetExecutionHistory',
    'states:StartExecution',
  ]);
  const start = states.find(({ actions }) => actions.includes('states:StartExecution'));
  expect(start?.on).toContain('ScaleUp');
  expect(start?.on).not.toContain('ScaleDown');
  for (const { on } of states) expect(on).not.toBe('"*"');
});

test('it tells people over the topic of the stack', () => {
  expect(deployment.topics).toHaveLength(1);
  const publish = statements.find(({ Action }) => [Action].flat().includes('sns:Publish'));
  expect(JSON.stringify(publish?.Resource)).toContain('Notices');
});
