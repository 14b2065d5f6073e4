import { afterEach, expect, test } from '@jest/globals';
import { AccessDeniedError, TransientError } from '../../src/domain/errors.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { type ApiAnswer, type ApiServer, anApiServer, aStatus } from './an-api-server.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const pod = { namespace: 'shop', name: 'cart-1', uid: 'uid-1' };

async function evicting(answer: ApiAnswer) {
  server = await anApiServer(() => answer);
  return connectToCluster(server.options).evict(pod, { graceSeconds: 20 });
}

async function deleting(answer: ApiAnswer) {
  server = await anApiServer(() => answer);
  return connectToCluster(server.options).delete(pod, { graceSeconds: null });
}

const causes = (...reasons: string[]) => ({ details: { causes: reasons.map((reason) => ({ reason, message: '' })) } });
const needs = 'Cannot evict pod as it would violate the pod’s disruption budget.';
const failedCall =
  'Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": no endpoints available for service "kyverno-svc"';
const denied = 'admission webhook "keep.example.com" denied the request: keep it';
const otherUid =
  'Operation cannot be fulfilled on pods "cart-1": Precondition failed: UID in precondition: uid-1, UID in object meta: uid-2';

test('deletions one after another share their connection', async () => {
  server = await anApiServer(() => ({ body: { kind: 'Status', status: 'Success' } }));
  const cluster = connectToCluster(server.options);
  for (let time = 0; time < 20; time += 1) await cluster.delete(pod, { graceSeconds: null });

  // A socket may not be free yet when the next request comes; one for each request would be 20.
  expect(server.connections()).toBeLessThan(4);
});

test('an eviction names the pod’s uid and grace', async () => {
  await expect(evicting({ status: 201, body: { kind: 'Status', status: 'Success' } })).resolves.toEqual({
    result: 'evicted',
  });
  expect(server?.requests).toMatchObject([
    {
      method: 'POST',
      path: '/api/v1/namespaces/shop/pods/cart-1/eviction',
      body: {
        kind: 'Eviction',
        metadata: { name: 'cart-1' },
        deleteOptions: { preconditions: { uid: 'uid-1' }, gracePeriodSeconds: 20 },
      },
    },
  ]);
});

test.each<[string, ApiAnswer, unknown]>([
  ['a pod that is not there', aStatus(404, 'pods "cart-1" not found'), { result: 'gone' }],
  ['another pod of that name', aStatus(409, otherUid, { reason: 'Conflict' }), { result: 'gone' }],
  [
    'a budget that is used up',
    aStatus(429, needs, { reason: 'TooManyRequests', ...causes('DisruptionBudget') }),
    { result: 'refused-by-budget', message: needs, retryAfterSeconds: null },
  ],
  [
    'a budget that was just changed',
    {
      ...aStatus(429, needs, { details: { causes: [{ reason: 'DisruptionBudget' }], retryAfterSeconds: 10 } }),
      headers: { 'retry-after': '10' },
    },
    { result: 'refused-by-budget', message: needs, retryAfterSeconds: 10 },
  ],
  [
    'a budget whose bookkeeping is full',
    aStatus(403, 'DisruptedPods map too big', { reason: 'Forbidden', ...causes('DisruptionBudget') }),
    { result: 'refused-by-budget', message: 'DisruptedPods map too big', retryAfterSeconds: null },
  ],
  [
    'two budgets',
    aStatus(500, 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.'),
    { result: 'several-budgets', message: expect.stringContaining('more than one') },
  ],
  [
    'a namespace that is going',
    aStatus(403, 'namespace shop is being terminated', { reason: 'Forbidden', ...causes('NamespaceTerminating') }),
    { result: 'namespace-terminating', message: expect.stringContaining('terminated') },
  ],
  ['a webhook without endpoints', aStatus(500, failedCall), { result: 'refused-by-webhook', message: failedCall }],
  ['a webhook that says no', aStatus(403, denied), { result: 'refused-by-webhook', message: denied }],
  ['a webhook that says no with 429', aStatus(429, denied), { result: 'refused-by-webhook', message: denied }],
])('an eviction is answered for %s', async (_what, answer, expected) => {
  await expect(evicting(answer)).resolves.toEqual(expected);
});

test.each<[string, ApiAnswer, number | null]>([
  ['of text', { status: 429, body: 'Too many requests, please try again later.', headers: { 'retry-after': '1' } }, 1],
  ['of JSON, without a budget’s cause', aStatus(429, 'too many requests', { reason: 'TooManyRequests' }), null],
])('a 429 %s says that the API server has too much to do', async (_what, answer, retryAfterSeconds) => {
  await expect(evicting(answer)).resolves.toMatchObject({ result: 'throttled', retryAfterSeconds });
  await server?.close();
  await expect(deleting(answer)).resolves.toMatchObject({ result: 'throttled', retryAfterSeconds });
});

test.each<[string, ApiAnswer]>([
  ['a status of the budget that keeps changing', aStatus(504, 'couldn’t update PodDisruptionBudget due to conflicts')],
  ['a conflict that is not the uid’s', aStatus(409, 'the object has been modified; please apply your changes')],
])('%s is transient, not an answer', async (_what, answer) => {
  await expect(evicting(answer)).rejects.toThrow(TransientError);
});

test('a missing permission to evict says what to grant', async () => {
  await expect(evicting(aStatus(403, 'pods "cart-1" is forbidden', { reason: 'Forbidden' }))).rejects.toThrow(
    AccessDeniedError,
  );
});

test.each<[string, ApiAnswer, unknown]>([
  ['the pod goes', { body: { metadata: { name: 'cart-1' } } }, { result: 'deleted' }],
  ['it is not there', aStatus(404, 'pods "cart-1" not found'), { result: 'gone' }],
  ['another pod has its name', aStatus(409, otherUid), { result: 'gone' }],
  ['a webhook says no', aStatus(403, denied), { result: 'refused-by-webhook', message: denied }],
])('a delete is answered when %s', async (_what, answer, expected) => {
  await expect(deleting(answer)).resolves.toEqual(expected);
  expect(server?.requests[0]?.body).toEqual({
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid: 'uid-1' },
  });
});
