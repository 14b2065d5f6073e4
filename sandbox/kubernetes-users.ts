import { randomBytes } from 'node:crypto';
import type { Eks } from './aws/eks/eks.ts';
import type { TokenAuthenticator } from './aws/token-authenticator.ts';
import type { User } from './kubernetes/api.ts';

/** Gives tokens to the sandbox's own parts and says whose a token is. */
export interface KubernetesUsers {
  /** For kubectl: may do everything. */
  readonly adminToken: string;
  /** For a part of the sandbox that speaks as this user (`system:node:…`, `eks:node-manager`). */
  token(user: string): string;
  authenticate(token: string): User | null;
}

/** @param secret Keeps others on this machine from making up tokens. */
export function kubernetesUsers(
  parts: { readonly tokens: TokenAuthenticator; readonly accessEntryOf: Eks['accessEntryOf'] },
  secret = randomBytes(16).toString('hex'),
): KubernetesUsers {
  const prefix = `sandbox.${secret}.`;
  const adminToken = `${prefix}admin`;
  return {
    adminToken,
    token: (user) => `${prefix}as.${Buffer.from(user).toString('base64url')}`,
    authenticate: (token) => {
      if (token === adminToken) return { name: 'sandbox-admin', groups: ['system:masters', 'system:authenticated'] };
      if (token.startsWith(`${prefix}as.`)) {
        const name = Buffer.from(token.slice(prefix.length + 3), 'base64url').toString('utf8');
        return { name, groups: [...groupsOfInternalUser(name), 'system:authenticated'] };
      }
      const caller = parts.tokens(token);
      if (!caller) return null;
      const entry = parts.accessEntryOf(caller.arn);
      if (!entry) return null;
      return { name: entry.username ?? caller.arn, groups: [...entry.kubernetesGroups, 'system:authenticated'] };
    },
  };
}

function groupsOfInternalUser(name: string): string[] {
  if (name.startsWith('system:node:')) return ['system:nodes'];
  if (name.startsWith('system:serviceaccount:')) return ['system:serviceaccounts'];
  return [];
}
