import { STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningClock } from '../../sandbox/clock/running-clock.ts';
import { ClusterClient } from '../../sandbox/control-plane/cluster-client.ts';
import type { KubeObject, Node, Pod } from '../../sandbox/kubernetes/objects.ts';
import type { RealKubernetes } from '../../sandbox/start-real-kubernetes.ts';
import { credentials, place, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { assumeRole } from '../../src/aws/assume-role.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { accessRules } from '../../src/kubernetes/access-rules.ts';
import { eventually } from '../eventually.ts';
import { aWorld } from '../journeys/a-night.ts';
import { aBackend, aBudget, aDeployment, aJob, aPod, aWebhookConfiguration } from '../journeys/objects.ts';

const pods = '/api/v1/namespaces/shop/pods';
const webhook = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/policy';

let sandbox: Sandbox<RealKubernetes>;
let client: ClusterClient;

beforeAll(async () => {
  const world = aWorld({
    objects: [
      aDeployment({ name: 'cart', replicas: 3 }),
      aBudget({ name: 'cart', minAvailable: 2 }),
      ...aBackend(),
      aWebhookConfiguration(),
      aPod({ name: 'never', podAnnotations: { 'sandbox.eks-scheduler.io/never-ready': 'true' } }),
      aJob({ name: 'report', podAnnotations: { 'sandbox.eks-scheduler.io/run-for': '1' } }),
    ],
  });
  sandbox = await startSandbox({ world, clock: new RunningClock(), speed: 1, kubernetes: 'real' });
  ({ client } = sandbox.kubernetes.controlPlane);
});
afterAll(() => sandbox?.close());

const newPod = (name: string, parts: Partial<Parameters<typeof aPod>[0]> = {}): KubeObject => {
  const { apiVersion, kind, metadata, spec } = aPod({ name, ...parts });
  return { apiVersion, kind, metadata: { ...metadata }, spec };
};

const podNames = async (app: string): Promise<string[]> => {
  const { list } = await sandbox.kubernetes.look();
  return (list('pods', 'shop') as readonly Pod[])
    .filter(({ metadata, status }) => metadata.labels?.app === app && isReady(status) && !metadata.deletionTimestamp)
    .map(({ metadata }) => metadata.name);
};

function isReady(status: Pod['status']): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}

const podOf = async (name: string) => (await client.send('GET', `${pods}/${name}`)).body as Pod;

test('a world comes up: its nodes Ready, its pods Ready after their start-up time, its budgets computed', async () => {
  const { list, get } = await sandbox.kubernetes.look();

  expect(sandbox.kubernetes.notes).toEqual([]);
  expect((list('nodes') as readonly Node[]).map(({ status }) => isReady(status as Pod['status']))).toEqual([
    true,
    true,
  ]);
  expect(await podNames('cart')).toHaveLength(3);
  expect(get('poddisruptionbudgets.policy', 'shop', 'cart')).toMatchObject({ status: { disruptionsAllowed: 1 } });
  expect(sandbox.eks.snapshot()).toMatchObject([{ name: 'workers', desiredSize: 2, instances: { running: 2 } }]);
});

describe('kubelets', () => {
  test('a pod that is said to be never ready runs and is not', async () => {
    const { status } = await eventually(
      () => podOf('never'),
      (pod) => pod.status?.phase === 'Running',
    );

    expect(status?.phase).toBe('Running');
    expect(isReady(status)).toBe(false);
  });

  test('a pod of a Job succeeds after its time, and the Job with it', async () => {
    const job = '/apis/batch/v1/namespaces/shop/jobs/report';
    const seen = await eventually(
      () => client.mustSend('GET', job),
      ({ status }) => (status as { succeeded?: number }).succeeded === 1,
    );
    expect(seen.status).toMatchObject({ succeeded: 1 });
  });

  test('a pod that ignores SIGTERM is gone at the end of its grace, also when it is written to meanwhile', async () => {
    const podAnnotations = {
      'sandbox.eks-scheduler.io/start-after': '0',
      'sandbox.eks-scheduler.io/stop-after': '3600',
    };
    await client.mustSend('POST', pods, newPod('stubborn', { podAnnotations }));
    await eventually(
      () => podOf('stubborn'),
      ({ status }) => status?.phase === 'Running',
    );

    const askedAt = performance.now();
    await client.mustSend('DELETE', `${pods}/stubborn`, { gracePeriodSeconds: 6 });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await client.mustSend('PATCH', `${pods}/stubborn`, { metadata: { annotations: { touched: 'yes' } } });
    await eventually(
      () => client.send('GET', `${pods}/stubborn`),
      ({ statusCode }) => statusCode === 404,
    );
    const seconds = (performance.now() - askedAt) / 1000;

    // Times of Kubernetes are whole seconds.
    expect(seconds).toBeGreaterThan(4.5);
    expect(seconds).toBeLessThan(8);
  });
});

