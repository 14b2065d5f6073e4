import { expect, test } from '@jest/globals';
import { Ledger } from '../../../../sandbox/aws/iam/ledger.ts';
import { allow, anIam, aPolicy, aRequest, aRole, tableArn } from './an-access.ts';

const actions = ['dynamodb:PutItem', 'dynamodb:DeleteItem'];
const access = { roles: [aRole({ policies: [aPolicy(allow(actions, tableArn))] })] };

test('what is granted and never used stays in the ledger, action by action', () => {
  const iam = anIam(access);
  iam.authorize(aRequest());

  expect(iam.ledger.grantedAndNeverUsed).toEqual([
    {
      principal: 'eks-scheduler-drain-nodes',
      action: 'dynamodb:DeleteItem',
      on: 'arn:aws:dynamodb:eu-west-1:ACCOUNT:table/State',
    },
  ]);
  expect(iam.ledger.usedAndNotGranted).toEqual([]);
});

test('in the mode report nothing is refused, and what is missing is written down once', () => {
  const iam = anIam(access, 'report');
  iam.authorize(aRequest({ operation: 'GetItem' }));
  iam.authorize(aRequest({ operation: 'GetItem' }));

  expect(iam.ledger.usedAndNotGranted.map(({ action }) => action)).toEqual(['dynamodb:GetItem']);
});

test('the ledgers of several sandboxes add up: each permission has to be used in one of them', () => {
  const [evening, morning] = [anIam(access), anIam(access)];
  evening.authorize(aRequest());
  morning.authorize(aRequest({ operation: 'DeleteItem', input: { TableName: 'State', Key: { pk: { S: 'a' } } } }));

  const whole = new Ledger().add(evening.ledger).add(morning.ledger);
  expect(String(whole)).toBe('granted and never used: 0\nused and not granted: 0');
});

test('a function uses the permission to write its log when it is called', () => {
  const logs = allow(['logs:CreateLogStream', 'logs:PutLogEvents'], 'arn:aws:logs:*:*:log-group:/eks-scheduler/*');
  const iam = anIam({ roles: [aRole({ policies: [aPolicy(logs)] })] });
  expect(iam.ledger.grantedAndNeverUsed).toHaveLength(2);

  iam.noteCall('drain-nodes');
  expect(iam.ledger.grantedAndNeverUsed).toEqual([]);
});

test('a function in a network uses what Lambda needs to give it an address, on what EC2 has in its account and region', () => {
  const network = [
    allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      'arn:aws:ec2:eu-west-1:111122223333:*/*',
    ),
    allow(['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], '*'),
  ];
  const placed = { roleArn: aRole().arn, logGroup: '/eks-scheduler/drain-nodes', isTraced: false, isInNetwork: true };
  const iam = anIam({ roles: [aRole({ policies: [aPolicy(...network)] })], functions: { 'drain-nodes': placed } });
  expect(iam.ledger.grantedAndNeverUsed).toHaveLength(6);

  iam.noteCall('drain-nodes');
  expect(iam.ledger.grantedAndNeverUsed).toEqual([]);
  expect(iam.ledger.usedAndNotGranted.filter(({ action }) => action.startsWith('ec2:'))).toEqual([]);
});
