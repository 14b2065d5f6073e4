import { expect, test } from '@jest/globals';
import type { EndpointSlice, Lease, Node } from '../../../../sandbox/kubernetes/objects.ts';
import {
  aCluster,
  aDaemonSet,
  aDeployment,
  admin,
  aNewNode,
  aNode,
  aPodWebhook,
  aService,
  isReadyPod,
  networkDaemonSets,
  relaxWebhook,
} from './a-cluster.ts';

const readiness = (node: Node | undefined) => node?.status?.conditions?.find(({ type }) => type === 'Ready');
const taintsOf = (node: Node | undefined) => node?.spec?.taints?.map(({ key, effect }) => `${key}:${effect}`) ?? [];

test('a node is Ready when it has booted and its network runs, and is open from then on', async () => {
  const cluster = aCluster(networkDaemonSets);
  cluster.api.create(admin, 'nodes', aNewNode('new', { bootSeconds: 30 }));

  await cluster.seconds(29);
  expect(readiness(cluster.node('new'))?.status).toBe('False');
  expect(cluster.readyPods('kube-system')).toHaveLength(2);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(30);
  expect(readiness(cluster.node('new'))?.status).toBe('True');
  expect(taintsOf(cluster.node('new'))).toEqual([]);
});

test('a pod with a network of its own waits for the node to be Ready, whatever it tolerates', async () => {
  const agent = aDaemonSet('agent', { pod: { tolerations: [{ operator: 'Exists' }] } });
  const cluster = aCluster([...networkDaemonSets, agent]);
  cluster.api.create(admin, 'nodes', aNewNode('new', { bootSeconds: 30 }));

  await cluster.seconds(29);
  expect(cluster.pods('default').map((pod) => [pod.spec.nodeName, pod.status?.phase])).toEqual([['new', 'Pending']]);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(35);
  expect(cluster.readyPods('default')).toHaveLength(1);
});

test('a dead Fail webhook on pods keeps a new node from ever being Ready, until it is relaxed', async () => {
  const cluster = aCluster([...networkDaemonSets, aPodWebhook(['CREATE'])]);
  cluster.api.create(admin, 'nodes', aNewNode('new', { bootSeconds: 30 }));
  await cluster.clock.settled();
  expect(readiness(cluster.node('new'))).toMatchObject({
    status: 'False',
    message: expect.stringContaining('cni plugin not initialized'),
  });

  relaxWebhook(cluster.api);
  await cluster.clock.settled();

  expect(readiness(cluster.node('new'))?.status).toBe('True');
});

test('the same webhook set to Ignore keeps nobody', async () => {
  const cluster = aCluster([...networkDaemonSets, aPodWebhook(['CREATE'], 'Ignore')]);
  cluster.api.create(admin, 'nodes', aNewNode('new', { bootSeconds: 30 }));

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(30);
  expect(readiness(cluster.node('new'))?.status).toBe('True');
});

test('a second new node brings a blocked DaemonSet back at once, however long it had to back off', async () => {
  const cluster = aCluster([...networkDaemonSets, aPodWebhook(['CREATE'])]);
  cluster.api.create(admin, 'nodes', aNewNode('first'));
  await cluster.clock.settled();
  relaxWebhook(cluster.api);
  cluster.api.create(admin, 'nodes', aNewNode('second'));

  await cluster.seconds(10);

  expect(readiness(cluster.node('first'))?.status).toBe('True');
  expect(readiness(cluster.node('second'))?.status).toBe('True');
});

test('a cordoned node carries the unschedulable taint until it is uncordoned', async () => {
  const cluster = aCluster([aNode('a')]);
  cluster.cordonAll();
  await cluster.clock.settled();
  expect(taintsOf(cluster.node('a'))).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']);

  cluster.api.edit<Node>(admin, 'nodes', undefined, 'a', (live) => {
    delete live.spec?.unschedulable;
  });
  await cluster.clock.settled();

  expect(taintsOf(cluster.node('a'))).toEqual([]);
});

