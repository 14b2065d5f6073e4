import { afterEach, describe, expect, test } from '@jest/globals';
import { ObjectRefusedError, TransientError } from '../../src/domain/errors.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { type ApiAnswer, type ApiRequest, type ApiServer, anApiServer, aStatus } from './an-api-server.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function aCluster(answer: (request: ApiRequest, count: number) => ApiAnswer) {
  server = await anApiServer(answer);
  return { cluster: connectToCluster(server.options), requests: server.requests };
}

const entry = { kind: 'Validating', configuration: 'kyverno', webhook: 'validate.kyverno.svc-fail' } as const;

const aConfiguration = (
  ...webhooks: readonly { readonly name: string; readonly failurePolicy?: string }[]
): ApiAnswer => ({
  body: {
    metadata: { name: 'kyverno', resourceVersion: '7', annotations: { kept: 'yes' } },
    ...(webhooks.length > 0
      ? { webhooks: webhooks.map((webhook) => ({ clientConfig: {}, sideEffects: 'None', ...webhook })) }
      : {}),
  },
});
const other = { name: 'other', failurePolicy: 'Fail' };

describe('setting a failurePolicy', () => {
  test('patches the entry where it stands now, guarded by its name and old value', async () => {
    const { cluster, requests } = await aCluster(() =>
      aConfiguration(other, other, { name: entry.webhook, failurePolicy: 'Fail' }),
    );
    await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).resolves.toBe('set');
    expect(requests[1]).toMatchObject({
      method: 'PATCH',
      path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/kyverno',
      contentType: 'application/json-patch+json',
      body: [
        { op: 'test', path: '/webhooks/2/name', value: entry.webhook },
        { op: 'test', path: '/webhooks/2/failurePolicy', value: 'Fail' },
        { op: 'replace', path: '/webhooks/2/failurePolicy', value: 'Ignore' },
      ],
    });
  });

  test.each([
    ['already as wanted', aConfiguration({ name: entry.webhook, failurePolicy: 'Ignore' }), 'already'],
    ['an entry that is not there', aConfiguration(other), 'gone'],
    ['a configuration without entries', aConfiguration(), 'gone'],
    ['a configuration that is not there', aStatus(404, 'not found'), 'gone'],
  ])('sends nothing for %s', async (_what, answer, expected) => {
    const { cluster, requests } = await aCluster(() => answer);
    await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).resolves.toBe(expected);
    expect(requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('leaves alone what somebody else changed', async () => {
    const { cluster, requests } = await aCluster(() => aConfiguration({ name: entry.webhook, failurePolicy: 'Fail' }));
    await expect(cluster.setFailurePolicy(entry, 'Ignore', 'Fail')).resolves.toBe('already');
    await expect(cluster.setFailurePolicy({ ...entry }, 'Ignore', 'Ignore')).resolves.toBe('changed-by-other');
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test('looks again when the entry moved in between', async () => {
    const moved = aConfiguration(other, { name: entry.webhook, failurePolicy: 'Fail' });
    const first = aConfiguration({ name: entry.webhook, failurePolicy: 'Fail' }, other);
    const { cluster, requests } = await aCluster(({ method }, count) => {
      if (method === 'PATCH' && count === 2) return aStatus(422, 'the server rejected our request');
      return count < 3 ? first : moved;
    });
    await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).resolves.toBe('set');
    expect(requests.at(-1)?.body).toMatchObject([{ path: '/webhooks/1/name' }, {}, {}]);
  });

  test('an entry that never stands still is transient', async () => {
    const { cluster } = await aCluster(({ method }) =>
      method === 'PATCH' ? aStatus(409, 'modified') : aConfiguration({ name: entry.webhook, failurePolicy: 'Fail' }),
    );
    await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).rejects.toThrow(TransientError);
  });

  test('an absent policy counts as Fail', async () => {
    const { cluster, requests } = await aCluster(() => aConfiguration({ name: entry.webhook }));
    await expect(cluster.setFailurePolicy(entry, 'Fail', 'Ignore')).resolves.toBe('set');
    expect(requests[1]?.body).toEqual([
      { op: 'test', path: '/webhooks/0/name', value: entry.webhook },
      { op: 'add', path: '/webhooks/0/failurePolicy', value: 'Ignore' },
    ]);
  });
});

test('annotating a configuration names nothing but the annotations', async () => {
  const { cluster, requests } = await aCluster(() => aConfiguration(other));
  const configuration = { kind: 'Mutating', name: 'kyverno' } as const;
  await expect(cluster.annotateWebhookConfiguration(configuration, { kept: 'yes' })).resolves.toBe('unchanged');
  await expect(cluster.annotateWebhookConfiguration(configuration, { kept: null, more: 'a' })).resolves.toBe('changed');
  expect(requests.at(-1)).toMatchObject({
    path: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/kyverno',
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { kept: null, more: 'a' } } },
  });
});

describe('a configuration that the API server does not accept as it stands', () => {
  const why = 'webhooks[0].matchConditions[0].expression: Invalid value: "object.": compilation failed';
  const refusal = aStatus(422, `ValidatingWebhookConfiguration "kyverno" is invalid: ${why}`, {
    reason: 'Invalid',
    details: { name: 'kyverno', causes: [{ reason: 'FieldValueInvalid', message: why }] },
  });
  const refusing = () =>
    aCluster(({ method }) =>
      method === 'PATCH' ? refusal : aConfiguration({ name: entry.webhook, failurePolicy: 'Fail' }),
    );

  test('is no conflict: it is told at once, in the API server’s words', async () => {
    const { cluster, requests } = await refusing();
    const error = await cluster.setFailurePolicy(entry, 'Fail', 'Ignore').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ObjectRefusedError);
    expect(error).toMatchObject({ message: expect.stringContaining(why) });
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });

  test('is not said to have changed meanwhile when it is annotated', async () => {
    const { cluster } = await refusing();
    const annotating = cluster.annotateWebhookConfiguration({ kind: 'Validating', name: 'kyverno' }, { more: 'a' });
    await expect(annotating).rejects.toThrow(why);
    await expect(annotating).rejects.toBeInstanceOf(ObjectRefusedError);
  });
});
