import { describe, expect, test } from '@jest/globals';
import { denyAnnotation } from '../../sandbox/kubernetes/admission/webhook-backend.ts';
import { revertsWebhooksAnnotation } from '../../sandbox/kubernetes/controllers/webhook-reverter.ts';
import type { KubeObject, Pod, Webhook, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { StatusError } from '../../sandbox/kubernetes/status-error.ts';
import { aNight, aWorld, exampleWorld, type FinishedRun, type Night } from './a-night.ts';
import { aBackend, aPod, aWebhook, aWebhookConfiguration } from './objects.ts';

const policy = 'Validating/policy/validate.policy.example.com';
const blockedWords =
  'Internal error occurred: failed calling webhook "validate.policy.example.com": failed to call webhook: Post ' +
  '"https://policy.policy.svc:443/validate?timeout=10s": no endpoints available for service "policy"';

describe('a policy that fails closed and sleeps with the cluster', () => {
  const onNodes = [...aBackend(), aWebhookConfiguration()];
  const onSystemPods = [
    ...aBackend(),
    aWebhookConfiguration({
      webhooks: [
        aWebhook({
          rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'], scope: '*' }],
        }),
      ],
    }),
  ];

  test('keeps every node out in the morning when it is not relaxed', async () => {
    const night = await aNight({ world: aWorld({ objects: onNodes }) });
    await evening(night, { webhooks: { relax: 'off' } });
    const start = await night.start({ webhooks: { relax: 'off' } });
    expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
    expect(night.failedState(start.arn)).toBe('Wait for nodes');
    expect(start.message).toMatch(/0 of 2 nodes are ready/);
    expect(night.snapshot()).toMatchObject({ nodes: 0 });
    expect(refusalOf(night, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } })).toBe(blockedWords);
  });

  test('keeps the network of every node out when it looks at pods of kube-system', async () => {
    const night = await aNight({ world: aWorld({ objects: onSystemPods }) });
    await evening(night, { webhooks: { relax: 'off' } });
    const start = await night.start({ webhooks: { relax: 'off' } });
    expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
    expect(night.snapshot()).toMatchObject({ nodes: 2, readyPods: 0 });
    expect(refusalOf(night, aPod({ name: 'aws-node', namespace: 'kube-system' }))).toBe(blockedWords);
  });

  test('lets a start that failed on it go on, once somebody has taken it out of the way', async () => {
    const night = await aNight({ world: aWorld({ objects: onNodes }) });
    await evening(night, { webhooks: { relax: 'off' } });
    const start = await night.start({ webhooks: { relax: 'off' } });
    editPolicy(night, ([webhook]) => {
      if (webhook) webhook.failurePolicy = 'Ignore';
    });
    // Controllers whose pods were refused for long try again after 1000 s at the latest.
    await night.pass({ minutes: 17 });
    const redriven = await night.redrive(start.arn);
    expect(redriven).toMatchObject({ status: 'SUCCEEDED' });
    expect(warningsOf(redriven)).toContainEqual(
      expect.stringMatching(
        /^Webhook Validating\/policy\/validate\.policy\.example\.com holds Fail, nothing answers .* It may block CREATE nodes: /,
      ),
    );
  });

  test.each([
    ['nodes', onNodes],
    ['pods of kube-system', onSystemPods],
  ])('is relaxed for the night where it looks at %s, and enforced again in the morning', async (_what, objects) => {
    const night = await aNight({ world: aWorld({ objects: objects.map(denyingForbidden) }) });
    expect(refusalOf(night, aPod({ name: 'forbidden', namespace: 'default' }))).toContain('denied the request');
    const stop = await evening(night);
    expect(targetsOf(stop, 'relax-webhooks')).toEqual([policy]);
    expect(warningsOf(stop)).toEqual([]);
    expect(night.snapshot().webhooks).toEqual({ [policy]: 'Ignore' });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(resultsOf(start)).toEqual({ [policy]: 'restored' });
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
    expect(refusalOf(night, aPod({ name: 'forbidden', namespace: 'default' }))).toContain('denied the request');
  });
});

