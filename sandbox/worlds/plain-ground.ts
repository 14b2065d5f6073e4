import type { KubeObject } from '../kubernetes/objects.ts';
import type { WorldNodeGroup } from '../world.ts';

/** What a world has that says nothing of node groups. */
export const plainNodeGroup: WorldNodeGroup = {
  name: 'workers',
  minSize: 2,
  maxSize: 4,
  desiredSize: 2,
  instanceTypes: ['m6i.large'],
  labels: {},
  taints: [],
  launchSeconds: 35,
  bootSeconds: 30,
  terminateSeconds: 40,
};

/**
 * A plain cluster for a world that brings objects but no nodes (webhook configurations alone, say): one node group of two nodes,
 * and what every EKS cluster runs. An object that the world brings itself is not put there twice.
 */
export function plainGround(objects: readonly KubeObject[]): { nodeGroups: WorldNodeGroup[]; objects: KubeObject[] } {
  const brought = new Set(objects.map(identityOf));
  const ground = [daemonSet('aws-node'), daemonSet('kube-proxy'), coreDns(), coreDnsService()];
  return {
    nodeGroups: [plainNodeGroup],
    objects: [...objects, ...ground.filter((object) => !brought.has(identityOf(object)))],
  };
}

function identityOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function daemonSet(name: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace: 'kube-system', labels: { 'k8s-app': name } },
    spec: {
      selector: { matchLabels: { 'k8s-app': name } },
      template: {
        metadata: { labels: { 'k8s-app': name } },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists' }],
          containers: [{ name, image: `602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/${name}:v1` }],
        },
      },
    },
  };
}

function coreDns(): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      template: {
        metadata: { labels: { 'k8s-app': 'kube-dns' } },
        spec: {
          priorityClassName: 'system-cluster-critical',
          tolerations: [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
          containers: [{ name: 'coredns', image: '602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/coredns:v1' }],
        },
      },
    },
  };
}

function coreDnsService(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    spec: { selector: { 'k8s-app': 'kube-dns' }, ports: [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 }] },
  };
}
