import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readAccess } from '../../../sandbox/deployment/read-access.ts';
import { readTemplate } from '../../../sandbox/deployment/read-template.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'template-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function accessOf(
  resources: Readonly<Record<string, { Type: string; Properties?: object }>>,
  parameters: Readonly<Record<string, string>> = {},
) {
  const file = join(directory, 'template.json');
  writeFileSync(file, JSON.stringify({ Resources: resources }));
  return readAccess(readTemplate(file, place, parameters));
}

function aPolicyOf(action: string) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}

function aRole(properties: object = {}) {
  const trust = { ...aPolicyOf('sts:AssumeRole'), Statement: [] };
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ...properties } };
}

test('a role has its name and path in its ARN, and every policy that the template attaches to it', () => {
  const { roles } = accessOf({
    Drain: aRole({
      RoleName: 'eks-scheduler-drain-nodes',
      Path: '/platform/',
      Policies: [{ PolicyName: 'granted', PolicyDocument: aPolicyOf('s3:PutObject') }],
    }),
    Other: aRole(),
    More: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: aPolicyOf('sns:Publish'), Roles: [{ Ref: 'Drain' }] },
    },
  });

  expect(roles.map(({ arn }) => arn)).toEqual([
    'arn:aws:iam::111122223333:role/platform/eks-scheduler-drain-nodes',
    'arn:aws:iam::111122223333:role/EksScheduler-Other',
  ]);
  const actions = roles.map(({ policies }) =>
    policies.flatMap(({ Statement }) => Statement.flatMap((it) => it.Action)),
  );
  expect(actions).toEqual([['s3:PutObject', 'sns:Publish'], []]);
});

test('what a customer-managed key encrypts is found by its ARN, whether the key is named by its ARN or by its id', () => {
  const rules = [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } } }];
  const { keys } = accessOf({
    Key: { Type: 'AWS::KMS::Key' },
    Plain: { Type: 'AWS::SNS::Topic' },
    Notices: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
    Reports: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: rules } },
    },
    State: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { Replicas: [{ Region: 'eu-west-1', SSESpecification: { KMSMasterKeyId: { Ref: 'Key' } } }] },
    },
  });

  const key = 'arn:aws:kms:eu-west-1:111122223333:key/EksScheduler-Key';
  expect(keys).toEqual({
    'arn:aws:sns:eu-west-1:111122223333:EksScheduler-Notices': key,
    'arn:aws:s3:::eksscheduler-reports': key,
    'arn:aws:dynamodb:eu-west-1:111122223333:table/EksScheduler-State': key,
  });
});

test('a policy of another account names the account of its parameter', () => {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { Ref: 'SchedulerAccount' } } }],
  };
  const resources = { Access: aRole({ AssumeRolePolicyDocument: trust }) };

  expect(accessOf(resources, { SchedulerAccount: '444455556666' }).roles).toMatchObject([
    { trust: { Statement: [{ Principal: { AWS: ['444455556666'] } }] } },
  ]);
  expect(() => accessOf(resources)).toThrow('SchedulerAccount');
});

test('what the sandbox could only guess at is refused by its name', () => {
  const [statement] = aPolicyOf('s3:PutObject').Statement;
  const policy = { Version: '2012-10-17', Statement: [{ ...statement, NotAction: 's3:GetObject' }] };
  expect(() => accessOf({ Role: aRole({ Policies: [{ PolicyDocument: policy }] }) })).toThrow('NotAction');
});
