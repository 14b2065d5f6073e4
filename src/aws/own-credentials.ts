import type { STSClient } from '@aws-sdk/client-sts';
import type { CredentialSource } from './assume-role.ts';

/** Keys of a user do not expire. */
const never = new Date(8_640_000_000_000_000);

/** The credentials of whoever runs the command, as the SDK finds and refreshes them: for a person who acts as themselves. */
export function ownCredentials(sts: STSClient): CredentialSource {
  return async () => {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await sts.config.credentials();
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      expiration: expiration ?? never,
    };
  };
}
