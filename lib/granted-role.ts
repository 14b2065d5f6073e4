import { type IPrincipal, type IRole, ManagedPolicy, PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Grant } from '../src/access/permissions.ts';
import type { DeploymentSettings } from '../src/config/schema.ts';
import { acknowledgeWildcards } from './acknowledge-wildcards.ts';
import { type GrantedOn, statementsOf } from './statements-of.ts';

/** What companies demand of every role. */
export type RoleSettings = Pick<DeploymentSettings, 'rolePath' | 'permissionsBoundary'>;

interface GrantedRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: IPrincipal;
  readonly grants: readonly Grant[];
  readonly on: GrantedOn;
  readonly settings: RoleSettings;
}

/** A role that may do what is granted and no more: its one policy is part of it, and nothing adds to it later. */
export function grantedRole(scope: Construct, id: string, props: GrantedRoleProps): IRole {
  const { roleName, description, assumedBy, grants, on, settings } = props;
  const role = new Role(scope, id, {
    roleName,
    description,
    assumedBy,
    path: settings.rolePath,
    inlinePolicies: { granted: new PolicyDocument({ statements: statementsOf(grants, on) }) },
    ...(settings.permissionsBoundary === null
      ? {}
      : {
          permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(scope, `${id}Boundary`, settings.permissionsBoundary),
        }),
  });
  acknowledgeWildcards(role, grants, on);
  // The CDK would add what it takes to be needed: `:*` behind each function, tracing, log delivery.
  return role.withoutPolicyUpdates();
}
