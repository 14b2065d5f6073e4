import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digest } from '../../../sandbox/kubernetes/digest.ts';
import type { RequestSeen } from '../../../sandbox/kubernetes/server.ts';
import { aServer, type TestServer } from './a-server.ts';
import { aConfiguration, aDeployment, admin, aPod, aWebhook } from './an-api.ts';

/** What kubectl sends as Accept when it prints a table. */
const asTable =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const pods = '/api/v1/namespaces/default/pods';
const web = '/apis/apps/v1/namespaces/default/deployments/web';

describe('discovery', () => {
  test('names the groups, their versions and their resources', async () => {
    expect((await server.send('GET', '/version')).body).toMatchObject({ major: '1', minor: '33' });
    expect((await server.send('GET', '/readyz')).body).toBe('ok');
    const { groups } = (await server.send('GET', '/apis')).body;
    expect(groups.find(({ name }) => name === 'autoscaling')?.preferredVersion).toMatchObject({ version: 'v2' });
    const core = (await server.send('GET', '/api/v1')).body.resources;
    expect(core.find(({ name }) => name === 'pods')).toMatchObject({ shortNames: ['po'], namespaced: true });
    expect(core.find(({ name }) => name === 'pods/eviction')).toMatchObject({ kind: 'Eviction', group: 'policy' });
  });

  test('tells kubectl that fields are validated here', async () => {
    expect((await server.send('GET', '/openapi/v3')).body.paths).toHaveProperty('apis/apps/v1');
    const { body } = await server.send('GET', '/openapi/v3/apis/apps/v1');
    const { patch } = body.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'] ?? {};
    expect(patch).toMatchObject({ 'x-kubernetes-group-version-kind': { kind: 'Deployment' } });
    expect(patch?.parameters.map(({ name }) => name)).toContain('fieldValidation');
  });

  test('knows nothing of paths that there are not', async () => {
    for (const path of ['/nothing', '/apis/nothing/v1', '/api/v1/things', '/apis/apps/v2/deployments']) {
      expect((await server.send('GET', path)).code).toBe(404);
    }
  });
});

describe('reading', () => {
  test('a list has a version, and items without kind', async () => {
    server.seedPods(2);
    const { body } = await server.send('GET', pods);
    expect(body).toMatchObject({
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: { resourceVersion: server.api.version() },
    });
    expect(body.items).toHaveLength(2);
    expect(body.items[0]).not.toHaveProperty('kind');
  });

  test('the pages of a list show the cluster as it was at the first', async () => {
    server.seedPods(5);
    const first = (await server.send('GET', `${pods}?limit=2`)).body;
    expect(first.metadata).toMatchObject({ remainingItemCount: 3 });
    server.api.delete(admin, 'pods', 'default', 'web-5', { gracePeriodSeconds: 0 });
    server.seedPods(7);
    const second = (await server.send('GET', `${pods}?limit=2&continue=${first.metadata.continue}`)).body;
    const third = (await server.send('GET', `${pods}?limit=2&continue=${second.metadata.continue}`)).body;
    const names = [first, second, third].flatMap((page) => page.items.map(({ metadata }) => metadata.name));
    expect(names).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5']);
    expect(third.metadata.continue).toBeUndefined();
    expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('pods that have a node can be listed without the others, page by page', async () => {
    for (const name of ['a', 'b', 'c'])
      server.api.seed(aPod({ name: `waiting-${name}`, spec: { nodeName: undefined as never } }));
    server.seedPods(3);
    const bound = `${pods}?limit=2&fieldSelector=spec.nodeName!%3D`;
    const first = (await server.send('GET', bound)).body;
    const second = (await server.send('GET', `${bound}&continue=${first.metadata.continue}`)).body;
    const names = [first, second].map((page) => page.items.map(({ metadata }) => metadata.name));
    expect(names).toEqual([['web-1', 'web-2'], ['web-3']]);
    expect(second.metadata.continue).toBeUndefined();
  });

  test('version 0 is answered in one page, a token of nobody by 410', async () => {
    server.seedPods(5);
    expect((await server.send('GET', `${pods}?limit=2&resourceVersion=0`)).body.items).toHaveLength(5);
    const token = Buffer.from('99:2').toString('base64url');
    expect(await server.send('GET', `${pods}?continue=${token}`)).toMatchObject({
      code: 410,
      body: { reason: 'Expired' },
    });
    expect((await server.send('GET', `${pods}?continue=rubbish`)).code).toBe(400);
  });

  test('selectors choose', async () => {
    server.seedPods(2);
    server.api.seed(aPod({ name: 'db', labels: { app: 'db' }, spec: { nodeName: 'n2' } }));
    const names = async (query: string) =>
      (await server.send('GET', `/api/v1/pods?${query}`)).body.items.map((item) => item.metadata.name);
    expect(await names('fieldSelector=spec.nodeName%3Dn2')).toEqual(['db']);
    expect(await names('labelSelector=app%20in%20(web)')).toEqual(['web-1', 'web-2']);
    expect((await server.send('GET', '/api/v1/pods?fieldSelector=spec.x%3D1')).code).toBe(400);
  });

  test('a table has the columns that kubectl prints, and the age by the clock', async () => {
    server.seedPods(1);
    server.clock.after(90_000, () => undefined);
    await server.clock.settled();
    const { body } = await server.send('GET', pods, { accept: asTable });
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const columns = body.columnDefinitions;
    expect(columns.filter(({ priority }) => priority === 0).map(({ name }) => name)).toEqual([
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
    ]);
    expect(body.rows[0]?.cells.slice(0, 7)).toEqual(['web-1', '0/1', 'Running', '0', '90s', '<none>', 'n1']);
    expect(body.rows[0]?.object.kind).toBe('PartialObjectMetadata');
  });

  test('metadata alone can be asked for; an empty list of it has null for items', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    expect((await server.send('GET', pods, { accept })).body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: null,
    });
    server.seedPods(1);
    const { body } = await server.send('GET', pods, { accept });
    expect(body.items[0]?.metadata.name).toBe('web-1');
    expect(body.items[0]?.spec).toBeUndefined();
  });

  test('protobuf alone is not acceptable, protobuf or JSON is JSON', async () => {
    const protobuf = 'application/vnd.kubernetes.protobuf';
    expect((await server.send('GET', pods, { accept: protobuf })).code).toBe(406);
    expect((await server.send('GET', pods, { accept: `${protobuf},application/json` })).body.kind).toBe('PodList');
  });
});

