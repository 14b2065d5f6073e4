import { nodeGroupLabel } from '../../../sandbox/aws/eks/node-object.ts';
import type { KubeObject, Node, Pod, PodSpec } from '../../../sandbox/kubernetes/objects.ts';
import { mirrorAnnotation } from '../../../sandbox/kubernetes/pod-admission.ts';
import { podBehaviour } from '../../../sandbox/world.ts';
import {
  aBudget,
  aDaemonSet,
  aDeployment,
  aJob,
  aPod,
  aStatefulSet,
  type WorkloadParts,
} from '../../journeys/objects.ts';
import type { SeededApp, SeededCluster, State } from './seeded-cluster.ts';

/** On every pod: pods with the same value are alike, so that one may go in the other's place. */
export const alikeLabel = 'parity.example.com/alike';
/** On the nodes and pods of one copy, and the taint that keeps the other copies' pods away. */
const copyKey = 'parity.example.com/copy';
const budgetLabel = (budget: string) => `parity.example.com/${budget}`;

/**
 * One copy of a cluster: its namespace and its node group have the copy's name. In `evict-while-budgets-move` there is one more node, of
 * no node group and cordoned as long as the others are not.
 */
export function objectsOfCopy(cluster: SeededCluster, copy: string): KubeObject[] {
  const names = namesOfNodes(copy, cluster.nodes);
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: copy } },
    ...names.map((name) => aNode(name, copy, { [nodeGroupLabel]: copy })),
    ...(cluster.way === 'evict-while-budgets-move'
      ? [aNode(openNodeOf(copy), copy, {}, [copyTaint(copy), closedTaint])]
      : []),
    ...cluster.budgets.map(({ name, spec }) => {
      const budget = aBudget({ name, namespace: copy, ...spec });
      return { ...budget, spec: { ...budget.spec, selector: { matchLabels: { [budgetLabel(name)]: 'yes' } } } };
    }),
    ...cluster.apps
      .filter(({ owner }) => !owner.startsWith('missing'))
      .flatMap((app) => objectsOfApp(app, copy, names)),
  ];
}

/** No pod tolerates it, also none that tolerates a cordon. */
const closedTaint = { key: 'parity.example.com/closed', effect: 'NoSchedule' };

export function copyTaint(copy: string) {
  return { key: copyKey, value: copy, effect: 'NoSchedule' };
}

export function openNodeOf(copy: string): string {
  return `${copy}-open`;
}

/** The pods of an app whose owner does not exist, bound to the nodes by themselves. */
export function orphansOf(app: SeededApp, copy: string, nodes: number): KubeObject[] {
  const kind = app.owner.replace('missing ', '');
  const owner = { apiVersion: 'apps/v1', kind, name: `no-${app.name}`, uid: `00000000-${app.name}`, controller: true };
  return boundPods(app, copy, namesOfNodes(copy, nodes), owner);
}

function namesOfNodes(copy: string, nodes: number): string[] {
  return Array.from({ length: nodes }, (_, index) => `${copy}-${index}`);
}

function objectsOfApp(app: SeededApp, copy: string, nodes: readonly string[]): KubeObject[] {
  const parts = { ...partsOf(app, copy), replicas: app.pods };
  switch (app.owner) {
    case 'Deployment':
      return [aDeployment(parts)];
    case 'ReplicaSet':
      return [{ ...aDeployment(parts), kind: 'ReplicaSet' }];
    case 'StatefulSet': {
      const { volumeClaimTemplates: _none, ...spec } = aStatefulSet(parts).spec;
      return [{ ...aStatefulSet(parts), spec: { ...spec, podManagementPolicy: 'Parallel' } } as KubeObject];
    }
    case 'DaemonSet':
    case 'orphaned DaemonSet':
      return [aDaemonSet(parts)];
    case 'Job': {
      const job = aJob(parts);
      return [{ ...job, spec: { ...job.spec, completions: app.pods, parallelism: app.pods } }];
    }
    case 'custom resource':
      return boundPods(app, copy, nodes, { ...aStranger(app), apiVersion: 'db.example.com/v1', kind: 'Database' });
    case "another group's DaemonSet":
      return [
        aNamesake(app, copy),
        ...boundPods(app, copy, nodes, { ...aStranger(app), apiVersion: 'apps.example.com/v1', kind: 'DaemonSet' }),
      ];
    default:
      return boundPods(app, copy, nodes, null);
  }
}

