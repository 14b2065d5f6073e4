import { expect, test } from '@jest/globals';
import type { EndpointSlice, KubeObject, WebhookConfiguration } from '../../../../sandbox/kubernetes/objects.ts';
import { aCluster, aDeployment, admin, aNode, aPodWebhook, aService, aStatefulSet, relaxWebhook } from './a-cluster.ts';

const nodes = [aNode('a'), aNode('b')];
const stubborn = { annotations: { 'sandbox.eks-scheduler.io/stop-after': '3600' } };

function slicesOf(cluster: ReturnType<typeof aCluster>, service: string): readonly EndpointSlice[] {
  const slices = cluster.api.list('endpointslices.discovery.k8s.io') as EndpointSlice[];
  return slices.filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
}

test('a pod leaves two seconds after it was asked to', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web', { replicas: 1 })]);
  const [pod] = cluster.pods();
  cluster.cordonAll();
  cluster.api.evict(admin, 'default', pod?.metadata.name ?? '');

  await cluster.seconds(1.9);
  expect(cluster.pod(pod?.metadata.name ?? '')).toBeDefined();
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(2);
  expect(cluster.pod(pod?.metadata.name ?? '')).toBeUndefined();
});

test('a pod that ignores SIGTERM takes all of its grace', async () => {
  const pod = { terminationGracePeriodSeconds: 45 };
  const cluster = aCluster([aNode('a'), aDeployment('web', { ...stubborn, pod })]);
  cluster.cordonAll();
  cluster.api.evict(admin, 'default', cluster.pods()[0]?.metadata.name ?? '');

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(45);
});

test('a second deletion with a shorter grace kills it sooner', async () => {
  const cluster = aCluster([
    aNode('a'),
    aDeployment('web', { ...stubborn, pod: { terminationGracePeriodSeconds: 600 } }),
  ]);
  cluster.cordonAll();
  const name = cluster.pods()[0]?.metadata.name ?? '';
  cluster.api.delete(admin, 'pods', 'default', name);
  await cluster.seconds(10);

  cluster.api.delete(admin, 'pods', 'default', name, { gracePeriodSeconds: 1 });
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(11);
  expect(cluster.pod(name)).toBeUndefined();
});

test('a dead Fail webhook on deletions leaves the evicted pod Terminating, until it is relaxed', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web'), aPodWebhook(['DELETE'])]);
  cluster.cordonAll();
  const name = cluster.pods()[0]?.metadata.name ?? '';
  cluster.api.evict(admin, 'default', name);
  await cluster.clock.settled();
  expect(cluster.pod(name)?.metadata.deletionTimestamp).toBeDefined();

  relaxWebhook(cluster.api);
  await cluster.clock.settled();

  expect(cluster.pod(name)).toBeUndefined();
});

test('start-after and never-ready are honoured', async () => {
  const slow = aDeployment('slow', { annotations: { 'sandbox.eks-scheduler.io/start-after': '90' } });
  const never = aDeployment('never', { annotations: { 'sandbox.eks-scheduler.io/never-ready': 'true' } });
  const cluster = aCluster([aNode('a'), slow, never], { isRunning: false });

  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(90);
  expect(cluster.readyPods().map((pod) => pod.metadata.labels?.app)).toEqual(['slow']);
  expect(cluster.pods().map((pod) => pod.status?.phase)).toEqual(['Running', 'Running']);
});

test('a Service has its Ready pods as endpoints, on the port that its name resolves to', async () => {
  const containers = [{ name: 'main', image: 'web', ports: [{ name: 'http', containerPort: 8080 }] }];
  const service = aService('web', [{ name: 'public', port: 443, targetPort: 'http' }]);
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2, pod: { containers } }), service]);

  const [slice] = slicesOf(cluster, 'web');
  expect(slice?.ports).toEqual([{ name: 'public', port: 8080, protocol: 'TCP' }]);
  expect(slice?.endpoints.map(({ conditions }) => conditions)).toEqual([
    { ready: true, serving: true, terminating: false },
    { ready: true, serving: true, terminating: false },
  ]);
  expect(slice?.endpoints.map(({ addresses }) => addresses[0])).toEqual(cluster.pods().map((pod) => pod.status?.podIP));
});

