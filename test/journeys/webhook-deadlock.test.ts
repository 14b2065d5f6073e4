import { describe, expect, test } from '@jest/globals';
import { denyAnnotation } from '../../sandbox/kubernetes/admission/webhook-backend.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { aNight, aNodeGroup, aWorld } from './a-night.ts';
import { anEvening, editPolicy, policy } from './a-policy.ts';
import { followRefusals } from './follow-refusals.ts';
import { aBackend, aPod, aWebhook, aWebhookConfiguration } from './objects.ts';
import { resultsOf, targetsOf, warningsOf } from './report-facts.ts';

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

  const nodeGroups = [aNodeGroup({ launchSeconds: 5, bootSeconds: 5 })];
  const unrelaxed = { webhooks: { relax: 'off' }, timeouts: { waitForNodes: 15 } };

  test('keeps every node out in the morning when it is not relaxed, until somebody takes it out of the way', async () => {
    const night = await aNight({ world: aWorld({ nodeGroups, objects: onNodes }) });
    const refused = followRefusals(night);
    await anEvening(night, unrelaxed);
    const start = await night.start(unrelaxed);
    expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
    expect(night.failedState(start.arn)).toBe('Wait for nodes');
    expect(start.message).toMatch(/0 of 2 nodes are ready/);
    expect(await night.snapshot()).toMatchObject({ nodes: 0 });
    expect(refused()).toContainEqual({ resource: 'nodes', statusCode: 500 });
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } };
    expect(await night.kubectl.refusalOf('nodes', node)).toBe(blockedWords);

    await editPolicy(night, ([webhook]) => {
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

  test('keeps the network of every node out when it looks at pods of kube-system', async () => {
    const night = await aNight({ world: aWorld({ nodeGroups, objects: onSystemPods }) });
    await anEvening(night, unrelaxed);
    const start = await night.start(unrelaxed);
    expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
    expect(await night.snapshot()).toMatchObject({ nodes: 2, readyPods: 0 });
    expect(await night.kubectl.refusalOf('pods', aPod({ name: 'aws-node', namespace: 'kube-system' }))).toBe(
      blockedWords,
    );
  });

  test.each([
    ['nodes', onNodes],
    ['pods of kube-system', onSystemPods],
  ])('is relaxed for the night where it looks at %s, and enforced again in the morning', async (_what, objects) => {
    const night = await aNight({ world: aWorld({ objects: objects.map(denyingForbidden) }) });
    expect(await night.kubectl.refusalOf('pods', aPod({ name: 'forbidden', namespace: 'default' }))).toContain(
      'denied the request',
    );
    const stop = await anEvening(night);
    expect(targetsOf(stop, 'relax-webhooks')).toEqual([policy]);
    expect(warningsOf(stop)).toEqual([]);
    expect((await night.snapshot()).webhooks).toEqual({ [policy]: 'Ignore' });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(resultsOf(start)).toEqual({ [policy]: 'restored' });
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
    expect(await night.kubectl.refusalOf('pods', aPod({ name: 'forbidden', namespace: 'default' }))).toContain(
      'denied the request',
    );
  });
});

function denyingForbidden(object: KubeObject): KubeObject {
  if (object.kind !== 'ValidatingWebhookConfiguration') return object;
  return { ...object, metadata: { ...object.metadata, annotations: { [denyAnnotation]: '^forbidden' } } };
}
