import {
  type Cluster,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  type EKSClient,
  ListNodegroupsCommand,
  type Nodegroup,
  TagResourceCommand,
  type Taint,
  UntagResourceCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { ClusterUnreachableError, NodeGroupError } from '../domain/errors.ts';
import type { NodeGroupSize } from '../domain/recorded-state.ts';
import type { ClusterId } from '../domain/run.ts';
import { latestUpdate } from './eks-updates.ts';
import { callAws, isNamed } from './errors-from-aws.ts';
import { mapLimited } from './map-limited.ts';
import type { ClusterDescription, NodeGroup, NodeGroups } from './ports.ts';

/** EKS publishes no request rates; a handful of describes at once has never been throttled. */
const describesAtOnce = 5;

/** The managed node groups of one cluster, through EKS in its region. */
export function eksNodeGroups(eks: EKSClient, cluster: ClusterId): NodeGroups {
  const name = cluster.name;
  const describe = (nodegroupName: string) => describeNodeGroup(eks, cluster, nodegroupName);
  return {
    describeCluster: () => describeCluster(eks, cluster),
    describe,
    names: () => listNames(eks, cluster),
    list: async () => {
      const names = await listNames(eks, cluster);
      const groups = await mapLimited(names, describesAtOnce, describe);
      return groups.filter((group) => group !== null);
    },
    resize: (nodegroupName, size) => resize(eks, name, nodegroupName, size),
    latestUpdate: (nodegroupName) => latestUpdate(eks, name, nodegroupName),
    tag: async (resourceArn, tags) => {
      await callAws('eks:TagResource', () => eks.send(new TagResourceCommand({ resourceArn, tags: { ...tags } })));
    },
    untag: async (resourceArn, keys) => {
      if (keys.length === 0) return;
      const command = new UntagResourceCommand({ resourceArn, tagKeys: [...keys] });
      await callAws('eks:UntagResource', () => eks.send(command));
    },
  };
}

function noSuchCluster({ account, region, name }: ClusterId, cause: unknown): ClusterUnreachableError {
  return new ClusterUnreachableError(
    `EKS knows no cluster "${name}" in account ${account}, region ${region}.`,
    'Check the name, and give region and account in the input when they are not the scheduler’s own.',
    { cause },
  );
}

async function describeCluster(eks: EKSClient, cluster: ClusterId): Promise<ClusterDescription> {
  const { name } = cluster;
  const answer = await callAws('eks:DescribeCluster', async () => {
    try {
      return await eks.send(new DescribeClusterCommand({ name }));
    } catch (error) {
      throw isNamed(error, 'ResourceNotFoundException') ? noSuchCluster(cluster, error) : error;
    }
  });
  if (!answer.cluster) throw noSuchCluster(cluster, answer);
  return clusterFromEks(name, answer.cluster);
}

function clusterFromEks(name: string, cluster: Cluster): ClusterDescription {
  return {
    name,
    arn: cluster.arn ?? '',
    status: cluster.status ?? 'UNKNOWN',
    version: cluster.version ?? '',
    endpoint: cluster.endpoint ?? '',
    certificateAuthority: cluster.certificateAuthority?.data ?? '',
    tags: cluster.tags ?? {},
    isAutoMode: cluster.computeConfig?.enabled ?? false,
    authenticationMode: cluster.accessConfig?.authenticationMode ?? 'UNKNOWN',
  };
}

async function listNames(eks: EKSClient, cluster: ClusterId): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListNodegroupsCommand({ clusterName: cluster.name, maxResults: 100, nextToken });
    const page = await callAws('eks:ListNodegroups', async () => {
      try {
        return await eks.send(command);
      } catch (error) {
        throw isNamed(error, 'ResourceNotFoundException') ? noSuchCluster(cluster, error) : error;
      }
    });
    names.push(...(page.nodegroups ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return names;
}

async function describeNodeGroup(eks: EKSClient, cluster: ClusterId, nodegroupName: string): Promise<NodeGroup | null> {
  const command = new DescribeNodegroupCommand({ clusterName: cluster.name, nodegroupName });
  return callAws('eks:DescribeNodegroup', async () => {
    try {
      const { nodegroup } = await eks.send(command);
      return nodegroup ? nodeGroupFromEks(nodegroupName, nodegroup) : null;
    } catch (error) {
      if (!isNamed(error, 'ResourceNotFoundException')) throw error;
      // EKS says the same of a cluster that is not there: "No cluster found for name: …".
      if (error instanceof Error && /no cluster found/i.test(error.message)) throw noSuchCluster(cluster, error);
      return null;
    }
  });
}

function nodeGroupFromEks(name: string, group: Nodegroup): NodeGroup {
  const scaling = group.scalingConfig;
  if (scaling?.minSize === undefined || scaling.maxSize === undefined || scaling.desiredSize === undefined) {
    // A size that is not there must never pass for a zero: zeros are what gets recorded.
    throw new NodeGroupError(`EKS gives no sizes for node group ${name}.`, 'Look at the node group in EKS.');
  }
  return {
    name,
    arn: group.nodegroupArn ?? '',
    status: group.status ?? 'UNKNOWN',
    minSize: scaling.minSize,
    maxSize: scaling.maxSize,
    desiredSize: scaling.desiredSize,
    instanceTypes: group.instanceTypes ?? [],
    tags: group.tags ?? {},
    labels: group.labels ?? {},
    taints: (group.taints ?? []).map(taintFromEks),
    healthIssues: (group.health?.issues ?? []).map((issue) => ({
      code: issue.code ?? 'Unknown',
      message: issue.message ?? '',
      resourceIds: issue.resourceIds ?? [],
    })),
    autoScalingGroups: (group.resources?.autoScalingGroups ?? []).flatMap(
      (autoScalingGroup) => autoScalingGroup.name ?? [],
    ),
  };
}

const effects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
};

function taintFromEks({ key = '', value, effect }: Taint) {
  const taint = { key, effect: effects[effect ?? ''] ?? effect ?? '' };
  return value === undefined ? taint : { ...taint, value };
}

const refusals = [
  'InvalidParameterException',
  'InvalidRequestException',
  'ResourceNotFoundException',
  'ClientException',
  'ResourceLimitExceededException',
];

async function resize(
  eks: EKSClient,
  clusterName: string,
  nodegroupName: string,
  { minSize, maxSize, desiredSize }: NodeGroupSize,
): ReturnType<NodeGroups['resize']> {
  // All three together: EKS refuses a minimum above the desired size that stands.
  const scalingConfig = { minSize, maxSize, desiredSize };
  const command = new UpdateNodegroupConfigCommand({ clusterName, nodegroupName, scalingConfig });
  return callAws('eks:UpdateNodegroupConfig', async () => {
    try {
      const { update } = await eks.send(command);
      return { result: 'updating', updateId: update?.id ?? '' };
    } catch (error) {
      if (isNamed(error, 'ResourceInUseException') && error instanceof Error) {
        return { result: 'busy', message: error.message };
      }
      if (!isNamed(error, ...refusals) || !(error instanceof Error)) throw error;
      throw new NodeGroupError(
        `EKS refused min ${minSize}, max ${maxSize}, desired ${desiredSize} for node group ${nodegroupName}: ${error.message}.`,
        'Remove the cause that EKS names, then redrive this execution.',
        { cause: error },
      );
    }
  });
}
