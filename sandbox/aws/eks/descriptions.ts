import type { AccessEntries } from './access-entries.ts';
import type { EksOptions } from './eks.ts';
import type { NodeGroup } from './node-group.ts';
import type { Tags } from './tags.ts';

export interface EksState extends Omit<EksOptions, 'nodeGroups' | 'accessEntries'> {
  readonly groups: ReadonlyMap<string, NodeGroup>;
  readonly arns: { readonly cluster: string; readonly groups: ReadonlyMap<string, string> };
  readonly tags: Tags;
  readonly entries: AccessEntries;
  /** The cluster's status where it may be another than ACTIVE. */
  readonly health?: { status: string };
  /** Where its API server can be reached from, where that may be elsewhere than everywhere. */
  readonly network?: { isPublic: boolean };
}

/** A cluster without Auto Mode, as DescribeCluster answers it. */
export function describeCluster({ cluster, kubernetes, arns, tags, account, health, entries, network }: EksState) {
  return {
    name: cluster.name,
    arn: arns.cluster,
    // The sandbox does not know when the cluster was made; the field is always there.
    createdAt: Date.UTC(2026, 0, 1) / 1000,
    version: cluster.version,
    platformVersion: 'eks.1',
    status: health?.status ?? 'ACTIVE',
    endpoint: kubernetes.url,
    certificateAuthority: { data: Buffer.from(kubernetes.caPem).toString('base64') },
    roleArn: `arn:aws:iam::${account}:role/${cluster.name}-cluster`,
    accessConfig: { authenticationMode: entries.authenticationMode },
    resourcesVpcConfig: {
      endpointPublicAccess: network?.isPublic ?? true,
      endpointPrivateAccess: true,
      publicAccessCidrs: network?.isPublic === false ? [] : ['0.0.0.0/0'],
    },
    computeConfig: { enabled: false },
    health: { issues: [] },
    tags: tags.of(arns.cluster),
  };
}

/** A node group as DescribeNodegroup answers it. */
export function describeNodegroup({ cluster, arns, tags, account }: EksState, group: NodeGroup) {
  const { world, asg } = group;
  const arn = arns.groups.get(group.name) ?? '';
  return {
    nodegroupName: group.name,
    nodegroupArn: arn,
    clusterName: cluster.name,
    version: cluster.version,
    createdAt: group.createdAt,
    modifiedAt: group.modifiedAt,
    status: group.status,
    capacityType: 'ON_DEMAND',
    amiType: 'AL2023_x86_64_STANDARD',
    scalingConfig: group.scaling,
    instanceTypes: world.instanceTypes,
    nodeRole: `arn:aws:iam::${account}:role/${cluster.name}-node`,
    labels: world.labels,
    taints: world.taints,
    resources: { autoScalingGroups: [{ name: asg.name }] },
    health: { issues: asg.issues },
    updateConfig: { maxUnavailable: 1 },
    tags: tags.of(arn),
  };
}
