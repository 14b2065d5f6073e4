import type { Node } from '../../kubernetes/objects.ts';
import type { WorldNodeGroup } from '../../world.ts';
import type { Instance } from './instance.ts';

/** Tells the simulated kubelet how long its node takes from registering to being ready. */
export const bootSecondsAnnotation = 'sandbox.eks-scheduler.io/boot-seconds';
export const nodeGroupLabel = 'eks.amazonaws.com/nodegroup';

const effects = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
} as const;

/** vCPU, GiB and pods of some common types; another type counts as an m5.large. */
const sizes: Readonly<Record<string, readonly [cpu: number, memoryGi: number, pods: number]>> = {
  't3.small': [2, 2, 11],
  't3.medium': [2, 4, 17],
  't3.large': [2, 8, 35],
  't3.xlarge': [4, 16, 58],
  'm5.large': [2, 8, 29],
  'm5.xlarge': [4, 16, 58],
  'm5.2xlarge': [8, 32, 58],
  'm5.4xlarge': [16, 64, 234],
  'c5.large': [2, 4, 29],
  'c5.xlarge': [4, 8, 58],
  'c5.2xlarge': [8, 16, 58],
  'r5.large': [2, 16, 29],
  'r5.xlarge': [4, 32, 58],
};

/**
 * The Node that the kubelet of a new instance registers with: not ready, tainted so, with the group's labels and taints. Resources
 * and labels are those of `sibling`, a node of the same group, where there is one.
 */
export function nodeObject(
  group: WorldNodeGroup,
  instance: Instance,
  { at, version, sibling }: { readonly at: Date; readonly version: string; readonly sibling: Node | undefined },
): Node {
  const { id, nodeName, zone, instanceType } = instance;
  const region = zone.slice(0, -1);
  const resources = resourcesOf(instanceType);
  const time = at.toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: {
        ...sibling?.metadata.labels,
        ...group.labels,
        [nodeGroupLabel]: group.name,
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': nodeName,
        'node.kubernetes.io/instance-type': instanceType,
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': zone,
        'topology.ebs.csi.aws.com/zone': zone,
      },
      annotations: { [bootSecondsAnnotation]: String(group.bootSeconds) },
    },
    spec: {
      providerID: `aws:///${zone}/${id}`,
      taints: [
        ...group.taints.map(({ key, value, effect }) => ({ key, ...(value && { value }), effect: effects[effect] })),
        { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
      ],
    },
    status: {
      capacity: { ...(sibling?.status?.capacity ?? resources) },
      allocatable: { ...(sibling?.status?.allocatable ?? resources) },
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'KubeletNotReady',
          message: 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady',
          lastHeartbeatTime: time,
          lastTransitionTime: time,
        },
      ],
      addresses: [
        { type: 'InternalIP', address: addressOf(nodeName) },
        { type: 'Hostname', address: nodeName },
        { type: 'InternalDNS', address: nodeName },
      ],
      nodeInfo: sibling?.status?.nodeInfo ?? nodeInfo(version, id),
    },
  };
}

function resourcesOf(instanceType: string): Record<string, string> {
  const [cpu, memoryGi, pods] = sizes[instanceType] ?? sizes['m5.large'] ?? [2, 8, 29];
  return { cpu: String(cpu), memory: `${memoryGi}Gi`, pods: String(pods), 'ephemeral-storage': '80Gi' };
}

/** `ip-10-0-1-23.eu-west-1.compute.internal` is 10.0.1.23. */
function addressOf(nodeName: string): string {
  return nodeName.replace(/^ip-/, '').replace(/\..*$/, '').replaceAll('-', '.');
}

/** What `kubectl get nodes -o wide` shows; every field is required by Kubernetes. */
function nodeInfo(version: string, id: string): Record<string, string> {
  return {
    architecture: 'amd64',
    operatingSystem: 'linux',
    osImage: 'Amazon Linux 2023',
    kernelVersion: '6.12.0',
    containerRuntimeVersion: 'containerd://2.1.0',
    kubeletVersion: `v${version}.0-eks-sandbox`,
    kubeProxyVersion: `v${version}.0-eks-sandbox`,
    machineID: id,
    systemUUID: id,
    bootID: id,
  };
}
