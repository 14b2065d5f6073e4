import { expect, test } from '@jest/globals';
import type { DaemonSet, Deployment, Job, KubeObject, StatefulSet } from '../../../../sandbox/kubernetes/objects.ts';
import {
  aCluster,
  aDaemonSet,
  aDeployment,
  admin,
  aJob,
  aNewNode,
  aNode,
  aPodWebhook,
  aStatefulSet,
  relaxWebhook,
} from './a-cluster.ts';

const nodes = [aNode('a'), aNode('b'), aNode('c')];

test('a Deployment comes up: a ReplicaSet, its pods spread over the nodes and Ready after five seconds', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 3 })], { isRunning: false });

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(5);
  expect(
    cluster
      .readyPods()
      .map((pod) => pod.spec.nodeName)
      .sort(),
  ).toEqual(['a', 'b', 'c']);
  expect(cluster.get<Deployment>('deployments.apps', 'web').status).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    updatedReplicas: 3,
    unavailableReplicas: 0,
    observedGeneration: 1,
  });
});

test('a Deployment that is scaled down gives up its pods that are not Ready first', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web', { replicas: 1 })]);
  const [old] = cluster.readyPods();
  cluster.cordonAll();
  cluster.scale('web', 3);
  await cluster.clock.settled();
  expect(cluster.pods()).toHaveLength(3);

  cluster.scale('web', 1);
  await cluster.clock.settled();

  expect(cluster.pods().map((pod) => pod.metadata.name)).toEqual([old?.metadata.name]);
});

test('a pod that is not Ready goes before one that is', async () => {
  const cluster = aCluster([aNode('a'), aNode('b'), aDeployment('web', { replicas: 2 })]);
  cluster.api.edit(admin, 'nodes', undefined, 'b', (live) => {
    live.metadata.labels = { 'sandbox.eks-scheduler.io/kubelet-stopped': '1' };
  });
  await cluster.seconds(60);

  cluster.scale('web', 1);
  await cluster.seconds(1);

  const staying = cluster.pods().filter((pod) => !pod.metadata.deletionTimestamp);
  expect(staying.map((pod) => pod.spec.nodeName)).toEqual(['a']);
});

test('a new template replaces the old pods by a ReplicaSet of its own', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2 })]);
  const before = cluster.pods().map((pod) => pod.metadata.uid);

  cluster.api.edit<Deployment>(admin, 'deployments.apps', 'default', 'web', (live) => {
    live.spec.template.metadata = { ...live.spec.template.metadata, annotations: { restarted: 'yes' } };
  });
  await cluster.clock.settled();

  expect(cluster.readyPods()).toHaveLength(2);
  expect(cluster.pods().filter((pod) => before.includes(pod.metadata.uid))).toEqual([]);
  expect(cluster.api.list('replicasets.apps')).toHaveLength(2);
});

test('with every node cordoned the replacements of evicted pods stay Pending, and say why', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 3 })]);
  cluster.cordonAll();
  for (const pod of cluster.pods()) cluster.api.evict(admin, 'default', pod.metadata.name);

  await cluster.clock.settled();

  expect(cluster.pods().map((pod) => pod.status?.phase)).toEqual(['Pending', 'Pending', 'Pending']);
  expect(cluster.pods()[0]?.status?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: '0/3 nodes are available: 3 node(s) were unschedulable.',
    }),
  );
});

test('Pending pods start when a node joins', async () => {
  const cluster = aCluster([aDeployment('web', { replicas: 2 })], { isRunning: false });
  await cluster.clock.settled();
  expect(cluster.readyPods()).toEqual([]);

  cluster.api.create(admin, 'nodes', aNewNode('new', { bootSeconds: 20 }));
  await cluster.clock.settled();

  expect(cluster.readyPods()).toHaveLength(2);
  expect(cluster.elapsedSeconds()).toBe(25);
});

test('pods go only onto nodes that have room for them, the important ones first', async () => {
  const requests = { containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: '3' } } }] };
  const cluster = aCluster(
    [
      aNode('a'),
      aDeployment('any', { replicas: 1, pod: requests }),
      aDeployment('critical', { replicas: 1, pod: { ...requests, priorityClassName: 'system-cluster-critical' } }),
    ],
    { isRunning: false },
  );

  await cluster.clock.settled();

  const [ready] = cluster.readyPods();
  expect(cluster.readyPods()).toHaveLength(1);
  expect(ready?.metadata.labels?.app).toBe('critical');
});

test('a DaemonSet runs on each node that it is for, also on a cordoned one, and not on a tainted one', async () => {
  const tainted = aNode('gpu', { taints: [{ key: 'gpu', effect: 'NoSchedule' }] });
  const other = aNode('windows', { labels: { os: 'windows' } });
  const linux = ['a', 'b'].map((name) => aNode(name, { labels: { os: 'linux' } }));
  const cluster = aCluster(
    [...linux, tainted, other, aDaemonSet('agent', { pod: { nodeSelector: { os: 'linux' } } })],
    {
      isRunning: false,
    },
  );
  cluster.cordonAll();

  await cluster.clock.settled();

  expect(cluster.readyPods().map((pod) => pod.spec.nodeName)).toEqual(['a', 'b']);
  expect(cluster.get<DaemonSet>('daemonsets.apps', 'agent').status).toMatchObject({
    desiredNumberScheduled: 2,
    numberReady: 2,
  });
});

