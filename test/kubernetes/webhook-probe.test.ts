import { afterEach, describe, expect, test } from '@jest/globals';
import type { WebhookEntry, WebhookRule } from '../../src/domain/kubernetes-objects.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { labelsFor } from '../../src/kubernetes/webhook-probe.ts';
import { type ApiAnswer, type ApiServer, anApiServer, aStatus } from './an-api-server.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const aRule = (changes: Partial<WebhookRule> = {}): WebhookRule => ({
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: ['pods'],
  operations: ['CREATE', 'UPDATE'],
  scope: '*',
  ...changes,
});

const anEntry = (changes: Partial<WebhookEntry> = {}): WebhookEntry => ({
  kind: 'Validating',
  configuration: 'guard',
  configurationUid: 'uid',
  annotations: {},
  webhook: 'guard.example.com',
  failurePolicy: 'Fail',
  timeoutSeconds: 10,
  service: { namespace: 'guard', name: 'guard', port: 443 },
  url: null,
  hasCaBundle: true,
  namespaceSelector: {},
  objectSelector: {},
  rules: [aRule()],
  matchConditions: [],
  sideEffects: 'None',
  ...changes,
});

const namespaces: ApiAnswer = {
  body: {
    metadata: {},
    items: ['kube-system', 'default', 'shop'].map((name) => ({
      metadata: {
        name,
        labels: { 'kubernetes.io/metadata.name': name, ...(name === 'shop' ? { guarded: 'yes' } : {}) },
      },
      status: { phase: 'Active' },
    })),
  },
};

const nodes: ApiAnswer = {
  body: { metadata: {}, items: [{ metadata: { name: 'node-a', labels: { pool: 'apps' } } }] },
};

/** What there is to read. */
const read = (path: string): ApiAnswer => (path === '/api/v1/nodes' ? nodes : namespaces);

const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const mayCreate = (allowed: boolean): ApiAnswer => ({ status: 201, body: { status: { allowed } } });

async function probing(entry: WebhookEntry, answer: ApiAnswer, review = mayCreate(true)) {
  server = await anApiServer(({ method, path }) => {
    if (path === reviews) return review;
    return method === 'GET' ? read(path) : answer;
  });
  const probed = await connectToCluster(server.options).probeWebhook(entry);
  return { ...probed, sent: server.requests.filter(({ method, path }) => method !== 'GET' && path !== reviews) };
}

const created: ApiAnswer = { status: 201, body: { metadata: { name: 'eks-scheduler-probe' } } };
const denial = aStatus(400, 'admission webhook "guard.example.com" denied the request: not this one');
const dead = (webhook: string) =>
  aStatus(
    500,
    `Internal error occurred: failed calling webhook "${webhook}": no endpoints available for service "guard"`,
  );

