import { DescribeClusterCommand, type EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import type { Place } from '../domain/fleet.ts';
import { callAws } from './errors-from-aws.ts';
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
        const page = await callAws('eks:ListClusters', () => eks.send(command));
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
