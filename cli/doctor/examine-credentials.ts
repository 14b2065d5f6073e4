import type { Caller } from '../../src/aws/caller.ts';
import { type Finding, fine, wrong } from './finding.ts';

const cures: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'Log in: aws sso login or aws configure, and set AWS_PROFILE where it is not the default one.',
  ExpiredToken: 'Log in again, for example with aws sso login.',
  ExpiredTokenException: 'Log in again, for example with aws sso login.',
  InvalidClientTokenId: 'Use an access key that exists: aws configure list says where this one comes from.',
  SignatureDoesNotMatch: 'The secret does not belong to the access key: aws configure list says where they come from.',
};

/** Who asks; null with an error where that cannot be told. Everything else depends on it. */
export async function examineCredentials(
  ask: () => Promise<Caller>,
): Promise<{ readonly finding: Finding; readonly caller: Caller | null }> {
  try {
    const caller = await ask();
    return { caller, finding: fine('credentials', `${caller.arn} of account ${caller.account}`) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const cure = cures[name] ?? 'Look whether the network lets this machine reach AWS, and the region exists.';
    return { caller: null, finding: wrong('credentials', `STS does not say who asks: ${name}: ${message}`, cure) };
  }
}
