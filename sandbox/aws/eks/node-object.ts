import type { Node } from '../../kubernetes/objects.ts';
import type { WorldNodeGroup } from '../../world.ts';
import type { Instance } from './instance.ts';
import { instanceResources } from './instance-resources.ts';

/** Tells the simulated kubelet how long its node takes from registering to being ready. */
export const bootSecondsAnnotation = 'sandbox.eks-scheduler.io/boot-seconds';
export const nodeGroupLabel = 'eks.amazonaws.com/nodegroup';

const effects = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
} as const;

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
  const resources = instanceResources(instanceType);
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
      annotations: {
        [bootSecondsAnnotation]: String(group.bootSeconds),
        // Every kubelet says it; without it no volume is attached.
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
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
