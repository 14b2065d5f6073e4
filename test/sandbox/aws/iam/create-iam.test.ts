import { expect, test } from '@jest/globals';
import type { AwsRequest } from '../../../../sandbox/aws/server.ts';
import {
  account,
  allow,
  anIam,
  aPolicy,
  aRequest,
  aRole,
  keyArn,
  region,
  type StatementFields,
  tableArn,
} from './an-access.ts';

const drainNodes = `arn:aws:sts::${account}:assumed-role/eks-scheduler-drain-nodes/drain-nodes`;

function roleThatMay(...statements: readonly StatementFields[]) {
  return { roles: [aRole({ policies: [aPolicy(...statements)] })] };
}

test('a function may do what its role allows, and nothing else', () => {
  const iam = anIam(roleThatMay(allow('dynamodb:PutItem', tableArn)));

  iam.authorize(aRequest());
  expect(() => iam.authorize(aRequest({ operation: 'DeleteItem' }))).toThrow(
    `User: ${drainNodes} is not authorized to perform: dynamodb:DeleteItem on resource: ${tableArn} ` +
      'because no identity-based policy allows the dynamodb:DeleteItem action',
  );
});

test.each<[string, Partial<AwsRequest>, string, number]>([
  ['DynamoDB', {}, 'AccessDeniedException', 400],
  ['Step Functions', { service: 'states', operation: 'StopExecution' }, 'AccessDeniedException', 400],
  ['EKS', { service: 'eks', operation: 'DescribeCluster' }, 'AccessDeniedException', 403],
  ['SNS', { service: 'sns', operation: 'Publish' }, 'AuthorizationError', 403],
  ['S3', { service: 's3', operation: 'PutObject' }, 'AccessDenied', 403],
  ['STS', { service: 'sts', operation: 'AssumeRole' }, 'AccessDenied', 403],
])('%s refuses with its own code', (_what, request, code, statusCode) => {
  expect(() => anIam().authorize(aRequest(request))).toThrow(expect.objectContaining({ code, statusCode }));
});

test('an explicit deny says so', () => {
  const access = roleThatMay(allow('*', '*'), { ...allow('dynamodb:*', tableArn), Effect: 'Deny' });
  expect(() => anIam(access).authorize(aRequest())).toThrow('with an explicit deny in an identity-based policy');
});

test('the policy of a bucket denies what the role allows', () => {
  const deny = { ...allow('s3:*', 'arn:aws:s3:::reports/*'), Effect: 'Deny', Principal: { AWS: '*' } };
  const iam = anIam({ ...roleThatMay(allow('s3:PutObject', '*')), resourcePolicies: [aPolicy(deny)] });

  iam.authorize(aRequest({ service: 's3', operation: 'PutObject', input: { Bucket: 'others', Key: 'a' } }));
  expect(() =>
    iam.authorize(aRequest({ service: 's3', operation: 'PutObject', input: { Bucket: 'reports', Key: 'a' } })),
  ).toThrow('on resource: "arn:aws:s3:::reports/a" with an explicit deny in a resource-based policy');
});

test('an operation that is in no table is refused by its name, whatever is allowed', () => {
  const iam = anIam(roleThatMay(allow('*', '*')));
  expect(() => iam.authorize(aRequest({ operation: 'TransactWriteItems' }))).toThrow('dynamodb:TransactWriteItems');
});

test('the administrator may do everything', () => {
  anIam().authorize(aRequest({ invocation: null }));
});

test('a session whose time is up may do nothing any more', () => {
  expect(() => anIam().authorize(aRequest({ accessKeyId: 'expired' }))).toThrow(
    expect.objectContaining({ code: 'ExpiredTokenException' }),
  );
});

test('what is encrypted needs its key besides, through the service that it belongs to', () => {
  const through = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } });
  const iamWith = (...more: readonly StatementFields[]) =>
    anIam({ ...roleThatMay(allow('dynamodb:PutItem', tableArn), ...more), keys: { [tableArn]: keyArn } });

  iamWith(allow('kms:Decrypt', keyArn, through('dynamodb'))).authorize(aRequest());
  expect(() => iamWith().authorize(aRequest())).toThrow(`kms:Decrypt on resource: ${keyArn}`);
  expect(() => iamWith(allow('kms:Decrypt', keyArn, through('s3'))).authorize(aRequest())).toThrow('kms:Decrypt');
});

