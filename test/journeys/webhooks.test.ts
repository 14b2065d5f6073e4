import { describe, expect, test } from '@jest/globals';
import { revertsWebhooksAnnotation } from '../../sandbox/kubernetes/controllers/webhook-reverter.ts';
import type { WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { aNight, aNightOnTheTwin, aWorld, exampleWorld, type Night } from './a-night.ts';
import { anEvening, configurations, editPolicy, policy, policyOf, scaleBackend } from './a-policy.ts';
import { aBackend, aWebhook, aWebhookConfiguration } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';
import { resultsOf, secondsOf, targetsOf, verbsOf, warningsOf } from './report-facts.ts';

onTheTwinAlone('one real night on the example world is enough', () => {
  test('only what can block a night is ever changed in the example world', async () => {
    const night = await aNightOnTheTwin({ world: exampleWorld() });
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
    expect(await night.differences()).toEqual([]);
  });
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
  expect((await night.snapshot()).webhooks).toEqual(before);
  await anEvening(night);
  expect(new Set(Object.values((await night.snapshot()).webhooks))).toEqual(new Set(['Ignore']));
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  expect((await night.snapshot()).webhooks).toEqual(before);
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

describe('what happens to a relaxed webhook overnight', () => {
  const other = aWebhook({ name: 'other.policy.example.com' });
  const aWorldWithTwo = () =>
    aWorld({ objects: [...aBackend(), aWebhookConfiguration({ webhooks: [aWebhook(), other] })] });

  test('an entry that was removed is not brought back, and the rest is', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await anEvening(night);
    await editPolicy(night, (webhooks) => webhooks.splice(0, 1));
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect((await night.snapshot()).webhooks).toEqual({ 'Validating/policy/other.policy.example.com': 'Fail' });
    expect(resultsOf(start)).toMatchObject({ [policy]: 'gone' });
    expect(warningsOf(start)).toContain(`Webhook ${policy} no longer exists: there is nothing to restore.`);
  });

  test('entries that changed places come back by their names', async () => {
    const harmless = aWebhook({ name: 'open.policy.example.com', failurePolicy: 'Ignore' });
    const night = await aNight({
      world: aWorld({ objects: [...aBackend(), aWebhookConfiguration({ webhooks: [aWebhook(), harmless] })] }),
    });
    await anEvening(night);
    await editPolicy(night, (webhooks) => webhooks.reverse());
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect((await night.snapshot()).webhooks).toEqual(night.before.webhooks);
  });

  test('a configuration that was created anew is brought back all the same', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await anEvening(night);
    const { caBundle } = (await policyOf(night)).webhooks?.[0]?.clientConfig ?? {};
    const anew = [aWebhook(), other].map(({ clientConfig, ...webhook }) => ({
      ...webhook,
      clientConfig: { ...clientConfig, ...(caBundle && { caBundle }) },
    }));
    await night.kubectl.delete(configurations, 'policy');
    await night.kubectl.create(configurations, aWebhookConfiguration({ webhooks: anew }));
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(verbsOf(start, 'validate-bootstrap')).toEqual(['relax webhook', 'relax webhook']);
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  test('one that somebody made fail closed again is relaxed before nodes come, and comes back', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await anEvening(night);
    await editPolicy(night, ([webhook]) => {
      if (webhook) webhook.failurePolicy = 'Fail';
    });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(targetsOf(start, 'validate-bootstrap')).toEqual([policy]);
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  test('one whose backend was scaled to 0 stays relaxed, is reported, and comes back with a later start', async () => {
    const night = await aNight({ world: aWorldWithTwo() });
    await anEvening(night);
    await scaleBackend(night, 0);
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(resultsOf(start)).toMatchObject({ [policy]: 'left-relaxed' });
    expect(warningsOf(start)).toContainEqual(
      expect.stringMatching(
        /^Webhook Validating\/policy\/validate\S+ stays relaxed \(failurePolicy Ignore\): not ready, and will not be: Deployment policy\/policy has 0 replicas\./,
      ),
    );
    expect(secondsOf(start, 'restore-webhooks')).toBeLessThan(3);
    expect((await night.snapshot()).webhooks[policy]).toBe('Ignore');

    await scaleBackend(night, 1);
    await night.pass({ minutes: 5 });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await night.differences()).toEqual([]);
  });
});

test('a controller that puts its policy back within a second is warned of, and overcome in the morning', async () => {
  const managed = { 'webhook.kyverno.io/managed-by': 'kyverno' };
  const name = 'kyverno-resource-validating-webhook-cfg';
  const night = await aNight({
    // What puts it back takes a second, and is to be noticed.
    onTheRealPlane: { waits: 2 },
    world: aWorld({
      objects: [
        ...aBackend({ annotations: { [revertsWebhooksAnnotation]: 'true' } }),
        aWebhookConfiguration({ name, labels: managed }),
      ],
    }),
  });
  const stop = await night.stop({ timeouts: { relaxWebhooks: 15 } });
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  expect(warningsOf(stop)).toContainEqual(
    expect.stringMatching(/was put back to Fail each time it was relaxed, most likely by Kyverno/),
  );
  await night.pass({ minutes: 10 });
  expect(await night.snapshot()).toMatchObject({ nodes: 0 });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

/** Writes down from now on which entries change their failurePolicy, each once. */
function followPolicies({ sandbox }: Night<TwinKubernetes>): () => string[] {
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