describe('probing a webhook', () => {
  test.each<[string, ApiAnswer, string]>([
    ['admitted the object', created, 'answered'],
    ['denied it', denial, 'answered'],
    ['let it through to an object of that name', aStatus(409, 'exists', { reason: 'AlreadyExists' }), 'answered'],
    ['could not be called', dead('guard.example.com'), 'failed'],
    ['came after another that is dead', dead('other.example.com'), 'cannot-probe'],
    ['came after another that says no', aStatus(403, 'admission webhook "other" denied the request'), 'cannot-probe'],
    ['may not be probed by us', aStatus(403, 'pods is forbidden', { reason: 'Forbidden' }), 'cannot-probe'],
    ['guards what is not installed', aStatus(404, 'not found'), 'cannot-probe'],
    ['was not reached by an invalid object', aStatus(422, 'invalid'), 'cannot-probe'],
  ])('that %s', async (_what, answer, expected) => {
    await expect(probing(anEntry(), answer)).resolves.toMatchObject({ result: expected });
  });

  test('is a dry run whatever the run is, in a namespace that the selector matches', async () => {
    const { sent } = await probing(anEntry({ namespaceSelector: { matchLabels: { guarded: 'yes' } } }), created);
    expect(sent).toMatchObject([{ path: '/api/v1/namespaces/shop/pods', query: { dryRun: 'All' } }]);
  });

  test('asks about an annotation on a node first, as a dry run: that needs no right beyond cordoning', async () => {
    const { result, sent } = await probing(anEntry({ rules: [aRule({ resources: ['nodes', 'pods'] })] }), { body: {} });
    expect(result).toBe('answered');
    expect(sent).toMatchObject([{ method: 'PATCH', path: '/api/v1/nodes/node-a', query: { dryRun: 'All' } }]);
    expect(sent[0]?.body).toEqual({ metadata: { annotations: { 'eks-scheduler.io/probe': 'asked' } } });
  });

  test('leaves nodes alone that the object selector leaves out', async () => {
    const objectSelector = { matchLabels: { pool: 'batch' } };
    const { sent } = await probing(
      anEntry({ objectSelector, rules: [aRule({ resources: ['nodes', 'pods'] })] }),
      created,
    );
    expect(sent).toMatchObject([{ method: 'POST', path: '/api/v1/namespaces/default/pods' }]);
  });

  test('sends an object that the object selector matches', async () => {
    const objectSelector = {
      matchLabels: { app: 'shop' },
      matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] } as const],
    };
    const { sent } = await probing(anEntry({ objectSelector }), created);
    expect(sent[0]?.body).toMatchObject({ metadata: { labels: { app: 'shop', team: 'a' } } });
  });

  test.each([
    [
      'configmaps',
      aRule({ resources: ['*'], apiGroups: ['*'], operations: ['CREATE'] }),
      '/api/v1/namespaces/default/configmaps',
    ],
    ['services', aRule({ resources: ['services'] }), '/api/v1/namespaces/default/services'],
    ['serviceaccounts', aRule({ resources: ['serviceaccounts'] }), '/api/v1/namespaces/default/serviceaccounts'],
    [
      'leases',
      aRule({ resources: ['leases'], apiGroups: ['coordination.k8s.io'] }),
      '/apis/coordination.k8s.io/v1/namespaces/default/leases',
    ],
    ['namespaces', aRule({ resources: ['namespaces'] }), '/api/v1/namespaces'],
    ['a new node', aRule({ resources: ['nodes'], scope: 'Cluster', operations: ['CREATE'] }), '/api/v1/nodes'],
    ['a node that is there', aRule({ resources: ['nodes'], scope: 'Cluster' }), '/api/v1/nodes/node-a'],
    ['cluster-scoped objects alone', aRule({ resources: ['*/*'], scope: 'Cluster' }), '/api/v1/nodes/node-a'],
  ])('uses %s where its rules say so', async (_what, rule, path) => {
    const { sent } = await probing(anEntry({ rules: [rule] }), created);
    expect(sent.map((request) => request.path)).toEqual([path]);
  });

  test.each([
    ['its rules match nothing harmless', { rules: [aRule({ apiGroups: ['apps'], resources: ['deployments'] })] }],
    ['it does not look at creations', { rules: [aRule({ operations: ['DELETE'] })] }],
    ['it has side effects on a dry run', { sideEffects: 'Unknown' }],
    ['no namespace matches', { namespaceSelector: { matchLabels: { nobody: 'has' } } }],
    [
      'no labels can match',
      {
        objectSelector: {
          matchLabels: { a: 'b' },
          matchExpressions: [{ key: 'a', operator: 'DoesNotExist' as const }],
        },
      },
    ],
  ])('cannot be done when %s, and sends nothing', async (_what, changes) => {
    const { result, sent } = await probing(anEntry(changes), created);
    expect(result).toBe('cannot-probe');
    expect(sent).toEqual([]);
  });

  test.each([
    ['with Ignore', { failurePolicy: 'Ignore' as const }],
    ['with match conditions', { matchConditions: [{ name: 'some', expression: 'false' }] }],
  ])('%s an admitted object proves nothing, but a denial does', async (_what, changes) => {
    await expect(probing(anEntry(changes), created)).resolves.toMatchObject({ result: 'cannot-probe' });
    await server?.close();
    await expect(probing(anEntry(changes), denial)).resolves.toMatchObject({ result: 'answered' });
  });

  test.each([
    ['it may not', mayCreate(false)],
    ['it may not even ask', aStatus(403, 'selfsubjectaccessreviews is forbidden')],
  ])('asks whether it may create, and sends nothing that would be refused when %s', async (_what, review) => {
    const probed = await probing(anEntry(), created, review);
    expect(probed).toMatchObject({ result: 'cannot-probe', message: 'the role may not create pods', sent: [] });
    expect(server?.requests.at(-1)?.body).toEqual({
      spec: { resourceAttributes: { verb: 'create', resource: 'pods', group: '', namespace: 'default' } },
    });
  });

  test('goes on to the next kind when the first tells nothing', async () => {
    server = await anApiServer(({ method, path }) => {
      if (method === 'GET') return read(path);
      if (path === reviews) return mayCreate(true);
      return path.endsWith('/configmaps') ? aStatus(403, 'configmaps is forbidden') : denial;
    });
    const entry = anEntry({ rules: [aRule({ resources: ['configmaps', 'pods'] })] });
    await expect(connectToCluster(server.options).probeWebhook(entry)).resolves.toMatchObject({ result: 'answered' });
  });
});

test('labels are made for a selector where some can satisfy it', () => {
  expect(labelsFor({})).toEqual({});
  expect(labelsFor({ matchExpressions: [{ key: 'a', operator: 'Exists' }] })).toEqual({ a: 'true' });
  expect(labelsFor({ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['x'] }] })).toEqual({});
  const contradiction = {
    matchLabels: { a: 'x' },
    matchExpressions: [{ key: 'a', operator: 'In' as const, values: ['y'] }],
  };
  expect(labelsFor(contradiction)).toBeNull();
});
