import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { ServiceError } from '../service-error.ts';
import type { RoleSession } from './iam/principal.ts';
import { queryService } from './query-protocol.ts';
import type { AwsService } from './wire.ts';

/** Somebody with an access key. */
export interface Caller {
  /** `arn:aws:sts::<account>:assumed-role/<role>/<session>`, or a user's ARN. */
  readonly arn: string;
  readonly userId: string;
  /** The role that it is a session of; null for a user. */
  readonly roleArn: string | null;
  readonly secretAccessKey: string;
  /** Milliseconds since 1970; null for keys that stay. */
  readonly expiresAt: number | null;
}

export interface StsOptions {
  readonly clock: Clock;
  readonly account: string;
  /** The key that the sandbox gives its functions and its user: the account's administrator. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface Sts {
  readonly service: AwsService;
  /** Who an access key belongs to; undefined for a key that nobody has, or that has expired. */
  callerOf(accessKeyId: string | null): Caller | undefined;
  /** The session of a role that a key belongs to, or `expired`; null for a user's key, and for one that nobody has. */
  sessionOf(accessKeyId: string | null): RoleSession | 'expired' | null;
}

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS: says who calls, and gives credentials of a role to whoever asks: who may is IAM's to say, before (iam/create-iam.ts). */
export function createSts({ clock, account, credentials }: StsOptions): Sts {
  const callers = new Map<string, Caller>();
  callers.set(credentials.accessKeyId, {
    arn: `arn:aws:iam::${account}:user/sandbox`,
    userId: 'AIDASANDBOXADMINISTRA',
    roleArn: null,
    secretAccessKey: credentials.secretAccessKey,
    expiresAt: null,
  });

  const callerOf = (accessKeyId: string | null): Caller | undefined => {
    const caller = callers.get(accessKeyId ?? '');
    return caller && (caller.expiresAt === null || caller.expiresAt > clock.now()) ? caller : undefined;
  };
  const knownCaller = (accessKeyId: string | null): Caller => {
    const caller = callerOf(accessKeyId);
    if (caller) return caller;
    const problem = callers.has(accessKeyId ?? '') ? 'ExpiredToken' : 'InvalidClientTokenId';
    throw new ServiceError(problem, 'The security token included in the request is invalid', 403);
  };

  const assumeRole = (roleArn: string, session: string, durationSeconds: number) => {
    const role = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn);
    if (!role?.[1] || !role[2]) throw new ServiceError('ValidationError', `${roleArn} is invalid`);
    if (!/^[\w+=,.@-]{2,64}$/.test(session))
      throw new ServiceError('ValidationError', `Value '${session}' at 'roleSessionName' failed to satisfy constraint`);
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const roleId = `AROA${Buffer.from(role[2]).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`;
    const caller: Caller = {
      arn: `arn:aws:sts::${role[1]}:assumed-role/${role[2]}/${session}`,
      userId: `${roleId}:${session}`,
      roleArn,
      secretAccessKey: randomBytes(30).toString('base64'),
      expiresAt: clock.now() + durationSeconds * 1000,
    };
    callers.set(accessKeyId, caller);
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: caller.secretAccessKey,
        SessionToken: `sandbox-session-${accessKeyId}`,
        Expiration: new Date(clock.now() + durationSeconds * 1000).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: caller.userId, Arn: caller.arn },
    };
  };

  const service = queryService({
    signingName: 'sts',
    namespace,
    operations: {
      GetCallerIdentity: (_input, { accessKeyId }) => {
        const caller = knownCaller(accessKeyId);
        return { Arn: caller.arn, UserId: caller.userId, Account: caller.arn.split(':')[4] };
      },
      AssumeRole: (input, { accessKeyId }) => {
        knownCaller(accessKeyId);
        return assumeRole(input.RoleArn ?? '', input.RoleSessionName ?? '', Number(input.DurationSeconds ?? 3600));
      },
    },
  });
  const sessionOf = (accessKeyId: string | null): RoleSession | 'expired' | null => {
    const caller = callers.get(accessKeyId ?? '');
    if (!caller || caller.roleArn === null) return null;
    if (!callerOf(accessKeyId)) return 'expired';
    return { roleArn: caller.roleArn, session: caller.arn.slice(caller.arn.lastIndexOf('/') + 1) };
  };
  return { service, callerOf, sessionOf };
}
