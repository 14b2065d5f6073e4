import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { TransientError } from '../domain/errors.ts';
import { callAws } from './errors-from-aws.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Keys of a user have none. */
  readonly sessionToken?: string;
  /** Absent: they do not expire by themselves. */
  readonly expiration?: Date;
}

export type CredentialSource = () => Promise<Credentials>;

/** A role to act in. */
export interface AssumedRole {
  readonly arn: string;
  /** Shows in CloudTrail who acted: the run. Characters that STS does not take are replaced. */
  readonly sessionName: string;
  /** What the role's trust policy demands besides; nothing where it is absent or null. */
  readonly externalId?: string | null;
}

/** A Kubernetes token lives 15 minutes at most and must not outlive the credentials that signed it. */
const refreshBeforeExpiryMs = 16 * 60_000;

/**
 * Credentials of a role, assumed at the first call and again shortly before they expire.
 *
 * @throws {AccessDeniedError} when the function may not assume the role, or the role's trust policy does not name it.
 */
export function assumeRole(sts: STSClient, role: AssumedRole, now: () => Date): CredentialSource {
  let current: Promise<Credentials> | undefined;
  let freshUntil = 0;
  return async () => {
    if (!current || now().getTime() >= freshUntil) {
      freshUntil = Number.POSITIVE_INFINITY;
      current = requestCredentials(sts, role).then(
        (credentials) => {
          freshUntil = credentials.expiration.getTime() - refreshBeforeExpiryMs;
          return credentials;
        },
        (error: unknown) => {
          current = undefined;
          throw error;
        },
      );
    }
    return current;
  };
}

async function requestCredentials(sts: STSClient, role: AssumedRole): Promise<Required<Credentials>> {
  const command = new AssumeRoleCommand({
    RoleArn: role.arn,
    RoleSessionName: sessionNameOf(role.sessionName),
    ...(role.externalId ? { ExternalId: role.externalId } : {}),
  });
  const { Credentials: made } = await callAws(`sts:AssumeRole on ${role.arn}`, () => sts.send(command));
  if (!made?.AccessKeyId || !made.SecretAccessKey || !made.SessionToken || !made.Expiration) {
    throw new TransientError(`STS gave no credentials for ${role.arn}.`, 'It is retried.');
  }
  return {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
    sessionToken: made.SessionToken,
    expiration: made.Expiration,
  };
}

/** STS takes 2 to 64 of these characters. */
function sessionNameOf(text: string): string {
  return text.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