test('pods of a node that is gone are deleted by force a minute later, and look alive until then', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web', { replicas: 2 })]);
  cluster.api.delete(admin, 'nodes', undefined, 'a');

  await cluster.seconds(59);
  expect(cluster.readyPods()).toHaveLength(2);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(60);
  expect(cluster.pods().map((pod) => pod.status?.phase)).toEqual(['Pending', 'Pending']);
});

test('a webhook on pod deletions keeps the garbage collector from them, until it is relaxed', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web'), aPodWebhook(['DELETE'])]);
  cluster.api.delete(admin, 'nodes', undefined, 'a');
  await cluster.clock.settled();
  expect(cluster.pods().map((pod) => pod.spec.nodeName)).toContain('a');

  relaxWebhook(cluster.api);
  await cluster.clock.settled();

  expect(cluster.pods().map((pod) => pod.spec.nodeName)).toEqual([undefined]);
});

test('a kubelet that falls silent is Unknown after 50 seconds, its pods not Ready and evicted after five minutes', async () => {
  const cluster = aCluster([aNode('silent'), aNode('other'), aDeployment('web', { replicas: 2 }), aService('web')]);
  silence(cluster, 'silent');

  await cluster.seconds(49);
  expect(cluster.readyPods()).toHaveLength(2);
  await cluster.seconds(2);
  expect(readiness(cluster.node('silent'))?.status).toBe('Unknown');
  expect(taintsOf(cluster.node('silent')).sort()).toEqual([
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/unreachable:NoSchedule',
  ]);
  expect(cluster.readyPods()).toHaveLength(1);
  const [slice] = cluster.api.list('endpointslices.discovery.k8s.io') as EndpointSlice[];
  expect(slice?.endpoints.filter(({ conditions }) => conditions?.ready)).toHaveLength(1);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(355);
  expect(cluster.readyPods().map((pod) => pod.spec.nodeName)).toEqual(['other', 'other']);
  expect(cluster.pods().filter((pod) => pod.metadata.deletionTimestamp)).toHaveLength(1);
});

test('a kubelet that comes back finds its pods Ready again', async () => {
  const cluster = aCluster([aNode('silent'), aNode('other'), aDeployment('web', { replicas: 2 })]);
  silence(cluster, 'silent');
  await cluster.seconds(60);

  cluster.api.edit<Node>(admin, 'nodes', undefined, 'silent', (live) => {
    delete live.metadata.labels?.['sandbox.eks-scheduler.io/kubelet-stopped'];
  });
  await cluster.clock.settled();

  expect(readiness(cluster.node('silent'))?.status).toBe('True');
  expect(taintsOf(cluster.node('silent'))).toEqual([]);
  expect(cluster.pods().every(isReadyPod)).toBe(true);
  expect(cluster.elapsedSeconds()).toBe(60);
});

test('while no node is Ready nobody is evicted', async () => {
  const cluster = aCluster([aNode('a'), aNode('b'), aDeployment('web', { replicas: 2 })]);
  silence(cluster, 'a');
  silence(cluster, 'b');

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(50);
  expect(cluster.pods().filter((pod) => pod.metadata.deletionTimestamp)).toEqual([]);
  expect(taintsOf(cluster.node('a'))).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
});

test('a lease is renewed while the kubelet lives, without time having to run for it', async () => {
  const cluster = aCluster([aNode('a')]);
  const renewedAt = () => cluster.get<Lease>('leases.coordination.k8s.io', 'a', 'kube-node-lease').spec?.renewTime;
  await cluster.seconds(95);
  expect(renewedAt()).toBe('2026-11-23T19:01:30.000000Z');
  silence(cluster, 'a');
  await cluster.seconds(100);

  expect(renewedAt()).toBe('2026-11-23T19:01:30.000000Z');
});

function silence(cluster: ReturnType<typeof aCluster>, name: string): void {
  cluster.api.edit<Node>(admin, 'nodes', undefined, name, (live) => {
    live.metadata.labels = { ...live.metadata.labels, 'sandbox.eks-scheduler.io/kubelet-stopped': '1' };
  });
}
