import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadDeployment } from '../../../sandbox/deployment/load-deployment.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function load(resources: Readonly<Record<string, { Type: string; Properties?: object }>>) {
  writeFileSync(join(directory, 'EksScheduler.template.json'), JSON.stringify({ Resources: resources }));
  return loadDeployment(directory, place);
}

const aTable = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
};
const aRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
    },
  },
};
const aFunction = (variables: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'cdk', S3Key: 'abc123.zip' },
    Handler: 'drain-nodes/handler.handler',
    Timeout: 60,
    Role: 'arn:aws:iam::111122223333:role/drain',
    Environment: { Variables: variables },
  },
});

test('a function has its code in the assembly, and its environment resolved to the names of the account', () => {
  const { functions, tables, buckets } = load({
    State: aTable,
    Reports: { Type: 'AWS::S3::Bucket' },
    Drain: aFunction({ TABLE_NAME: { Ref: 'State' }, REPORTS_BUCKET: { Ref: 'Reports' } }),
  });
  expect(tables.map(({ name }) => name)).toEqual(['EksScheduler-State']);
  expect(buckets).toEqual(['eksscheduler-reports']);
  expect(functions).toEqual([
    {
      name: 'EksScheduler-Drain',
      arn: 'arn:aws:lambda:eu-west-1:111122223333:function:EksScheduler-Drain',
      codeDirectory: join(directory, 'asset.abc123'),
      handler: 'drain-nodes/handler.handler',
      environment: { TABLE_NAME: 'EksScheduler-State', REPORTS_BUCKET: 'eksscheduler-reports' },
      timeoutSeconds: 60,
    },
  ]);
});

test('a state machine has its definition with the functions that it calls', () => {
  const { stateMachines } = load({
    Drain: aFunction(),
    Role: aRole,
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'scale-down',
        DefinitionString: { 'Fn::Join': ['', ['call ', { 'Fn::GetAtt': ['Drain', 'Arn'] }]] },
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
    },
  });
  expect(stateMachines).toEqual([
    {
      name: 'scale-down',
      definition: 'call arn:aws:lambda:eu-west-1:111122223333:function:EksScheduler-Drain',
      roleArn: 'arn:aws:iam::111122223333:role/EksScheduler-Role',
    },
  ]);
});

test.each<[string, object, string]>([
  ['a function of CloudFormation', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  ['a resource', { Ref: 'Nobody' }, 'Nobody'],
  ['an attribute', { 'Fn::GetAtt': ['Drain', 'Version'] }, 'Drain.Version'],
])('%s that is not known is an error that names it', (_what, value, name) => {
  expect(() => load({ Drain: aFunction({ X: value }) })).toThrow(name);
});
