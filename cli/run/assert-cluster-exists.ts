import { eksClient } from '../../src/aws/clients.ts';
import { eksClusters } from '../../src/aws/eks-clusters.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { AccessDeniedError, ConfigurationError, TransientError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { Deployment } from '../connect-to-deployment.ts';

/**
 * Sees with the person's own credentials that a cluster exists, before a run of it is started. In another account only the run itself
 * can tell, and so it is where asking is denied.
 *
 * @throws {ConfigurationError} with the nearest names.
 */
export async function assertClusterExists(
  { account, region: home, clients }: Deployment,
  asked: { readonly cluster: string; readonly account: string | undefined; readonly region: string | undefined },
): Promise<void> {
  if (asked.account !== undefined && asked.account !== account) return;
  const place = { account, region: asked.region ?? home };
  const directory = eksClusters(() => eksClient(place.region, () => clients.sts.config.credentials()));
  try {
    if (await exists(() => directory.tags(place, asked.cluster))) return;
    throw missing(asked.cluster, place, await directory.names(place));
  } catch (error) {
    // Prepare run has rights of its own, and says what is wrong.
    if (error instanceof AccessDeniedError || error instanceof TransientError) return;
    throw error;
  }
}

async function exists(describe: () => Promise<unknown>): Promise<boolean> {
  try {
    await describe();
    return true;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return false;
    throw error;
  }
}

function missing(
  cluster: string,
  { account, region }: { readonly account: string; readonly region: string },
  names: readonly string[],
): ConfigurationError {
  const near = nearest(cluster, names);
  const there = names.length === 0 ? 'There is none' : `There are ${few(names).join(', ')}`;
  return new ConfigurationError(
    `There is no cluster ${cluster} in account ${account}, region ${region}.`,
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `${there}; for one elsewhere say --cluster-region or --account.`,
  );
}
