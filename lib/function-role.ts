import { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  everyFunctionGrants,
  type FunctionName,
  functionGrants,
  functionRoleName,
  networkGrants,
} from '../src/access/permissions.ts';
import type { DeploymentSettings } from '../src/config/schema.ts';
import { grantedByName } from './granted-on.ts';
import { grantedRole, type RoleSettings } from './granted-role.ts';

interface FunctionRoleProps {
  readonly table: TableV2;
  readonly reports: Bucket;
  readonly notices: ITopic;
  readonly key: Key;
  /** The function's own. */
  readonly logGroup: LogGroup;
  /** Where it is placed; null outside any VPC. */
  readonly placedIn: DeploymentSettings['network'];
  readonly settings: RoleSettings;
}

/** The role of one function: what every function may do, and what its own calls need. */
export function functionRole(scope: Construct, id: string, folder: FunctionName, props: FunctionRoleProps): IRole {
  const { table, reports, notices, key, logGroup, placedIn, settings } = props;
  return grantedRole(scope, id, {
    roleName: functionRoleName(folder),
    description: `EKS Scheduler: what the function ${folder} may do`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    grants: [...functionGrants[folder], ...everyFunctionGrants, ...(placedIn ? networkGrants : [])],
    on: {
      ...grantedByName(scope, settings.rolePath),
      'state-table': [table.tableArn],
      'state-table-indexes': [`${table.tableArn}/index/*`],
      'report-objects': [reports.arnForObjects('reports/*')],
      'notice-topic': [notices.topicArn],
      key: [key.keyArn],
      // Its ARN ends in `:*`: the log streams in it.
      'own-log-group': [logGroup.logGroupArn],
      ...(placedIn ? { 'network-interfaces': networkOf(scope, placedIn) } : {}),
    },
    settings,
  });
}

/**
 * Lambda creates, fills and deletes network interfaces in the name of the function; AWS wants that allowed on all of EC2 in the account.
 * What the configuration names may be shared by another account, and its ARN has then that account's number.
 */
function networkOf(scope: Construct, { subnetIds, securityGroupIds }: NonNullable<DeploymentSettings['network']>) {
  const ec2 = (account: string, resource: string, resourceName: string) =>
    Stack.of(scope).formatArn({ service: 'ec2', account, resource, resourceName });
  return [
    ec2(Stack.of(scope).account, '*', '*'),
    ...subnetIds.map((id) => ec2('*', 'subnet', id)),
    ...securityGroupIds.map((id) => ec2('*', 'security-group', id)),
  ];
}
