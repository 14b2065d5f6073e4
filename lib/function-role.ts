import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  everyFunctionGrants,
  type FunctionName,
  functionGrants,
  functionRoleName,
  networkGrants,
} from '../src/access/permissions.ts';
import { grantedByName } from './granted-on.ts';
import { grantedRole, type RoleSettings } from './granted-role.ts';

interface FunctionRoleProps {
  readonly table: TableV2;
  readonly reports: Bucket;
  readonly notices: Topic;
  readonly key: Key;
  /** The function's own. */
  readonly logGroup: LogGroup;
  /** Whether it is placed in a VPC. */
  readonly isPlaced: boolean;
  readonly settings: RoleSettings;
}

/** The role of one function: what every function may do, and what its own calls need. */
export function functionRole(scope: Construct, id: string, folder: FunctionName, props: FunctionRoleProps): IRole {
  const { table, reports, notices, key, logGroup, isPlaced, settings } = props;
  return grantedRole(scope, id, {
    roleName: functionRoleName(folder),
    description: `EKS Scheduler: what the function ${folder} may do`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    grants: [...functionGrants[folder], ...everyFunctionGrants, ...(isPlaced ? networkGrants : [])],
    on: {
      ...grantedByName(scope, settings.rolePath),
      'state-table': [table.tableArn],
      'state-table-indexes': [`${table.tableArn}/index/*`],
      'report-objects': [reports.arnForObjects('reports/*')],
      'notice-topic': [notices.topicArn],
      key: [key.keyArn],
      // Its ARN ends in `:*`: the log streams in it.
      'own-log-group': [logGroup.logGroupArn],
    },
    settings,
  });
}
