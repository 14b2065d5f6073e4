import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type MachineKind, machineGrants, machineRoleName } from '../src/access/permissions.ts';
import { grantedByName } from './granted-on.ts';
import { grantedRole, type RoleSettings } from './granted-role.ts';

/** The role of one state machine, for Step Functions in this account and region alone. */
export function machineRole(scope: Construct, id: string, machine: MachineKind, settings: RoleSettings): IRole {
  const ours = Stack.of(scope).formatArn({ service: 'states', resource: '*' });
  return grantedRole(scope, id, {
    roleName: machineRoleName(machine),
    description: `EKS Scheduler: what the ${machine} machine may do`,
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': ours } },
    }),
    grants: machineGrants[machine],
    on: grantedByName(scope, settings.rolePath),
    settings,
  });
}
