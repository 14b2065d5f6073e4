import type { ClusterDescription } from '../../src/aws/ports.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { failureFromApi } from '../../src/kubernetes/errors-from-api.ts';

/**
 * What an error of the cluster's API server means where the cluster takes no access entries. A 401 mostly passes, and is retried; there it does
 * not, unless aws-auth maps the role. Any other error stays as it is.
 */
export function asWithoutEntries(
  error: unknown,
  { name, authenticationMode }: Pick<ClusterDescription, 'name' | 'authenticationMode'>,
  { account, region }: Pick<ClusterId, 'account' | 'region'>,
): unknown {
  if (authenticationMode !== 'CONFIG_MAP' || !(error instanceof Error)) return error;
  if (failureFromApi(error.cause)?.status !== 401) return error;
  return new AccessDeniedError(
    `Kubernetes answered 401: cluster ${name} is of the authentication mode CONFIG_MAP, which knows no access entries, and its ConfigMap aws-auth does not map the scheduler’s role to the group eks-scheduler.`,
    `Run "aws eks update-cluster-config --name ${name} --access-config authenticationMode=API_AND_CONFIG_MAP --region ${region}" (no way leads back), then do what "npx eks-scheduler access --cluster ${name} --account ${account} --region ${region}" prints, then redrive. Or map the role in aws-auth.`,
    { cause: error },
  );
}