test.each<[string, Partial<AwsRequest>]>([
  ['an item of another kind', { input: { TableName: 'State', Item: { pk: { S: 'SLOT#1' } } } }],
  [
    'a query for another kind',
    {
      operation: 'Query',
      input: {
        TableName: 'State',
        KeyConditionExpression: 'sk = :other AND #key = :key',
        ExpressionAttributeNames: { '#key': 'pk' },
        ExpressionAttributeValues: { ':other': { S: 'CLUSTER#1' }, ':key': { S: 'SLOT#1' } },
      },
    },
  ],
])('a role that may touch the items of clusters alone may not touch %s', (_what, request) => {
  const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLUSTER#*'] } };
  const iam = anIam(roleThatMay(allow(['dynamodb:PutItem', 'dynamodb:Query'], tableArn, condition)));

  iam.authorize(aRequest());
  expect(() => iam.authorize(aRequest(request))).toThrow('not authorized');
});

test('the index of a table is a resource of its own, with a key of its own', () => {
  const condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['recorded'] } };
  const iam = anIam(roleThatMay(allow('dynamodb:Query', `${tableArn}/index/records-by-phase`, condition)));
  const aQuery = (more: object) =>
    aRequest({
      operation: 'Query',
      input: {
        TableName: 'State',
        KeyConditionExpression: 'phase = :it',
        ExpressionAttributeValues: { ':it': { S: 'recorded' } },
        ...more,
      },
    });

  iam.authorize(aQuery({ IndexName: 'records-by-phase' }));
  expect(() => iam.authorize(aQuery({}))).toThrow('not authorized');
});

test.each(['tags', 'tagKeys'])('a tag that a role may not set is refused, in %s', (field) => {
  const condition = { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ours'] } };
  const iam = anIam(roleThatMay(allow(['eks:TagResource', 'eks:UntagResource'], '*', condition)));
  const tagging = (key: string) =>
    aRequest({
      service: 'eks',
      operation: field === 'tags' ? 'TagResource' : 'UntagResource',
      input: {
        resourceArn: 'arn:aws:eks:eu-west-1:1:nodegroup/a/b/c',
        [field]: field === 'tags' ? { [key]: '1' } : key,
      },
    });

  iam.authorize(tagging('ours'));
  expect(() => iam.authorize(tagging('theirs'))).toThrow('not authorized');
});

test('a role of a deployment with a policy from elsewhere is refused by the name of that policy', () => {
  const managed = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  expect(() => anIam({ roles: [aRole({ managedPolicies: [managed] })] })).toThrow(managed);
});

test('a role that its service may not assume is refused by its name', () => {
  const given = { service: 'states.amazonaws.com', roleArn: aRole().arn, sourceArn: null };
  expect(() => anIam({ serviceRoles: [given] })).toThrow('eks-scheduler-drain-nodes: its trust policy does not let');
  expect(() => anIam({ serviceRoles: [{ ...given, service: 'lambda.amazonaws.com' }] })).not.toThrow();
});

test('a role that trusts a service for one source alone is not assumed for another', () => {
  const source = `arn:aws:scheduler:${region}:${account}:schedule-group/eks-scheduler`;
  const trusting = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'scheduler.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceArn': source, 'aws:SourceAccount': account } },
  };
  const roles = [aRole({ trust: aPolicy(trusting) })];
  const given = { service: 'scheduler.amazonaws.com', roleArn: aRole().arn };

  expect(() => anIam({ roles, serviceRoles: [{ ...given, sourceArn: source }] })).not.toThrow();
  expect(() => anIam({ roles, serviceRoles: [{ ...given, sourceArn: `${source}-2` }] })).toThrow('trust policy');
});

test('a machine does what its role allows', () => {
  const name = 'eks-scheduler-machine-scale-down';
  const functionArn = `arn:aws:lambda:${region}:${account}:function:eks-scheduler-drain-nodes`;
  const role = aRole({ name, policies: [aPolicy(allow('lambda:InvokeFunction', functionArn))] });
  const iam = anIam({ roles: [role] });
  const use = { roleArn: role.arn, session: 'dev-stop', action: 'lambda:InvokeFunction', resource: functionArn };

  expect(iam.refusalOf(use)).toBeNull();
  expect(iam.refusalOf({ ...use, resource: `${functionArn}-2` })).toContain(
    `User: arn:aws:sts::${account}:assumed-role/${name}/dev-stop is not authorized`,
  );
});

test('a service calls a function only for what the function lets it be called for', () => {
  const functionArn = `arn:aws:lambda:${region}:${account}:function:eks-scheduler-on-run-failed`;
  const permission = { functionArn, action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' };
  const iam = anIam({ functionPermissions: [{ ...permission, sourceArn: 'arn:aws:events:::rule/ours' }] });
  const call = { service: 'events.amazonaws.com', functionArn, sourceArn: 'arn:aws:events:::rule/ours' };

  expect(iam.mayInvoke(call)).toBe(true);
  expect(iam.mayInvoke({ ...call, sourceArn: 'arn:aws:events:::rule/other' })).toBe(false);
  expect(iam.mayInvoke({ ...call, service: 'sns.amazonaws.com' })).toBe(false);
});