describe('writing', () => {
  test('an object is created, replaced, patched and deleted', async () => {
    const made = await server.send('POST', '/apis/apps/v1/namespaces/default/deployments', { body: aDeployment() });
    expect(made).toMatchObject({ code: 201, body: { kind: 'Deployment', metadata: { generation: 1 } } });
    const put = { ...made.body, spec: { ...made.body.spec, replicas: 3 } };
    expect((await server.send('PUT', web, { body: put })).body.spec.replicas).toBe(3);
    expect(await server.send('PUT', web, { body: put })).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
    const scaled = await server.send('PATCH', `${web}/scale`, {
      type: 'application/merge-patch+json',
      body: { spec: { replicas: 0 } },
    });
    // A 0 is left out.
    expect(scaled).toMatchObject({ code: 200, body: { kind: 'Scale', spec: {} } });
    const deleted = await server.send('DELETE', web, { body: { propagationPolicy: 'Background' } });
    expect(deleted).toMatchObject({ code: 200, body: { kind: 'Status', status: 'Success', details: { name: 'web' } } });
    expect(await server.send('GET', web)).toMatchObject({
      code: 404,
      body: {
        kind: 'Status',
        message: 'deployments.apps "web" not found',
        details: { group: 'apps', kind: 'deployments' },
      },
    });
  });

  test('a deletion with a body does not read the query, not even that it is a dry run', async () => {
    server.seedPods(2);
    await server.send('DELETE', `${pods}/web-1?dryRun=All`);
    await server.send('DELETE', `${pods}/web-2?dryRun=All`, { body: { gracePeriodSeconds: 0 } });
    const { items } = (await server.send('GET', pods)).body;
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['web-1']);
  });

  test('a node is cordoned as kubectl does it', async () => {
    server.api.seed({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } });
    const { body } = await server.send('PATCH', '/api/v1/nodes/n1?fieldManager=kubectl-cordon', {
      type: 'application/strategic-merge-patch+json',
      body: { spec: { unschedulable: true } },
    });
    expect(body.spec).toEqual({ unschedulable: true });
  });

  test('a patch that is out of date changes nothing', async () => {
    server.api.seed(aConfiguration([aWebhook()]));
    const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/policy';
    const patch = (value: string) => [
      { op: 'test', path: '/webhooks/0/failurePolicy', value },
      { op: 'replace', path: '/webhooks/0/failurePolicy', value: 'Ignore' },
    ];
    const type = 'application/json-patch+json';
    expect((await server.send('PATCH', path, { type, body: patch('Ignore') })).code).toBe(422);
    expect((await server.send('PATCH', path, { type, body: patch('Fail') })).code).toBe(200);
    const stale = { metadata: { resourceVersion: '1' } };
    expect((await server.send('PATCH', path, { type: 'application/merge-patch+json', body: stale })).code).toBe(409);
    expect((await server.send('PATCH', path, { type: 'text/plain', body: stale })).code).toBe(415);
  });

  test('an apply creates what is missing and merges what is there', async () => {
    const type = 'application/apply-patch+yaml';
    const first = await server.send('PATCH', `${web}?fieldManager=me`, { type, body: aDeployment() });
    expect(first.code).toBe(201);
    const second = await server.send('PATCH', `${web}?fieldManager=me`, { type, body: aDeployment({ replicas: 4 }) });
    expect(second).toMatchObject({ code: 200, body: { spec: { replicas: 4 } } });
  });

  test('a collection is deleted by its selector', async () => {
    server.seedPods(2);
    server.api.seed(aPod({ name: 'db', labels: { app: 'db' } }));
    await server.send('DELETE', `${pods}?labelSelector=app%3Dweb&gracePeriodSeconds=0`);
    expect(server.api.list('pods').map(({ metadata }) => metadata.name)).toEqual(['db']);
  });

  test.each<[string, string, string, unknown, number]>([
    ['no body', 'POST', pods, undefined, 400],
    ['another kind', 'POST', pods, aDeployment(), 400],
    ['another namespace', 'POST', pods, aPod({ namespace: 'kube-system' }), 400],
    ['another name', 'PUT', `${pods}/web-2`, aPod(), 400],
    ['a dry run of a new kind', 'POST', `${pods}?dryRun=Some`, aPod(), 422],
    ['a method that there is not', 'POST', `${pods}/web-1`, aPod(), 405],
    ['labels that are no texts', 'POST', pods, aPod({ labels: { a: 1 as never } }), 400],
  ])('%s is refused', async (_title, method, path, body, code) => {
    expect((await server.send(method, path, { body })).code).toBe(code);
  });

  test('every kind of write is only tried with dryRun=All', async () => {
    server.seedPods(1);
    server.api.seed(aDeployment());
    const before = digest(server.api);
    const merge = 'application/merge-patch+json';
    const codes = [
      await server.send('POST', `${pods}?dryRun=All`, { body: aPod({ name: 'new' }) }),
      await server.send('PATCH', `${web}?dryRun=All`, { type: merge, body: { spec: { replicas: 0 } } }),
      await server.send('PATCH', `${web}/scale?dryRun=All`, { type: merge, body: { spec: { replicas: 0 } } }),
      await server.send('DELETE', `${pods}/web-1?dryRun=All`),
      await server.send('DELETE', `${pods}/web-1`, { body: { dryRun: ['All'] } }),
      await server.send('DELETE', `${pods}?dryRun=All`),
      await server.send('POST', `${pods}/web-1/eviction?dryRun=All`, { body: { metadata: { name: 'web-1' } } }),
    ].map(({ code }) => code);
    expect(codes).toEqual([201, 200, 200, 200, 200, 200, 201]);
    expect(digest(server.api)).toBe(before);
  });
});

test('the hooks see each request, and may refuse it before anything is done', async () => {
  const seen: (RequestSeen & { code: number })[] = [];
  const throttled = await aServer({
    onRequest: (request) => seen.push(request),
    refuse: ({ method }) =>
      method === 'DELETE'
        ? { code: 429, body: 'Too many requests, please try again later.', headers: { 'retry-after': '1' } }
        : null,
  });
  throttled.api.seed(aPod());
  const { code, headers, body } = await throttled.send('DELETE', `${pods}/web-1`);
  await throttled.send('GET', `${pods}/web-1?pretty=1`);
  await throttled.close();
  expect([code, headers.get('retry-after'), body]).toEqual([429, '1', 'Too many requests, please try again later.']);
  expect(seen).toEqual([
    { method: 'DELETE', path: `${pods}/web-1`, user: 'admin', code: 429 },
    { method: 'GET', path: `${pods}/web-1?pretty=1`, user: 'admin', code: 200 },
  ]);
});
