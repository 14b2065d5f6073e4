import { accountOf } from './principal.ts';

/** One permission of a role. */
export interface Permission {
  /** The role's name, or a service's. */
  readonly principal: string;
  readonly action: string;
  /** What it is granted on or was used on, and under which conditions. */
  readonly on: string;
}

/** What was granted and what was used of it, over one sandbox or several. */
export class Ledger {
  readonly #granted = new Map<string, { readonly permission: Permission; used: boolean }>();
  readonly #missing = new Map<string, Permission>();

  grant(permission: Permission): void {
    const key = keyOf(permission);
    if (!this.#granted.has(key)) this.#granted.set(key, { permission, used: false });
  }

  /** @param permission As it was granted. */
  use(permission: Permission): void {
    this.grant(permission);
    const entry = this.#granted.get(keyOf(permission));
    if (entry) entry.used = true;
  }

  /** Somebody tried to do what no policy allows. */
  miss(permission: Permission): void {
    this.#missing.set(keyOf(permission), permission);
  }

  /** Takes in what another sandbox has seen. */
  add(other: Ledger): this {
    for (const { permission, used } of other.#granted.values()) {
      if (used) this.use(permission);
      else this.grant(permission);
    }
    for (const permission of other.#missing.values()) this.miss(permission);
    return this;
  }

  get grantedAndNeverUsed(): readonly Permission[] {
    return sorted([...this.#granted.values()].filter(({ used }) => !used).map(({ permission }) => permission));
  }

  get usedAndNotGranted(): readonly Permission[] {
    return sorted([...this.#missing.values()]);
  }

  toString(): string {
    const part = (title: string, permissions: readonly Permission[]) => [
      `${title}: ${permissions.length}`,
      ...permissions.map(({ principal, action, on }) => `  ${principal}  ${action}  on ${on}`),
    ];
    return [
      ...part('granted and never used', this.grantedAndNeverUsed),
      ...part('used and not granted', this.usedAndNotGranted),
    ].join('\n');
  }
}

/**
 * The same of every account: what a role may do in two accounts is one line.
 *
 * @param arn Of the account that it is in.
 */
export function inAnyAccount(text: string, arn: string): string {
  const account = accountOf(arn);
  return account === '' ? text : text.replaceAll(account, 'ACCOUNT');
}

function keyOf({ principal, action, on }: Permission): string {
  return `${principal}\n${action}\n${on}`;
}

function sorted(permissions: readonly Permission[]): readonly Permission[] {
  return permissions.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
