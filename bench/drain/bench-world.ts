import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { podBehaviour, type World } from '../../sandbox/world.ts';

/** How big the cluster is that is drained, and what guards its pods. */
export interface ClusterSize {
  readonly nodes: number;
  readonly deployments: number;
  /** Pods of each Deployment. */
  readonly replicas: number;
  /** How many of the Deployments have a budget that keeps 80 % of their pods. */
  readonly budgets: number;
}

/** What every pod carries; what a control plane has of its own does not. */
export const benchLabel = 'bench';

const deploymentsPerNamespace = 10;

/**
 * One managed node group, and Deployments whose pods stop in two seconds. No DaemonSets: a drain leaves them alone, so they would
 * only make the lists of all contestants longer.
 */
export function benchWorld(size: ClusterSize): World {
  const indices = Array.from({ length: size.deployments }, (_, index) => index);
  const namespaces = [...new Set(indices.map(namespaceOf))];
  return {
    cluster: { name: 'bench', version: '1.36', tags: {} },
    nodeGroups: [
      {
        ...{ name: 'workers', minSize: size.nodes, maxSize: size.nodes, desiredSize: size.nodes },
        // Takes 58 pods: the scheduler has room to spread 30 a node.
        ...{ instanceTypes: ['m6i.xlarge'], labels: {}, taints: [] },
        ...{ launchSeconds: 1, bootSeconds: 0, terminateSeconds: 1 },
      },
    ],
    objects: [
      ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...indices.filter((index) => isGuarded(index, size)).map(budget),
      ...indices.map((index) => deployment(index, size.replicas)),
    ],
    notes: [],
  };
}

/** Spread evenly, so that the first names are no better off than the last. */
function isGuarded(index: number, { deployments, budgets }: ClusterSize): boolean {
  return Math.floor(((index + 1) * budgets) / deployments) > Math.floor((index * budgets) / deployments);
}

function namespaceOf(index: number): string {
  return `bench-${String(Math.floor(index / deploymentsPerNamespace)).padStart(2, '0')}`;
}

function nameOf(index: number): string {
  return `app-${String(index).padStart(4, '0')}`;
}

function deployment(index: number, replicas: number): KubeObject {
  const app = nameOf(index);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: namespaceOf(index) },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: {
        metadata: {
          labels: { app, [benchLabel]: 'yes' },
          annotations: { [podBehaviour.startAfter]: '0', [podBehaviour.stopAfter]: '2' },
        },
        spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
      },
    },
  };
}

function budget(index: number): KubeObject {
  const app = nameOf(index);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace: namespaceOf(index) },
    spec: { minAvailable: '80%', selector: { matchLabels: { app } } },
  };
}
