import type { DeployedAccess } from '../../deployment/read-access.ts';
import { denialMessage, type PolicyKind } from './denial.ts';
import { keyNeeds } from './key-needs.ts';
import { inAnyAccount, type Ledger } from './ledger.ts';
import { compileStatement, judge, type Need, type Statement, type Verdict } from './policy.ts';
import { accountOf, isAbout, type RoleSession, sessionArn } from './principal.ts';
import { grantOf, type Role, type Roles } from './roles.ts';

/** Why something is not allowed, and the action that is missing: of a request on something encrypted it may be the key's. */
export interface Refusal {
  readonly message: string;
  readonly action: string;
}

/** Looks up what roles may do, and writes down what they use. */
export class RoleJudge {
  readonly #roles: Roles;
  readonly #keys: DeployedAccess['keys'];
  readonly #ofResources: readonly Statement[];
  readonly #ledger: Ledger;
  /** What was allowed once: a night asks the same thousands of times. */
  readonly #allowed = new Set<string>();

  constructor({ resourcePolicies, keys }: DeployedAccess, roles: Roles, ledger: Ledger) {
    this.#roles = roles;
    this.#keys = keys;
    this.#ofResources = resourcePolicies.flatMap(({ Statement }) => Statement.map(compileStatement));
    this.#ledger = ledger;
  }

  /** Null where the role may do it, key and trust included. All of it is looked at, so that the ledger names all that is missing. */
  refusal(caller: RoleSession, role: Role, need: Need, region: string): Refusal | null {
    const { action, resource, context } = need;
    const question = `${role.arn}\n${action}\n${resource}\n${region}\n${context ? JSON.stringify(context) : ''}`;
    if (this.#allowed.has(question)) return null;
    const refusals = [need, ...keyNeeds(need, this.#keys, region)].map((one) =>
      this.#refusalOfOne(caller, role, inContext(role.arn, one, region)),
    );
    if (action === 'sts:AssumeRole') refusals.push(this.#refusalByTrust(caller, inContext(role.arn, need, region)));
    const first = refusals.find((refusal) => refusal !== null) ?? null;
    if (!first) this.#allowed.add(question);
    return first;
  }

  #refusalOfOne(caller: RoleSession, role: Role, need: Need): Refusal | null {
    const about = this.#ofResources.filter(({ document }) => isAbout(document.Principal, caller));
    const byResource = judge(about, need).outcome;
    if (byResource === 'denied') return this.#refuse(caller, need, 'denied', 'resource-based policy');
    const { outcome, because } = judge(role.statements, need);
    if (outcome === 'allowed') {
      for (const { statement, action } of because) this.#ledger.use(grantOf(role, statement, action.text));
      return null;
    }
    // In one account either policy is enough.
    if (outcome === 'not-allowed' && byResource === 'allowed') return null;
    return this.#refuse(caller, need, outcome, 'identity-based policy');
  }

  /** A role that is not there refuses in the same words as one that trusts somebody else. */
  #refusalByTrust(caller: RoleSession, need: Need): Refusal | null {
    const trust = this.#roles.find(need.resource)?.trust ?? [];
    const about = trust.filter(({ document }) => isAbout(document.Principal, caller));
    const { outcome } = judge(about, need);
    return outcome === 'allowed' ? null : this.#refuse(caller, need, outcome, 'role trust policy');
  }

  #refuse(caller: RoleSession, need: Need, outcome: Exclude<Verdict['outcome'], 'allowed'>, kind: PolicyKind): Refusal {
    const principal = this.#roles.find(caller.roleArn)?.name ?? caller.roleArn;
    this.#ledger.miss({ principal, action: need.action, on: inAnyAccount(need.resource, caller.roleArn) });
    return { message: denialMessage(sessionArn(caller), need, outcome, kind), action: need.action };
  }
}

/** With what AWS knows of every request besides what its operation says. The sandbox's HTTP stands for HTTPS. */
function inContext(roleArn: string, { action, resource, context }: Need, region: string): Need {
  const account = accountOf(roleArn);
  return {
    action,
    resource,
    context: {
      'aws:principalarn': roleArn,
      'aws:principalaccount': account,
      'aws:requestedregion': region,
      'aws:resourceaccount': accountOf(resource) || account,
      'aws:securetransport': 'true',
      'kms:calleraccount': account,
      ...context,
    },
  };
}
