import {
  CreateAccessEntryCommand,
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  type EKSClient,
  UpdateAccessEntryCommand,
} from '@aws-sdk/client-eks';
import { callAws, isNamed } from './errors-from-aws.ts';

/** Who may come into a cluster, through EKS. */
export interface ClusterDoor {
  /** The Kubernetes groups of a principal's access entry; null where it has none. */
  groupsOf(principalArn: string): Promise<readonly string[] | null>;
  /** Makes an entry of these groups; `there` where somebody was quicker. */
  addEntry(principalArn: string, groups: readonly string[]): Promise<'made' | 'there'>;
  /** Puts these groups in the place of those that the entry has. */
  setGroups(principalArn: string, groups: readonly string[]): Promise<void>;
  /** From where the API server can be reached. */
  endpointAccess(): Promise<EndpointAccess>;
}

export interface EndpointAccess {
  readonly isPublic: boolean;
  readonly isPrivate: boolean;
  /** Networks that the public endpoint takes requests from. */
  readonly publicFrom: readonly string[];
}

/** The access entries of one cluster, with the rights of whoever the client belongs to. */
export function clusterDoor(eks: EKSClient, clusterName: string): ClusterDoor {
  return {
    groupsOf: (principalArn) =>
      callAws('eks:DescribeAccessEntry', async () => {
        try {
          const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName, principalArn }));
          return accessEntry?.kubernetesGroups ?? [];
        } catch (error) {
          if (isNamed(error, 'ResourceNotFoundException')) return null;
          throw error;
        }
      }),
    addEntry: (principalArn, groups) =>
      callAws('eks:CreateAccessEntry', async () => {
        const command = new CreateAccessEntryCommand({
          clusterName,
          principalArn,
          kubernetesGroups: [...groups],
          type: 'STANDARD',
        });
        try {
          await eks.send(command);
          return 'made';
        } catch (error) {
          if (isNamed(error, 'ResourceInUseException')) return 'there';
          throw error;
        }
      }),
    setGroups: async (principalArn, groups) => {
      const command = new UpdateAccessEntryCommand({ clusterName, principalArn, kubernetesGroups: [...groups] });
      await callAws('eks:UpdateAccessEntry', () => eks.send(command));
    },
    endpointAccess: async () => {
      const { cluster } = await callAws('eks:DescribeCluster', () =>
        eks.send(new DescribeClusterCommand({ name: clusterName })),
      );
      const { endpointPublicAccess, endpointPrivateAccess, publicAccessCidrs } = cluster?.resourcesVpcConfig ?? {};
      return {
        isPublic: endpointPublicAccess ?? true,
        isPrivate: endpointPrivateAccess ?? false,
        publicFrom: publicAccessCidrs ?? [],
      };
    },
  };
}