test('only what can block a night is ever changed in the example world', async () => {
  const night = await aNight({ world: exampleWorld() });
  const changed = followPolicies(night);
  const stop = await night.stop();
  await night.pass({ minutes: 10 });
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  const kyverno = 'Validating/kyverno-resource-validating-webhook-cfg/validate.kyverno.svc-fail';
  expect(changed()).toEqual([kyverno]);
  expect(Object.fromEntries((stop.report?.webhooks ?? []).map((one) => [one.webhook, one.reason]))).toEqual({
    'validate.kyverno.svc-fail': 'bootstrap',
    'validate.kyverno.svc-ignore': 'ignore',
    'mutate.kyverno.svc-ignore': 'ignore',
    'validate-policy.kyverno.svc': 'own-resources',
    'namespace.sidecar-injector.istio.io': 'injector',
    'object.sidecar-injector.istio.io': 'injector',
    'webhook.cert-manager.io': 'own-resources',
    'validate.secretstore.external-secrets.io': 'own-resources',
    'mpod.elbv2.k8s.aws': 'ignore',
    'mservice.elbv2.k8s.aws': 'application',
    'vingress.elbv2.k8s.aws': 'application',
    'iam-for-pods.amazonaws.com': 'url',
  });
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
});

test('entries of one name in several configurations, of both kinds, each come back to what they were', async () => {
  const { failurePolicy: _absent, ...unsaid } = aWebhook({ name: 'unsaid.policy.example.com' });
  const open = aWebhook({ name: 'open.policy.example.com', failurePolicy: 'Ignore' });
  const night = await aNight({
    world: aWorld({
      objects: [
        ...aBackend(),
        aWebhookConfiguration({ webhooks: [open, aWebhook(), unsaid] }),
        aWebhookConfiguration({ kind: 'Mutating' }),
        aWebhookConfiguration({ name: 'policy-too', webhooks: [aWebhook({ failurePolicy: 'Ignore' })] }),
      ],
    }),
  });
  const before = {
    'Validating/policy/open.policy.example.com': 'Ignore',
    [policy]: 'Fail',
    'Validating/policy/unsaid.policy.example.com': 'Fail',
    'Validating/policy-too/validate.policy.example.com': 'Ignore',
    'Mutating/policy/validate.policy.example.com': 'Fail',
  };
  expect(night.snapshot().webhooks).toEqual(before);
  await evening(night);
  expect(new Set(Object.values(night.snapshot().webhooks))).toEqual(new Set(['Ignore']));
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  expect(night.snapshot().webhooks).toEqual(before);
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
});

describe('what happens to a relaxed webhook overnight', () => {
  const other = aWebhook({ name: 'other.policy.example.com' });
  const aWorldWithTwo = () =>
    aWorld({ objects: [...aBackend(), aWebhookConfiguration({ webhooks: [aWebhook(), other] })] });

  test('an entry that was removed is not brought back, and the rest is', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await evening(night);
    editPolicy(night, (webhooks) => webhooks.splice(0, 1));
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(night.snapshot().webhooks).toEqual({ 'Validating/policy/other.policy.example.com': 'Fail' });
    expect(resultsOf(start)).toMatchObject({ [policy]: 'gone' });
    expect(warningsOf(start)).toContain(`Webhook ${policy} no longer exists: there is nothing to restore.`);
  });

  test('entries that changed places come back by their names', async () => {
    const harmless = aWebhook({ name: 'open.policy.example.com', failurePolicy: 'Ignore' });
    const night = await aNight({
      world: aWorld({ objects: [...aBackend(), aWebhookConfiguration({ webhooks: [aWebhook(), harmless] })] }),
    });
    await evening(night);
    editPolicy(night, (webhooks) => webhooks.reverse());
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(night.snapshot().webhooks).toEqual(night.before.webhooks);
  });

  test('a configuration that was created anew is brought back all the same', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await evening(night);
    night.sandbox.kubernetes.api.delete(admin, configurations, undefined, 'policy');
    night.sandbox.kubernetes.api.create(
      admin,
      configurations,
      aWebhookConfiguration({ webhooks: [aWebhook(), other] }),
    );
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(verbsOf(start, 'validate-bootstrap')).toEqual(['relax webhook', 'relax webhook']);
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('one that somebody made fail closed again is relaxed before nodes come, and comes back', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await evening(night);
    editPolicy(night, ([webhook]) => {
      if (webhook) webhook.failurePolicy = 'Fail';
    });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(targetsOf(start, 'validate-bootstrap')).toEqual([policy]);
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('one whose backend was scaled to 0 stays relaxed, is reported, and comes back with a later start', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await evening(night);
    scaleBackend(night, 0);
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(resultsOf(start)).toMatchObject({ [policy]: 'left-relaxed' });
    expect(warningsOf(start)).toContainEqual(
      expect.stringMatching(
        /^Webhook Validating\/policy\/validate\S+ stays relaxed \(failurePolicy Ignore\): not ready, and will not be: Deployment policy\/policy has 0 replicas\./,
      ),
    );
    expect(secondsOf(start, 'restore-webhooks')).toBe(0);
    expect(night.snapshot().webhooks[policy]).toBe('Ignore');

    scaleBackend(night, 1);
    await night.pass({ minutes: 5 });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(night.differences()).toEqual([]);
  });
});