test('a StatefulSet starts its pods one after another, and brings claims that outlive them', async () => {
  const claim = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } };
  const set = aStatefulSet('db', { replicas: 3, spec: { volumeClaimTemplates: [claim] } });
  const cluster = aCluster([...nodes, set], { isRunning: false });

  await cluster.seconds(6);
  expect(cluster.pods().map((pod) => pod.metadata.name)).toEqual(['db-0', 'db-1']);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(15);
  expect(cluster.get<StatefulSet>('statefulsets.apps', 'db').status).toMatchObject({ readyReplicas: 3 });
  expect(cluster.get<KubeObject>('persistentvolumeclaims', 'data-db-2').status).toMatchObject({ phase: 'Bound' });
});

test('a StatefulSet gives a name away only when its pod is gone', async () => {
  const cluster = aCluster([...nodes, aStatefulSet('db', { replicas: 1 })]);
  const first = cluster.pod('db-0')?.metadata.uid;
  cluster.api.evict(admin, 'default', 'db-0');

  await cluster.seconds(1);
  expect(cluster.pods().map((pod) => pod.metadata.uid)).toEqual([first]);
  await cluster.clock.settled();

  expect(cluster.readyPods()).toHaveLength(1);
  expect(cluster.pod('db-0')?.metadata.uid).not.toBe(first);
});

test('a parallel StatefulSet starts all its pods at once', async () => {
  const set = aStatefulSet('db', { replicas: 3, spec: { podManagementPolicy: 'Parallel' } });
  const cluster = aCluster([...nodes, set], { isRunning: false });

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(5);
  expect(cluster.readyPods()).toHaveLength(3);
});

test('a Job completes when its pods have run for as long as they say', async () => {
  const annotations = { 'sandbox.eks-scheduler.io/run-for': '60' };
  const job = aJob('import', { annotations, spec: { completions: 2, parallelism: 1 } });
  const cluster = aCluster([...nodes, job], { isRunning: false });

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(130);
  const { status } = cluster.get<Job>('jobs.batch', 'import');
  expect(status).toMatchObject({ succeeded: 2, failed: 0, active: 0 });
  expect(status?.conditions).toContainEqual(expect.objectContaining({ type: 'Complete', status: 'True' }));
});

test("a Job's evicted pod is counted as failed, let go, and replaced ten seconds later", async () => {
  const annotations = { 'sandbox.eks-scheduler.io/run-for': '600' };
  const cluster = aCluster([...nodes, aJob('import', { annotations })]);
  const [evicted] = cluster.pods();
  cluster.api.evict(admin, 'default', evicted?.metadata.name ?? '');

  await cluster.seconds(9);
  expect(cluster.pods()).toEqual([]);
  await cluster.seconds(21);

  expect(cluster.pods().map((pod) => pod.metadata.uid)).not.toContain(evicted?.metadata.uid);
  expect(cluster.readyPods()).toHaveLength(1);
  expect(cluster.get<Job>('jobs.batch', 'import').status).toMatchObject({ active: 1, failed: 1 });
});

test('a Job that has failed too often is over, and its other pods are taken away', async () => {
  const annotations = { 'sandbox.eks-scheduler.io/run-for': '600' };
  const job = aJob('import', { annotations, spec: { completions: 2, parallelism: 2, backoffLimit: 0 } });
  const cluster = aCluster([...nodes, job]);
  cluster.api.evict(admin, 'default', cluster.pods()[0]?.metadata.name ?? '');

  await cluster.clock.settled();

  expect(cluster.pods()).toEqual([]);
  expect(cluster.get<Job>('jobs.batch', 'import').status?.conditions).toContainEqual(
    expect.objectContaining({ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }),
  );
});

test('a ReplicaSet that a webhook keeps from its pods says so, comes to rest, and goes on once the webhook is relaxed', async () => {
  const cluster = aCluster([...nodes, aPodWebhook(['CREATE']), aDeployment('web', { replicas: 2 })], {
    isRunning: false,
  });
  await cluster.clock.settled();
  expect(cluster.pods()).toEqual([]);
  expect(cluster.get<Deployment>('deployments.apps', 'web').status?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: expect.stringContaining('failed calling webhook "pods.policy.example.com"'),
    }),
  );
  const restedAt = cluster.elapsedSeconds();

  relaxWebhook(cluster.api);
  await cluster.clock.settled();

  expect(cluster.readyPods()).toHaveLength(2);
  // As the real queue does: up to 1000 s late.
  expect(cluster.elapsedSeconds() - restedAt).toBeLessThanOrEqual(1005);
});

test('deleting a Deployment takes its ReplicaSet and pods with it', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2 })]);

  cluster.api.delete(admin, 'deployments.apps', 'default', 'web');
  await cluster.clock.settled();

  expect(cluster.pods()).toEqual([]);
  expect(cluster.api.list('replicasets.apps')).toEqual([]);
});

test('a namespace that is deleted goes when all that was in it is gone', async () => {
  const cluster = aCluster([
    ...nodes,
    aDeployment('web', { namespace: 'shop', replicas: 2 }),
    aJob('job', { namespace: 'shop' }),
  ]);

  cluster.api.delete(admin, 'namespaces', undefined, 'shop');
  await cluster.clock.settled();

  expect(cluster.pods('shop')).toEqual([]);
  expect(cluster.api.get('namespaces', undefined, 'shop')).toBeUndefined();
});

test('the same seed gives the same pods', () => {
  const world = [...nodes, aDeployment('web', { replicas: 3 }), aDaemonSet('agent')];
  const names = () =>
    aCluster(world, { seed: 7 })
      .pods()
      .map((pod) => `${pod.metadata.name} ${pod.metadata.uid} ${pod.spec.nodeName}`);

  expect(names()).toEqual(names());
});