test('evictions are granted as far as the budget goes, and the next is refused with the budget as its cause', async () => {
  const nodes = (await client.list('/api/v1/nodes')).items.map(({ metadata }) => metadata.name);
  const cordon = (unschedulable: boolean | null) =>
    Promise.all(nodes.map((node) => client.mustSend('PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable } })));
  await cordon(true);
  const [first = '', second = ''] = await podNames('cart');
  const evict = (name: string) =>
    client.send('POST', `${pods}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });

  expect((await evict(first)).statusCode).toBe(201);
  expect(await evict(second)).toMatchObject({
    statusCode: 429,
    body: { details: { causes: [{ reason: 'DisruptionBudget' }] } },
  });

  await cordon(null);
  expect(
    await eventually(
      () => podNames('cart'),
      (names) => names.length === 3,
    ),
  ).toHaveLength(3);
});

test('a webhook is asked while its pods are ready, blocks when they are gone, and relaxing it helps at once', async () => {
  const create = (name: string) => client.send('POST', `${pods}?dryRun=All`, newPod(name));
  const backend = '/apis/apps/v1/namespaces/policy/deployments/policy';
  const policyIs = (value: string) => [{ op: 'replace', path: '/webhooks/0/failurePolicy', value }];
  const patchWebhook = (patch: unknown) => client.mustSend('PATCH', webhook, patch, 'application/json-patch+json');
  // As it was in the evening, also when this is its second attempt.
  await client.mustSend('PATCH', backend, { spec: { replicas: 1 } });
  await patchWebhook(policyIs('Fail'));
  await client.mustSend('PATCH', webhook, { metadata: { annotations: { 'sandbox.eks-scheduler.io/deny': '^bad-' } } });
  const denied = await eventually(
    () => create('bad-one'),
    ({ statusCode }) => statusCode === 400,
  );
  expect(denied).toMatchObject({
    statusCode: 400,
    body: { message: expect.stringContaining('bad-one matches ^bad-') },
  });
  expect((await create('good-one')).statusCode).toBe(201);

  await client.mustSend('PATCH', backend, { spec: { replicas: 0 } });
  const nobody = 'no endpoints available for service "policy"';
  // Until then it may fail on a connection that is just being cut, as it does when a pod ends.
  const blocked = await eventually(
    () => create('good-one'),
    ({ body }) => JSON.stringify(body).includes('no endpoints available'),
  );
  expect(blocked).toMatchObject({ statusCode: 500, body: { message: expect.stringContaining(nobody) } });

  await patchWebhook(policyIs('Ignore'));
  const relaxed = await eventually(
    () => create('good-one'),
    ({ statusCode }) => statusCode === 201,
    5000,
  );
  expect(relaxed.statusCode).toBe(201);
});

describe('the phases', () => {
  let phase: ClusterClient;
  beforeAll(async () => {
    const { url, caPem } = sandbox.kubernetes;
    const sts = new STSClient({ region: place.region, endpoint: sandbox.awsUrl, credentials });
    const role = { arn: `arn:aws:iam::${place.account}:role/eks-scheduler-access`, sessionName: 'run-1' };
    const now = () => new Date();
    const token = await eksToken({ name: sandbox.cluster, region: place.region }, assumeRole(sts, role, now), now)();
    phase = new ClusterClient({ url, caPem, token });
  });
  afterAll(() => phase?.close());

  test('are known by the role that they have assumed, in the group of its access entry', async () => {
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const { status } = await phase.mustSend('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', review);

    expect(status).toMatchObject({
      userInfo: {
        username: `arn:aws:sts::${place.account}:assumed-role/eks-scheduler-access/run-1`,
        groups: ['eks-scheduler', 'system:authenticated'],
      },
    });
  });

  test('may do exactly what the group is granted', async () => {
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace: 'shop' },
    };
    const { status } = await phase.mustSend('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', review);
    const { resourceRules } = status as { readonly resourceRules: readonly (typeof accessRules)[number][] };
    // What every authenticated user may do: ask about itself.
    const own = resourceRules.filter(({ apiGroups }) => !/^auth(entication|orization)\./.test(apiGroups[0] ?? ''));
    const grants = (rules: readonly (typeof accessRules)[number][]) =>
      rules
        .flatMap(({ apiGroups, resources, verbs }) =>
          resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource} ${apiGroups[0]}`)),
        )
        .sort();
    expect(grants(own)).toEqual(grants(accessRules));

    expect((await phase.send('GET', '/api/v1/nodes')).statusCode).toBe(200);
    expect((await phase.send('GET', '/api/v1/namespaces/shop/secrets')).statusCode).toBe(403);
    expect((await phase.send('POST', pods, newPod('mine'))).statusCode).toBe(403);
  });

  test('are refused with a token that somebody made up', async () => {
    const { url, caPem } = sandbox.kubernetes;
    const stranger = new ClusterClient({ url, caPem, token: 'k8s-aws-v1.aHR0cHM6Ly9leGFtcGxlLmNvbS8' });
    expect((await stranger.send('GET', '/api/v1/nodes')).statusCode).toBe(401);
    await stranger.close();
  });
});
