import { afterEach, expect, test } from '@jest/globals';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { type ApiServer, startApiServer } from '../../sandbox/kubernetes/server.ts';
import { TransientError } from '../../src/domain/errors.ts';
import { accessGroup, accessManifest } from '../../src/kubernetes/access-rules.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { aBudget, anApi, aPod } from '../sandbox/kubernetes/an-api.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** The twin with one node, two pods, a Deployment and a webhook; we are there with the rights of the access entry alone. */
async function onTheTwin({ dryRun = false, budgets = 0 } = {}) {
  const { api, clock } = anApi();
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
  const objects: unknown[] = [
    ...accessManifest(),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { 'eks.amazonaws.com/nodegroup': 'apps' } } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'default' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard' },
      webhooks: ['first', 'second'].map((name) => ({
        name: `${name}.example.com`,
        clientConfig: { service: { namespace: 'guard', name: 'guard' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        rules: [],
      })),
    },
    aPod(),
    aPod({ name: 'web-2' }),
    ...['web', 'web-too'].slice(0, budgets).map((name) => aBudget({ disruptionsAllowed: 0 }, {}, name)),
  ];
  for (const object of objects) api.seed(object as KubeObject);
  const ours = { name: 'arn:aws:sts::111122223333:assumed-role/eks-scheduler-access/monday', groups: [accessGroup] };
  server = await startApiServer(api, { clock, authenticate: () => ours });
  const { url: endpoint, caPem } = server;
  const certificateAuthority = Buffer.from(caPem).toString('base64');
  const cluster = connectToCluster({
    describe: async () => ({ endpoint, certificateAuthority }),
    token: async () => 'token',
    dryRun,
  });
  const [pod] = await cluster.listPods();
  const [node] = await cluster.listNodes();
  if (!pod || !node) throw new Error('the twin has no pod or no node');
  return { cluster, node, pod };
}

test('a node is cordoned with our note and uncordoned again', async () => {
  const { cluster, node } = await onTheTwin();
  await expect(cluster.cordon(node, 'monday')).resolves.toBe('changed');
  // It has changed since it was seen, so it is read again, and found cordoned.
  await expect(cluster.cordon(node, 'tuesday')).resolves.toBe('unchanged');
  await expect(cluster.listNodes()).resolves.toMatchObject([
    { name: 'n1', isUnschedulable: true, annotations: { 'eks-scheduler.io/cordoned-by': 'monday' } },
  ]);
  const [cordoned = node] = await cluster.listNodes();
  await expect(cluster.uncordon(cordoned)).resolves.toBe('changed');
  await expect(cluster.listNodes()).resolves.toMatchObject([{ isUnschedulable: false, annotations: {} }]);
});

test('an eviction is answered by the budgets', async () => {
  const free = await onTheTwin();
  await expect(free.cluster.evict(free.pod, { graceSeconds: null })).resolves.toEqual({ result: 'evicted' });
  await server?.close();

  const kept = await onTheTwin({ budgets: 1 });
  await expect(kept.cluster.evict(kept.pod, { graceSeconds: null })).resolves.toMatchObject({
    result: 'refused-by-budget',
  });
  await server?.close();

  const tangled = await onTheTwin({ budgets: 2 });
  await expect(tangled.cluster.evict(tangled.pod, { graceSeconds: null })).resolves.toMatchObject({
    result: 'several-budgets',
  });
});

test('a pod of another uid is gone', async () => {
  const { cluster, pod } = await onTheTwin();
  await expect(cluster.delete({ ...pod, uid: 'another' }, { graceSeconds: null })).resolves.toEqual({ result: 'gone' });
  await expect(cluster.delete(pod, { graceSeconds: null })).resolves.toEqual({ result: 'deleted' });
});

test('on a dry run the same answers come and nothing changes', async () => {
  const { cluster, node, pod } = await onTheTwin({ dryRun: true });
  const look = async () => [await cluster.listNodes(), await cluster.listPods(), await cluster.listWorkloads()];
  const before = await look();
  await expect(cluster.cordon(node, 'monday')).resolves.toBe('changed');
  await expect(cluster.evict(pod, { graceSeconds: null })).resolves.toEqual({ result: 'evicted' });
  await expect(cluster.delete(pod, { graceSeconds: 1 })).resolves.toEqual({ result: 'deleted' });
  await expect(cluster.scaleDeployment({ namespace: 'default', name: 'web' }, 0, {})).resolves.toBe('changed');
  await expect(look()).resolves.toEqual(before);
});

test('one webhook of several is relaxed and restored', async () => {
  const { cluster } = await onTheTwin();
  const entry = { kind: 'Validating', configuration: 'guard', webhook: 'second.example.com' } as const;
  await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).resolves.toBe('set');
  const policies = async () =>
    (await cluster.listWebhooks()).map(({ webhook, failurePolicy }) => [webhook, failurePolicy]);
  await expect(policies()).resolves.toEqual([
    ['first.example.com', 'Fail'],
    ['second.example.com', 'Ignore'],
  ]);
  await expect(cluster.setFailurePolicy(entry, 'Ignore', 'Fail')).resolves.toBe('set');
});

test('a Deployment is scaled and annotated in one request, and one that is gone is transient', async () => {
  const { cluster } = await onTheTwin();
  await cluster.scaleDeployment({ namespace: 'default', name: 'web' }, 0, {
    'eks-scheduler.io/recorded-replicas': '2',
  });
  await expect(cluster.listWorkloads()).resolves.toMatchObject([
    { desired: 0, annotations: { 'eks-scheduler.io/recorded-replicas': '2' } },
  ]);
  const gone = cluster.scaleDeployment({ namespace: 'default', name: 'gone' }, 0, {});
  await expect(gone).rejects.toThrow(TransientError);
});
