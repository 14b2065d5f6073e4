import { expect, test } from '@jest/globals';
import { account, allow, anIam, aPolicy, aRequest, aRole } from './an-access.ts';

const functionRole = `arn:aws:iam::${account}:role/eks-scheduler-drain-nodes`;
const accessArn = 'arn:aws:iam::444455556666:role/eks-scheduler-access';

/** An account of clusters that trusts the scheduler's account. */
function iamThatTrusts(trust: Readonly<Record<string, unknown>> = {}, mayAssume = true) {
  const trusting = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    ...trust,
  };
  const caller = aRole({ policies: mayAssume ? [aPolicy(allow('sts:AssumeRole', accessArn))] : [] });
  return anIam({ roles: [caller, aRole({ arn: accessArn, trust: aPolicy(trusting) })] });
}

function assume(externalId?: string) {
  const input = { RoleArn: accessArn, RoleSessionName: 'run-1', ...(externalId ? { ExternalId: externalId } : {}) };
  return aRequest({ service: 'sts', operation: 'AssumeRole', input });
}

test('a role is assumed where both the caller is allowed to and the role trusts the account', () => {
  iamThatTrusts().authorize(assume());
});

test('a caller that is not allowed to is refused, however much it is trusted', () => {
  expect(() => iamThatTrusts({}, false).authorize(assume())).toThrow(
    `sts:AssumeRole on resource: ${accessArn} because no identity-based policy allows the sts:AssumeRole action`,
  );
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['another account', { Principal: { AWS: 'arn:aws:iam::999999999999:root' } }],
  ['another role of the account', { Principal: { AWS: `${functionRole}-2` } }],
  ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }],
  [
    'roles of another name',
    { Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/eks-scheduler-machine-*` } } },
  ],
])('a role that trusts %s alone refuses', (_what, trust) => {
  expect(() => iamThatTrusts(trust).authorize(assume())).toThrow(
    'because no role trust policy allows the sts:AssumeRole action',
  );
});

test('a role that is not there is refused, as AWS does not say which roles there are', () => {
  const iam = anIam({ roles: [aRole({ policies: [aPolicy(allow('sts:AssumeRole', accessArn))] })] });
  expect(() => iam.authorize(assume())).toThrow('no role trust policy');
});

test('the role of another account is there once it is asked for', () => {
  const asked: string[] = [];
  const trust = aPolicy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: account } });
  const iam = anIam({
    roles: [aRole({ policies: [aPolicy(allow('sts:AssumeRole', accessArn))] })],
    rolesIn: (other) => {
      asked.push(other);
      return [aRole({ arn: accessArn, trust })];
    },
  });

  iam.authorize(assume());
  iam.authorize(assume());
  expect(asked).toEqual(['444455556666']);
});

test('a role that asks for an external id is assumed with that one alone', () => {
  const iam = iamThatTrusts({ Condition: { StringEquals: { 'sts:ExternalId': 'blue-whale' } } });

  iam.authorize(assume('blue-whale'));
  expect(() => iam.authorize(assume())).toThrow('no role trust policy');
  expect(() => iam.authorize(assume('red-whale'))).toThrow('no role trust policy');
});

test('the session of an assumed role may do what that role allows in its account', () => {
  const cluster = 'arn:aws:eks:eu-west-1:444455556666:cluster/dev';
  const iam = anIam({
    roles: [aRole(), aRole({ arn: accessArn, policies: [aPolicy(allow('eks:DescribeCluster', cluster))] })],
  });
  const describe = (name: string) =>
    aRequest({ service: 'eks', operation: 'DescribeCluster', input: { name }, accessKeyId: accessArn });

  iam.authorize(describe('dev'));
  expect(() => iam.authorize(describe('prod'))).toThrow(
    'User: arn:aws:sts::444455556666:assumed-role/eks-scheduler-access/run-1 is not authorized',
  );
});
