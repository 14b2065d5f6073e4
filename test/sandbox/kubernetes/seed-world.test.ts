import { expect, test } from '@jest/globals';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import { createApi } from '../../../sandbox/kubernetes/create-api.ts';
import type { Deployment, KubeObject, Node, Pod, ReplicaSet } from '../../../sandbox/kubernetes/objects.ts';
import { seedWorld } from '../../../sandbox/kubernetes/seed-world.ts';
import {
  aCluster,
  aDaemonSet,
  aDeployment,
  aJob,
  aNode,
  aPodWebhook,
  aService,
  aStatefulSet,
  evening,
} from './controllers/a-cluster.ts';

function seeded(objects: readonly KubeObject[]) {
  const clock = new SimulatedClock(evening);
  const api = createApi({ clock, seed: 1 });
  seedWorld(api, objects);
  return api;
}

function aPod(
  name: string,
  {
    owner,
    group = 'apps',
    nodeName,
    phase,
  }: { owner?: string; group?: string; nodeName?: string; phase?: string } = {},
) {
  const [kind = '', ownerName = ''] = owner?.split('/') ?? [];
  const reference = { apiVersion: `${group}/v1`, kind, name: ownerName, uid: 'of-the-real-cluster', controller: true };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: 'web' }, ...(owner && { ownerReferences: [reference] }) },
    spec: { containers: [{ name: 'main', image: 'web' }], ...(nodeName && { nodeName }) },
    ...(phase && { status: { phase } }),
  } as Pod;
}

function aReplicaSet(name: string, of: Deployment, { replicas = 1, image = '' } = {}): ReplicaSet {
  const { template, selector } = structuredClone(of.spec);
  const labels = { ...template.metadata?.labels, 'pod-template-hash': 'abc' };
  const [container] = template.spec.containers;
  if (image && container) container.image = image;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: of.metadata.name, uid: 'stale', controller: true },
      ],
    },
    spec: { replicas, selector, template: { ...template, metadata: { labels } } },
  };
}

const web = aDeployment('web', { replicas: 2 }) as Deployment;

test('namespaces that are only referred to are made', () => {
  const api = seeded([aDeployment('web', { namespace: 'shop' })]);

  expect(api.get('namespaces', undefined, 'shop')?.metadata.labels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
});

test('a node that says nothing is Ready and has room for pods', () => {
  const node = seeded([aNode('a')]).get('nodes', undefined, 'a') as Node;

  expect(node.status).toMatchObject({
    allocatable: { cpu: '4', memory: '16Gi', pods: '58' },
    conditions: [{ type: 'Ready', status: 'True' }],
  });
});

test('a node that the world says is not Ready stays so', async () => {
  const dead = { ...aNode('dead'), status: { conditions: [{ type: 'Ready', status: 'Unknown' as const }] } };
  const cluster = aCluster([dead, aNode('a'), web]);

  await cluster.clock.settled();

  expect(cluster.node('dead')?.status?.conditions?.[0]).toMatchObject({ type: 'Ready', status: 'Unknown' });
  expect(cluster.readyPods().map((pod) => pod.spec.nodeName)).toEqual(['a', 'a']);
});

test('pods are left to their owners, also when the ReplicaSet between them was not exported', () => {
  const api = seeded([web, aPod('web-abc-1', { owner: 'ReplicaSet/web-abc' }), aPod('bare')]);

  expect(api.list('pods').map(({ metadata }) => metadata.name)).toEqual(['bare']);
});

test('a pod of an owner that the twin does not know is kept, and has its owner', () => {
  const api = seeded([aPod('runner', { owner: 'Runner/ci' })]);

  expect(api.get('pods', 'default', 'runner')?.metadata.ownerReferences).toMatchObject([{ kind: 'Runner' }]);
});

test('an owner of another API group does not make the pods, whatever its kind and name', () => {
  const api = seeded([
    aDaemonSet('agent'),
    aPod('agent-1', { owner: 'DaemonSet/agent' }),
    aPod('agent-2', { owner: 'DaemonSet/agent', group: 'apps.example.com' }),
    aPod('web-abc-1', { owner: 'ReplicaSet/web-abc', group: 'apps.example.com' }),
    web,
  ]);

  expect(api.list('pods').map(({ metadata }) => metadata.name)).toEqual(['agent-2', 'web-abc-1']);
  // Nor does its pod become the DaemonSet's.
  expect(api.get('pods', 'default', 'agent-2')?.metadata.ownerReferences).toMatchObject([
    { uid: 'of-the-real-cluster' },
  ]);
});

test('a bare pod runs on its node in the evening; one that has finished stays finished', () => {
  const cluster = aCluster([
    aNode('a'),
    aNode('b'),
    aPod('bare', { nodeName: 'b', phase: 'Running' }),
    aPod('elsewhere', { nodeName: 'not-in-this-world', phase: 'Running' }),
    aPod('done', { nodeName: 'a', phase: 'Succeeded' }),
  ]);

  expect(cluster.pod('bare')).toMatchObject({ spec: { nodeName: 'b' }, status: { phase: 'Running' } });
  expect(cluster.pod('elsewhere')).toMatchObject({ spec: { nodeName: 'a' }, status: { phase: 'Running' } });
  expect(cluster.pod('done')?.status?.phase).toBe('Succeeded');
});

test("the world's ReplicaSet is adopted, with the uid that its Deployment has here", () => {
  const cluster = aCluster([aNode('a'), web, aReplicaSet('web-abc', web, { replicas: 2 })]);

  const sets = cluster.api.list('replicasets.apps');
  expect(sets.map(({ metadata }) => metadata.name)).toEqual(['web-abc']);
  expect(sets[0]?.metadata.ownerReferences?.[0]?.uid).toBe(
    cluster.api.get('deployments.apps', 'default', 'web')?.metadata.uid,
  );
  expect(cluster.readyPods()).toHaveLength(2);
});

test('a ReplicaSet that a rollout was about to leave is left out', () => {
  const api = seeded([web, aReplicaSet('web-old', web, { image: 'old' }), aReplicaSet('web-new', web)]);

  expect(api.list('replicasets.apps').map(({ metadata }) => metadata.name)).toEqual(['web-new']);
});

test('the evening is healthy at once, spread over the nodes, also under a Fail webhook whose backend is in the same world', () => {
  const backend = aDeployment('policy');
  const cluster = aCluster([
    aNode('a'),
    aNode('b'),
    aPodWebhook(['CREATE', 'UPDATE']),
    backend,
    aService('policy', [{ port: 443 }]),
    aDeployment('web', { replicas: 4 }),
    aStatefulSet('db', { replicas: 2 }),
    aJob('job'),
  ]);

  expect(cluster.elapsedSeconds()).toBe(0);
  expect(cluster.readyPods()).toHaveLength(8);
  expect(cluster.readyPods().filter((pod) => pod.spec.nodeName === 'a')).toHaveLength(4);
  expect(cluster.get<Deployment>('deployments.apps', 'web').status?.readyReplicas).toBe(4);
});

test('an evening at rest stays at rest: the controllers find nothing to write', async () => {
  const cluster = aCluster([aNode('a'), web, aService('web'), aStatefulSet('db'), aJob('job')]);
  const written: string[] = [];
  cluster.api.subscribe(({ resource, object }) => written.push(`${resource} ${object.metadata.name}`));

  await cluster.clock.settled();

  expect(written).toEqual([]);
  expect(cluster.elapsedSeconds()).toBe(0);
});
