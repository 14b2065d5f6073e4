import { assumeRole, type CredentialSource } from '../src/aws/assume-role.ts';
import type { OwnClients } from '../src/aws/clients.ts';
import type { Environment } from './environment.ts';

/**
 * Credentials of the role through which everything in an account is reached.
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
  // arn:<partition>:states:… : the partition differs in China and GovCloud.
  const partition = execution.arn.split(':')[1] || 'aws';
  const role = {
    arn: `arn:${partition}:iam::${account}:role/${accessRoleName}`,
    sessionName: `eks-scheduler-${execution.name}`,
    externalId,
  };
  return assumeRole(sts, role, now);
}
