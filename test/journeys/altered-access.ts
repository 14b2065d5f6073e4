import type { StatementDocument } from '../../sandbox/aws/iam/policy.ts';
import { roleNameOf } from '../../sandbox/aws/iam/principal.ts';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import type { DeployedRole } from '../../sandbox/deployment/read-access.ts';

type Alter = (deployment: Deployment) => Deployment;

/** The deployment with a role that may no longer do this. */
export function without(roleName: string, action: string): Alter {
  const fewer = (statement: StatementDocument): StatementDocument => ({
    ...statement,
    Action: statement.Action.filter((one) => one !== action),
  });
  return withRole(roleName, (role) => ({
    ...role,
    policies: role.policies.map((policy) => ({ ...policy, Statement: policy.Statement.map(fewer) })),
  }));
}

/** The deployment with a role that may be assumed with this external id alone. */
export function askingFor(roleName: string, externalId: string): Alter {
  return withRole(roleName, (role) => ({
    ...role,
    trust: {
      ...role.trust,
      Statement: role.trust.Statement.map((statement) => ({
        ...statement,
        Condition: { ...statement.Condition, StringEquals: { 'sts:ExternalId': externalId } },
      })),
    },
  }));
}

/** The deployment where another account has not been given what it needs. */
export function withoutRolesIn(account: string): Alter {
  return ({ access, ...others }) => ({
    ...others,
    access: { ...access, rolesIn: (other) => (other === account ? [] : (access.rolesIn?.(other) ?? [])) },
  });
}

/** The deployment in which no rule may call a function. */
export const withoutPermissions: Alter = (deployment) => ({
  ...deployment,
  access: { ...deployment.access, functionPermissions: [] },
});

function withRole(roleName: string, change: (role: DeployedRole) => DeployedRole): Alter {
  return (deployment) => ({
    ...deployment,
    access: {
      ...deployment.access,
      roles: deployment.access.roles.map((role) => (roleNameOf(role.arn) === roleName ? change(role) : role)),
    },
  });
}
