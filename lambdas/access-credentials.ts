import { assumeRole, type CredentialSource } from '../src/aws/assume-role.ts';
import type { OwnClients } from '../src/aws/clients.ts';
import { AccessDeniedError } from '../src/domain/errors.ts';
import type { Environment } from './environment.ts';

/**
 * Credentials of the role through which everything in an account is reached; the process's own where no role is named.
 *
 * @param execution Named in CloudTrail as the session.
 */
export function accessCredentials(
  { sts }: Pick<OwnClients, 'sts'>,
  { accessRoleName, externalId }: Environment,
  account: string,
  execution: { readonly arn: string; readonly name: string },
  now: () => Date,
): CredentialSource {
  // arn:<partition>:states:<region>:<account>:… : the partition differs in China and GovCloud.
  const [, partition = 'aws', , , ownAccount] = execution.arn.split(':');
  if (accessRoleName === null) return ownCredentials(sts, { ownAccount, account });
  const role = {
    arn: `arn:${partition}:iam::${account}:role/${accessRoleName}`,
    sessionName: `eks-scheduler-${execution.name}`,
    externalId,
  };
  return assumeRole(sts, role, now);
}

/** Nobody is another account's by their own credentials. */
function ownCredentials(
  sts: OwnClients['sts'],
  { ownAccount, account }: { readonly ownAccount: string | undefined; readonly account: string },
): CredentialSource {
  return async () => {
    if (account === ownAccount) return sts.config.credentials();
    throw new AccessDeniedError(
      `The cluster is in account ${account}, and the credentials of this process are of ${ownAccount}.`,
      'Log in to the account of the cluster, or name a role to assume there: --access-role eks-scheduler-access.',
    );
  };
}