test('an endpoint is not ready from the moment its pod is asked to go, and leaves with it', async () => {
  const cluster = aCluster([aNode('a'), aDeployment('web'), aService('web')]);
  cluster.cordonAll();
  cluster.api.evict(admin, 'default', cluster.pods()[0]?.metadata.name ?? '');

  await cluster.seconds(1);
  expect(slicesOf(cluster, 'web')[0]?.endpoints.map(({ conditions }) => conditions)).toEqual([
    { ready: false, serving: true, terminating: true },
  ]);
  await cluster.clock.settled();

  expect(slicesOf(cluster, 'web')[0]?.endpoints).toEqual([]);
});

test('the slices of a Service without a selector are left alone', async () => {
  const service = { ...aService('external'), spec: { ports: [{ port: 443 }] } };
  const slice: KubeObject = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'external-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'external' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
    ports: [{ name: '', port: 443, protocol: 'TCP' }],
  };
  const cluster = aCluster([...nodes, service, slice]);

  await cluster.clock.settled();

  expect(slicesOf(cluster, 'external')).toMatchObject([{ endpoints: [{ addresses: ['192.0.2.1'] }] }]);
});

const claim = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '1Gi' } } } };
const database = aStatefulSet('db', { replicas: 1, spec: { volumeClaimTemplates: [claim] } });
const csiController = (replicas: number) => aDeployment('ebs-csi-controller', { namespace: 'kube-system', replicas });
const attachments = 'volumeattachments.storage.k8s.io';

test('a volume is detached three seconds after its pod is gone', async () => {
  const cluster = aCluster([...nodes, database, csiController(1)]);
  expect(cluster.api.list(attachments)).toHaveLength(1);
  cluster.cordonAll();
  cluster.api.evict(admin, 'default', 'db-0');

  await cluster.seconds(4);
  expect(cluster.api.list(attachments)).toHaveLength(1);
  await cluster.clock.settled();

  expect(cluster.elapsedSeconds()).toBe(5);
  expect(cluster.api.list(attachments)).toEqual([]);
});

test('a volume stays attached while no CSI controller is Ready, and is detached when one is', async () => {
  const cluster = aCluster([...nodes, database, csiController(0)]);
  const scale = (replicas: number) =>
    cluster.api.edit(admin, 'deployments.apps', 'kube-system', 'ebs-csi-controller', (live) => {
      Object.assign(live.spec as object, { replicas });
    });
  cluster.api.edit(admin, 'statefulsets.apps', 'default', 'db', (live) => {
    Object.assign(live.spec as object, { replicas: 0 });
  });
  await cluster.clock.settled();
  expect(cluster.pods('default')).toEqual([]);
  expect(cluster.api.list(attachments)).toHaveLength(1);

  scale(1);
  await cluster.clock.settled();

  expect(cluster.api.list(attachments)).toEqual([]);
});

function aKyverno(annotations: Record<string, string>): readonly KubeObject[] {
  const deployment = aDeployment('policy');
  const webhook = aPodWebhook(['CREATE']);
  webhook.metadata.labels = { 'webhook.kyverno.io/managed-by': 'kyverno' };
  return [
    { ...deployment, metadata: { ...deployment.metadata, annotations } },
    webhook,
    aService('policy', [{ port: 443 }]),
  ];
}

const policyOf = (cluster: ReturnType<typeof aCluster>) =>
  (
    cluster.api.get(
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      undefined,
      'policy',
    ) as WebhookConfiguration
  ).webhooks?.[0]?.failurePolicy;

test('a controller that owns its webhooks undoes a change within a second, while it runs', async () => {
  const cluster = aCluster([...nodes, ...aKyverno({ 'sandbox.eks-scheduler.io/reverts-webhooks': 'true' })]);
  relaxWebhook(cluster.api);
  expect(policyOf(cluster)).toBe('Ignore');
  await cluster.clock.settled();
  expect(policyOf(cluster)).toBe('Fail');
  cluster.scale('policy', 0);
  await cluster.clock.settled();

  relaxWebhook(cluster.api);
  await cluster.clock.settled();

  expect(policyOf(cluster)).toBe('Ignore');
});

test('without being told to, nobody undoes a change of a webhook', async () => {
  const cluster = aCluster([...nodes, ...aKyverno({})]);
  relaxWebhook(cluster.api);

  await cluster.clock.settled();

  expect(policyOf(cluster)).toBe('Ignore');
});