/** An owner of a kind that the API server does not know, so that garbage collection lets its pods be. */
function aStranger({ name }: SeededApp) {
  return { name, uid: `11111111-${name}`, controller: true };
}

/** A DaemonSet of apps/v1 that has the name of another group's, and no pods: no node is right for it. */
function aNamesake({ name }: SeededApp, copy: string): KubeObject {
  return aDaemonSet({ name, namespace: copy, podSpec: { nodeSelector: { [copyKey]: 'nowhere' } } });
}

/** Made by hand, each on a node. */
function boundPods(
  app: SeededApp,
  copy: string,
  nodes: readonly string[],
  owner: Pick<NonNullable<Pod['metadata']['ownerReferences']>[number], 'apiVersion' | 'kind' | 'name' | 'uid'> | null,
): KubeObject[] {
  return Array.from({ length: app.pods }, (_, index) => {
    const parts = partsOf(app, copy);
    const pod = aPod({
      ...parts,
      name: `${app.name}-${index}`,
      podLabels: { app: app.name, ...parts.podLabels },
      podSpec: { ...parts.podSpec, nodeName: nodes[index % nodes.length] ?? '' },
      ...(app.state === 'terminating' && { finalizers: ['example.com/hold'] }),
      ...(owner && { ownerReferences: [owner] }),
    });
    const finished = { succeeded: 'Succeeded', failed: 'Failed' } as const;
    const phase = app.state === 'succeeded' || app.state === 'failed' ? finished[app.state] : null;
    return { ...pod, ...(phase && { status: { phase } }) };
  });
}

/** How the simulated kubelet treats pods in this state. */
const behaviours: Readonly<Record<State, Record<string, string>>> = {
  ready: {},
  'not-ready': { [podBehaviour.neverReady]: 'true' },
  pending: { [podBehaviour.startAfter]: '3600' },
  succeeded: { [podBehaviour.runFor]: '0' },
  // Its status is written once, and no kubelet may write over it.
  failed: { [podBehaviour.startAfter]: '3600' },
  terminating: {},
};

function partsOf(app: SeededApp, copy: string): Omit<WorkloadParts, 'replicas'> & { podSpec: Partial<PodSpec> } {
  const { name, state, budgets, graceSeconds, isReturning, isCritical, volume } = app;
  const isWrittenOnce = state === 'succeeded' && app.owner !== 'Job';
  const mirror = app.owner === 'mirror' ? { [mirrorAnnotation]: name } : {};
  return {
    name,
    namespace: copy,
    podLabels: {
      // Under one budget it is chance which of the pods in the same state go.
      [alikeLabel]: budgets.length === 1 ? `${budgets[0]}-${state}` : `${name}-${state}`,
      ...Object.fromEntries(budgets.map((budget) => [budgetLabel(budget), 'yes'])),
    },
    podAnnotations: {
      [podBehaviour.startAfter]: '1',
      [podBehaviour.stopAfter]: '1',
      ...behaviours[isWrittenOnce ? 'failed' : state],
      ...mirror,
    },
    podSpec: {
      nodeSelector: { [copyKey]: copy },
      terminationGracePeriodSeconds: graceSeconds,
      tolerations: [
        { ...copyTaint(copy), operator: 'Equal' },
        ...(isReturning ? [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] : []),
      ],
      ...(isCritical && { priorityClassName: 'system-cluster-critical' }),
      ...(volume === 'emptyDir' && { volumes: [{ name: 'data', emptyDir: {} }] }),
      ...(volume === 'hostPath' && { volumes: [{ name: 'data', hostPath: { path: '/data' } }] }),
    },
  };
}

function aNode(
  name: string,
  copy: string,
  labels: Record<string, string>,
  taints: NonNullable<Node['spec']>['taints'] = [copyTaint(copy)],
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { [copyKey]: copy, ...labels } },
    spec: { taints },
    status: { addresses: [{ type: 'InternalIP', address: '10.255.0.1' }] },
  };
}
