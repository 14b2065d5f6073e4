import { DescribeClusterCommand, type EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { AccessDeniedError, TransientError } from '../domain/errors.ts';
import type { Place } from '../domain/fleet.ts';
import { callAws, isNamed } from './errors-from-aws.ts';
import type { ClusterDirectory } from './ports.ts';

/** The clusters of accounts and regions, through EKS. `clientOf` is asked once for each place. */
export function eksClusters(clientOf: (place: Place) => EKSClient): ClusterDirectory {
  const clients = new Map<string, EKSClient>();
  const eksIn = (place: Place): EKSClient => {
    const key = `${place.account}/${place.region}`;
    const client = clients.get(key) ?? clientOf(place);
    clients.set(key, client);
    return client;
  };
  return {
    names: async (place) => {
      const eks = eksIn(place);
      const names: string[] = [];
      let nextToken: string | undefined;
      do {
        const command = new ListClustersCommand({ maxResults: 100, ...(nextToken ? { nextToken } : {}) });
        const page = await callAws('eks:ListClusters', () =>
          eks.send(command).catch((error: unknown) => {
            throw asOfRegion(error, place);
          }),
        );
        names.push(...(page.clusters ?? []));
        nextToken = page.nextToken;
      } while (nextToken);
      return names;
    },
    tags: async (place, name) => {
      const command = new DescribeClusterCommand({ name });
      const { cluster } = await callAws('eks:DescribeCluster', () => eksIn(place).send(command));
      return cluster?.tags ?? {};
    },
  };
}

/**
 * A region that an account has not enabled knows none of its keys, and one that does not exist has no address. What it may be comes first: a
 * fleet's report has room for few letters.
 */
function asOfRegion(error: unknown, { account, region }: Place): unknown {
  if (!(error instanceof Error)) return error;
  const isUnknownName = 'code' in error && error.code === 'ENOTFOUND';
  const isRefused = isNamed(error, 'UnrecognizedClientException', 'InvalidClientTokenId', 'RegionDisabledException');
  if (!isUnknownName && !isRefused) return error;
  // An address that was not found may also be a resolver that failed for a moment.
  const Named = isUnknownName ? TransientError : AccessDeniedError;
  return new Named(
    `${isUnknownName ? 'ENOTFOUND' : error.name} for eks:ListClusters: region ${region} may not be enabled in account ${account}:`,
    `enable it, or take it out of regions. The answer was: ${error.message}`,
    { cause: error },
  );
}