test('a controller that puts its policy back within a second is warned of, and overcome in the morning', async () => {
  const managed = { 'webhook.kyverno.io/managed-by': 'kyverno' };
  const name = 'kyverno-resource-validating-webhook-cfg';
  const night = await aNight({
    world: aWorld({
      objects: [
        ...aBackend({ annotations: { [revertsWebhooksAnnotation]: 'true' } }),
        aWebhookConfiguration({ name, labels: managed }),
      ],
    }),
  });
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  expect(warningsOf(stop)).toContainEqual(
    expect.stringMatching(/was put back to Fail each time it was relaxed, most likely by Kyverno/),
  );
  await night.pass({ minutes: 10 });
  expect(night.snapshot()).toMatchObject({ nodes: 0 });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
});

const admin = { name: 'admin', groups: ['system:masters'] };
const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

async function evening(night: Night, input: Readonly<Record<string, unknown>> = {}): Promise<FinishedRun> {
  const stop = await night.stop(input);
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(night.snapshot()).toMatchObject({ nodes: 0 });
  return stop;
}

/** What the API server says to a creation; empty where it is let in. Nothing is created. */
function refusalOf({ sandbox }: Night, object: KubeObject | Pod): string {
  try {
    sandbox.kubernetes.api.create(admin, `${object.kind.toLowerCase()}s`, object, { dryRun: true });
    return '';
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}

function denyingForbidden(object: KubeObject): KubeObject {
  if (object.kind !== 'ValidatingWebhookConfiguration') return object;
  return { ...object, metadata: { ...object.metadata, annotations: { [denyAnnotation]: '^forbidden' } } };
}

function editPolicy({ sandbox }: Night, change: (webhooks: Webhook[]) => unknown): void {
  sandbox.kubernetes.api.edit<WebhookConfiguration>(admin, configurations, undefined, 'policy', ({ webhooks = [] }) => {
    change(webhooks);
  });
}

function scaleBackend({ sandbox }: Night, replicas: number): void {
  sandbox.kubernetes.api.edit(admin, 'deployments.apps', 'policy', 'policy', ({ spec }) => {
    (spec as { replicas: number }).replicas = replicas;
  });
}

/** Writes down from now on which entries change their failurePolicy, each once. */
function followPolicies({ sandbox }: Night): () => string[] {
  const changed = new Set<string>();
  sandbox.kubernetes.api.subscribe(({ type, object, old }) => {
    if (type !== 'MODIFIED' || !object.kind.endsWith('WebhookConfiguration')) return;
    const before = (old as WebhookConfiguration).webhooks ?? [];
    for (const { name, failurePolicy } of (object as WebhookConfiguration).webhooks ?? []) {
      if (before.find((one) => one.name === name)?.failurePolicy === failurePolicy) continue;
      changed.add(`${object.kind.replace('WebhookConfiguration', '')}/${object.metadata.name}/${name}`);
    }
  });
  return () => [...changed];
}

function resultsOf({ report }: FinishedRun): Record<string, string | null> {
  return Object.fromEntries(
    (report?.webhooks ?? []).map(({ kind, configuration, webhook, result }) => [
      `${kind}/${configuration}/${webhook}`,
      result,
    ]),
  );
}

function warningsOf({ report }: FinishedRun): string[] {
  return (report?.warnings ?? []).map(({ message }) => message);
}

function verbsOf(run: FinishedRun, phase: string): string[] {
  return (run.report?.actions ?? []).filter((action) => action.phase === phase).map(({ verb }) => verb);
}

function targetsOf(run: FinishedRun, phase: string): string[] {
  return (run.report?.actions ?? []).filter((action) => action.phase === phase).map(({ target }) => target);
}

function secondsOf({ report }: FinishedRun, phase: string): number | undefined {
  return report?.phases.find((one) => one.phase === phase)?.seconds;
}
