import type { StatementDocument } from './policy.ts';

/** Who asks: the session of a role, or a service of AWS. */
export type Caller = RoleSession | { readonly service: string };

export interface RoleSession {
  /** `arn:aws:iam::<account>:role/<path><name>` */
  readonly roleArn: string;
  readonly session: string;
}

/** `arn:aws:sts::<account>:assumed-role/<name>/<session>`: a path is not part of it. */
export function sessionArn({ roleArn, session }: RoleSession): string {
  return `arn:aws:sts::${accountOf(roleArn)}:assumed-role/${roleNameOf(roleArn)}/${session}`;
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

export function roleNameOf(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** Whether a statement of a resource's policy, or of a trust policy, is about this caller. */
export function isAbout(principal: StatementDocument['Principal'], caller: Caller): boolean {
  if (principal === undefined) return false;
  if (principal === '*') return true;
  if ('service' in caller) return (principal.Service ?? []).includes(caller.service);
  const account = accountOf(caller.roleArn);
  const names = ['*', account, `arn:aws:iam::${account}:root`, caller.roleArn, sessionArn(caller)];
  return (principal.AWS ?? []).some((name) => names.includes(name));
}
