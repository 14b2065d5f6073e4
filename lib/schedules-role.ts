import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { scheduleGrants, schedulesRoleName } from '../src/access/permissions.ts';
import { grantedByName } from './granted-on.ts';
import { grantedRole, type RoleSettings } from './granted-role.ts';

interface SchedulesRoleProps {
  /** Name of the schedules' group. */
  readonly groupName: string;
  readonly deadLetters: Queue;
  readonly key: Key;
  readonly settings: RoleSettings;
}

/** The role in which EventBridge Scheduler starts the fleet, for the schedules of our group alone. */
export function schedulesRole(scope: Construct, { groupName, deadLetters, key, settings }: SchedulesRoleProps): IRole {
  const group = Stack.of(scope).formatArn({
    service: 'scheduler',
    resource: 'schedule-group',
    resourceName: groupName,
  });
  return grantedRole(scope, 'SchedulesRole', {
    roleName: schedulesRoleName,
    description: 'EKS Scheduler: what its schedules may do',
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group } },
    }),
    grants: scheduleGrants,
    on: {
      ...grantedByName(scope, settings.rolePath),
      'dead-letters': [deadLetters.queueArn],
      key: [key.keyArn],
    },
    settings,
  });
}
