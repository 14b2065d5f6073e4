import type { DisruptionBudget, Node, Pod } from '../../src/domain/kubernetes-objects.ts';

/** A pod of Deployment shop/cart that runs on node n1; say only what differs. */
export function aPod(differs: Partial<Pod> = {}): Pod {
  const name = differs.name ?? 'cart-7d9f-abcde';
  return {
    namespace: 'shop',
    name,
    uid: `uid-of-${name}`,
    nodeName: 'n1',
    phase: 'Running',
    isReady: true,
    isMirror: false,
    controller: aController('ReplicaSet', 'cart-7d9f'),
    labels: { app: 'cart' },
    tolerations: [],
    priorityClassName: null,
    hasEmptyDir: false,
    claims: [],
    graceSeconds: 30,
    createdAt: new Date('2026-11-01T08:00:00Z'),
    deletionAt: null,
    hasFinalizers: false,
    trouble: null,
    ...differs,
  };
}

export function aController(kind: string, name: string): NonNullable<Pod['controller']> {
  return { kind, name, apiVersion: kind === 'ReplicationController' ? 'v1' : 'apps/v1' };
}

/** A budget over the pods of `aPod`, satisfiable by one. */
export function aBudget(differs: Partial<DisruptionBudget> = {}): DisruptionBudget {
  const { desiredHealthy = 1, currentHealthy = 2 } = differs;
  return {
    namespace: 'shop',
    name: 'cart-pdb',
    selector: { matchLabels: { app: 'cart' } },
    desiredHealthy,
    currentHealthy,
    disruptionsAllowed: Math.max(0, currentHealthy - desiredHealthy),
    expectedPods: currentHealthy,
    unhealthyPodEvictionPolicy: 'IfHealthyBudget',
    isSynced: true,
    changedAt: new Date('2026-11-01T07:00:00Z'),
    ...differs,
  };
}

/** A Ready node of node group apps that is open for pods. */
export function aNode(differs: Partial<Node> = {}): Node {
  const name = differs.name ?? 'n1';
  return {
    name,
    uid: `uid-of-${name}`,
    resourceVersion: '1',
    nodeGroup: 'apps',
    isUnschedulable: false,
    ready: 'True',
    taints: [],
    isAllocatable: true,
    isFargate: false,
    labels: {},
    annotations: {},
    createdAt: new Date('2026-11-01T07:00:00Z'),
    ...differs,
  };
}
