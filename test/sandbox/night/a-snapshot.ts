import type { NamedSize, WorldSnapshot } from '../../../sandbox/night/world-snapshot.ts';

export function aSize(parts: Partial<NamedSize> = {}): NamedSize {
  return { name: 'apps', minSize: 2, maxSize: 10, desiredSize: 5, tags: {}, ...parts };
}

/** A cluster as it is on a good evening: one group of five nodes, one Deployment, one webhook that fails closed. */
export function aSnapshot(parts: Partial<WorldSnapshot> = {}): WorldSnapshot {
  return {
    nodeGroups: [aSize()],
    nodes: 5,
    nodesOf: { apps: 5 },
    cordoned: [],
    readyPods: 12,
    waitingPods: [],
    workloads: { 'Deployment shop/web': { replicas: 3, ready: 3 } },
    webhooks: { 'Validating/policies/nodes.example.io': 'Fail' },
    marks: [],
    ...parts,
  };
}
