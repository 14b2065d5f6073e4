import { type Caller, callerIdentity } from '../src/aws/caller.ts';
import type { OwnClients } from '../src/aws/clients.ts';
import { ConfigurationError } from '../src/domain/errors.ts';

const cures: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'Log in: aws sso login or aws configure, and set AWS_PROFILE where it is not the default one.',
  ExpiredToken: 'Log in again, for example with aws sso login.',
  ExpiredTokenException: 'Log in again, for example with aws sso login.',
  InvalidClientTokenId: 'Use an access key that exists: aws configure list says where this one comes from.',
  SignatureDoesNotMatch: 'The secret does not belong to the access key: aws configure list says where they come from.',
};

/**
 * Who the credentials of this shell belong to.
 *
 * @throws {ConfigurationError} with what AWS says and how to log in.
 */
export async function whoAsks({ sts }: Pick<OwnClients, 'sts'>): Promise<Caller> {
  try {
    return await callerIdentity(sts);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const cure = cures[name] ?? 'Look whether the network lets this machine reach AWS, and the region exists.';
    throw new ConfigurationError(`STS does not say who asks: ${name}: ${message}.`, cure, { cause: error });
  }
}
