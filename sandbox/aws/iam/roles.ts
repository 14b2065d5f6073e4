import type { DeployedAccess, DeployedRole } from '../../deployment/read-access.ts';
import { inAnyAccount, type Permission } from './ledger.ts';
import { compileStatement, type PolicyDocument, type Statement } from './policy.ts';
import { accountOf, roleNameOf } from './principal.ts';

/** A role, ready to be asked. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly statements: readonly Statement[];
  readonly trust: readonly Statement[];
}

/** The roles of the deployment; a role's name is unique in its account, whatever its path. */
export class Roles {
  readonly #roles = new Map<string, Role>();
  readonly #problems: string[] = [];

  readonly #rolesIn: NonNullable<DeployedAccess['rolesIn']>;
  readonly #accounts: Set<string>;

  constructor({ roles, rolesIn = () => [] }: Pick<DeployedAccess, 'roles' | 'rolesIn'>) {
    this.#rolesIn = rolesIn;
    this.#accounts = new Set(roles.map(({ arn }) => accountOf(arn)));
    for (const role of roles) this.#add(role);
  }

  /** What of the deployment cannot be judged here, a line each. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  get all(): readonly Role[] {
    return [...this.#roles.values()];
  }

  /** In another account the roles are deployed when they are first asked for. */
  find(roleArn: string): Role | undefined {
    const account = accountOf(roleArn);
    if (!this.#accounts.has(account)) {
      this.#accounts.add(account);
      for (const role of this.#rolesIn(account)) this.#add(role);
    }
    return this.#roles.get(keyOf(roleArn));
  }

  #add({ arn, trust, policies, managedPolicies, permissionsBoundary }: DeployedRole): void {
    const unknown = [...managedPolicies, ...(permissionsBoundary === null ? [] : [permissionsBoundary])];
    for (const policy of unknown)
      this.#problems.push(`${roleNameOf(arn)}: the sandbox does not know the policy ${policy}.`);
    const compile = (documents: readonly PolicyDocument[]) =>
      documents.flatMap(({ Statement }) => Statement.map(compileStatement));
    const role = { arn, name: roleNameOf(arn), statements: compile(policies), trust: compile([trust]) };
    this.#roles.set(keyOf(arn), role);
  }
}

/** What a role's policies allow, action by action. */
export function grantsOf(role: Role): readonly Permission[] {
  return role.statements
    .filter(({ document }) => document.Effect === 'Allow')
    .flatMap((statement) => statement.actions.map(({ text }) => grantOf(role, statement, text)));
}

export function grantOf({ name, arn }: Role, { document }: Statement, action: string): Permission {
  const conditions = Object.values(document.Condition).flatMap((keys) =>
    Object.entries(keys).map(([key, values]) => `${key} = ${[values].flat().join(' | ')}`),
  );
  const on = [(document.Resource ?? []).join(', '), ...conditions].join(' where ');
  return { principal: name, action, on: inAnyAccount(on, arn) };
}

function keyOf(roleArn: string): string {
  return `${accountOf(roleArn)}/${roleNameOf(roleArn)}`;
}
