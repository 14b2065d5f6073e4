import { afterEach, expect, test } from '@jest/globals';
import type { AwsServer } from '../../sandbox/aws/server.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { refusedActions } from '../../src/aws/iam-simulation.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import { anEndpoint } from '../sandbox/aws/an-endpoint.ts';
import { allow, anIam, aPolicy, aRole, region, tableArn } from '../sandbox/aws/iam/an-access.ts';

const { AWS_ENDPOINT_URL: before } = process.env;
let server: AwsServer | undefined;

afterEach(async () => {
  await server?.close();
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = before;
});

const asker = { region, identity: () => Promise.resolve({ accessKeyId: 'AKIA', secretAccessKey: 'secret' }) };
const ofClusters = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CLUSTER#*'] } };
const policies = [
  aPolicy(allow(['dynamodb:GetItem', 'dynamodb:PutItem'], tableArn, ofClusters), {
    Effect: 'Deny',
    Action: 'dynamodb:PutItem',
    Resource: '*',
  }),
];

async function ask(leadingKey: string): Promise<readonly string[]> {
  const iam = anIam({ roles: [aRole({ policies })] });
  ({ server } = await anEndpoint({ services: [iam.service] }));
  process.env.AWS_ENDPOINT_URL = server.url;
  const actions = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
  const context = { 'dynamodb:LeadingKeys': [leadingKey] };
  const refused = await refusedActions(asker, aRole().arn, { actions, resource: tableArn, context });
  expect(iam.ledger.usedAndNotGranted).toEqual([]);
  expect(iam.ledger.grantedAndNeverUsed.map(({ action }) => action)).toContain('dynamodb:GetItem');
  return refused;
}

test('what a policy does not allow or denies is refused, and nothing counts as used', async () => {
  expect(await ask('CLUSTER#dev')).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
});

test('a condition is judged by the context that is said', async () => {
  expect(await ask('SLOT#office')).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
});

test('who may not simulate is told the action', async () => {
  const intercept = () => Promise.reject(new ServiceError('AccessDenied', 'User: me is not authorized', 403));
  ({ server } = await anEndpoint({ services: [anIam().service], intercept }));
  process.env.AWS_ENDPOINT_URL = server.url;
  const asked = refusedActions(asker, aRole().arn, { actions: ['s3:PutObject'], resource: '*', context: {} });
  await expect(asked).rejects.toThrow(AccessDeniedError);
  await expect(asked).rejects.toThrow('AWS refused iam:SimulatePrincipalPolicy: User: me is not authorized.');
});
