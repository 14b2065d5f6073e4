import { Aws, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accessRoleGrants, accessRoleName, functionRolePrefix } from '../src/access/permissions.ts';
import { grantedRole, type RoleSettings } from './granted-role.ts';

interface AccessRoleProps {
  /** The account that the scheduler itself is in. */
  readonly schedulerAccount: string;
  /** What a function must send along; null: nothing. */
  readonly externalId: string | null;
  readonly settings: RoleSettings;
}

/**
 * The role through which the functions reach the clusters of an account. It lets in what is in the scheduler's account, is named and
 * placed as the functions' roles are, and has been granted it there: a role of that account needs both sides' consent.
 */
export function accessRole(scope: Construct, { schedulerAccount, externalId, settings }: AccessRoleProps): IRole {
  const functionRoles = `arn:${Aws.PARTITION}:iam::${schedulerAccount}:role${settings.rolePath}${functionRolePrefix}*`;
  const eks = (resource: string) => Stack.of(scope).formatArn({ service: 'eks', region: '*', resource });
  return grantedRole(scope, 'AccessRole', {
    roleName: accessRoleName,
    description: 'EKS Scheduler: what it may do with the clusters of this account',
    assumedBy: new AccountPrincipal(schedulerAccount).withConditions({
      ArnLike: { 'aws:PrincipalArn': functionRoles },
      ...(externalId === null ? {} : { StringEquals: { 'sts:ExternalId': externalId } }),
    }),
    grants: accessRoleGrants,
    on: { clusters: [eks('cluster/*')], 'node-groups': [eks('nodegroup/*/*/*')] },
    settings,
  });
}
