import { createIam, type Iam, type IamMode } from '../../../../sandbox/aws/iam/create-iam.ts';
import { type PolicyDocument, policySchema } from '../../../../sandbox/aws/iam/policy.ts';
import type { AwsRequest } from '../../../../sandbox/aws/server.ts';
import type { DeployedAccess, DeployedRole } from '../../../../sandbox/deployment/read-access.ts';

export const account = '111122223333';
export const region = 'eu-west-1';
export const tableArn = `arn:aws:dynamodb:${region}:${account}:table/State`;
export const keyArn = `arn:aws:kms:${region}:${account}:key/Key`;

export type StatementFields = Readonly<Record<string, unknown>>;

export function aPolicy(...statements: readonly StatementFields[]): PolicyDocument {
  return policySchema.parse({ Version: '2012-10-17', Statement: statements });
}

export function allow(actions: string | readonly string[], resource: string, condition: object = {}) {
  return { Effect: 'Allow', Action: actions, Resource: resource, Condition: condition };
}

/** A role of a function of the scheduler's account, `eks-scheduler-drain-nodes` when nothing else is said. */
export function aRole({
  name = 'eks-scheduler-drain-nodes',
  ...fields
}: Partial<DeployedRole> & { name?: string } = {}) {
  const trust = aPolicy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });
  const role: DeployedRole = {
    arn: `arn:aws:iam::${account}:role/${name}`,
    trust,
    policies: [],
    managedPolicies: [],
    permissionsBoundary: null,
    ...fields,
  };
  return role;
}

export function anIam(access: Partial<DeployedAccess> = {}, mode: IamMode = 'enforce'): Iam {
  return createIam({
    access: {
      roles: [aRole()],
      functions: {
        'drain-nodes': {
          roleArn: aRole().arn,
          logGroup: '/eks-scheduler/drain-nodes',
          isTraced: false,
          isInNetwork: false,
        },
      },
      machines: [],
      serviceRoles: [],
      functionPermissions: [],
      resourcePolicies: [],
      keys: {},
      ...access,
    },
    mode,
    region,
    partitionKeyOf: (_table, index) => (index === undefined ? 'pk' : 'phase'),
    sessionOf: (key) =>
      key === 'expired' ? 'expired' : key?.startsWith('arn:') ? { roleArn: key, session: 'run-1' } : null,
    functionOf: (invocation) => invocation,
  });
}

/** A request that the function `drain-nodes` sends. */
export function aRequest(fields: Partial<AwsRequest> = {}): AwsRequest {
  return {
    service: 'dynamodb',
    operation: 'PutItem',
    input: { TableName: 'State', Item: { pk: { S: 'CLUSTER#1' }, sk: { S: 'LOCK' } } },
    accessKeyId: 'administrator',
    region,
    invocation: 'drain-nodes',
    ...fields,
  };
}
