import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigurationError } from '../domain/errors.ts';

export interface Caller {
  readonly account: string;
  /** Of the user or the role's session. */
  readonly arn: string;
}

/** Who the credentials belong to that the SDK finds. Needs no permission. Throws what the SDK throws. */
export async function callerIdentity(sts: STSClient): Promise<Caller> {
  const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  return { account: Account, arn: Arn };
}

/**
 * The region that the environment or the profile names.
 *
 * @throws {ConfigurationError} where neither does.
 */
export async function usualRegion(): Promise<string> {
  try {
    return process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || (await new STSClient({}).config.region());
  } catch (error) {
    throw new ConfigurationError(
      'No region is set.',
      'Say --region, for example --region eu-west-1, or set AWS_REGION.',
      {
        cause: error,
      },
    );
  }
}
