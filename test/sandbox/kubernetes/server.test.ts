import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { digest } from '../../../sandbox/kubernetes/digest.ts';
import type { RequestSeen } from '../../../sandbox/kubernetes/server.ts';
import { aServer, type TestServer } from './a-server.ts';
import { aBudget, aConfiguration, aDeployment, admin, aPod, aWebhook } from './an-api.ts';

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

function seedPods(count: number): void {
  for (let number = 1; number <= count; number++) server.api.seed(aPod({ name: `web-${number}` }));
}

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
    seedPods(2);
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
    seedPods(5);
    const first = (await server.send('GET', `${pods}?limit=2`)).body;
    expect(first.metadata).toMatchObject({ remainingItemCount: 3 });
    server.api.delete(admin, 'pods', 'default', 'web-5', { gracePeriodSeconds: 0 });
    seedPods(7);
    const second = (await server.send('GET', `${pods}?limit=2&continue=${first.metadata.continue}`)).body;
    const third = (await server.send('GET', `${pods}?limit=2&continue=${second.metadata.continue}`)).body;
    const names = [first, second, third].flatMap((page) => page.items.map(({ metadata }) => metadata.name));
    expect(names).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5']);
    expect(third.metadata.continue).toBeUndefined();
    expect(third.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test('version 0 is answered in one page, a token of nobody by 410', async () => {
    seedPods(5);
    expect((await server.send('GET', `${pods}?limit=2&resourceVersion=0`)).body.items).toHaveLength(5);
    const token = Buffer.from('99:2').toString('base64url');
    expect(await server.send('GET', `${pods}?continue=${token}`)).toMatchObject({
      code: 410,
      body: { reason: 'Expired' },
    });
    expect((await server.send('GET', `${pods}?continue=rubbish`)).code).toBe(400);
  });

  test('selectors choose', async () => {
    seedPods(2);
    server.api.seed(aPod({ name: 'db', labels: { app: 'db' }, spec: { nodeName: 'n2' } }));
    const names = async (query: string) =>
      (await server.send('GET', `/api/v1/pods?${query}`)).body.items.map((item) => item.metadata.name);
    expect(await names('fieldSelector=spec.nodeName%3Dn2')).toEqual(['db']);
    expect(await names('labelSelector=app%20in%20(web)')).toEqual(['web-1', 'web-2']);
    expect((await server.send('GET', '/api/v1/pods?fieldSelector=spec.x%3D1')).code).toBe(400);
  });

  test('a table has the columns that kubectl prints, and the age by the clock', async () => {
    seedPods(1);
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
    seedPods(1);
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

describe('a watch', () => {
  test('sends what is there, and then what changes', async () => {
    seedPods(1);
    const events = await server.watch(`${pods}?watch=true`, 3, () => {
      seedPods(2);
    });
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'web-1'],
      ['MODIFIED', 'web-1'],
      ['ADDED', 'web-2'],
    ]);
  });

  test('goes on from a version, and tells what comes to match and what ceases to', async () => {
    seedPods(2);
    const version = server.api.version();
    const label = (name: string, app: string) =>
      server.api.edit(admin, 'pods', 'default', name, (pod) => {
        pod.metadata.labels = { app };
      });
    label('web-1', 'db');
    label('web-1', 'web');
    server.api.delete(admin, 'pods', 'default', 'web-2', { gracePeriodSeconds: 0 });
    const events = await server.watch(`${pods}?watch=1&resourceVersion=${version}&labelSelector=app%3Ddb`, 2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
    const all = await server.watch(`${pods}?watch=1&resourceVersion=${version}`, 3);
    expect(all.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['MODIFIED', 'web-1'],
      ['MODIFIED', 'web-1'],
      ['DELETED', 'web-2'],
    ]);
  });

  test('marks the end of what was there when it is asked to', async () => {
    seedPods(1);
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const [, end] = await server.watch(`${pods}?${query}`, 2);
    expect(end).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  test('does not hold the clock', async () => {
    const watching = server.watch(`${pods}?watch=1`, 1);
    await server.send('GET', '/readyz');
    await server.clock.settled();
    seedPods(1);
    expect(await watching).toHaveLength(1);
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
    expect(scaled).toMatchObject({ code: 200, body: { kind: 'Scale', spec: { replicas: 0 } } });
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
    seedPods(2);
    server.api.seed(aPod({ name: 'db', labels: { app: 'db' } }));
    await server.send('DELETE', `${pods}?labelSelector=app%3Dweb&gracePeriodSeconds=0`);
    expect(server.api.list('pods').map(({ metadata }) => metadata.name)).toEqual(['db']);
  });

  test.each<[string, string, string, unknown, number]>([
    ['no body', 'POST', pods, undefined, 400],
    ['another kind', 'POST', pods, aDeployment(), 400],
    ['another namespace', 'POST', pods, aPod({ namespace: 'kube-system' }), 400],
    ['another name', 'PUT', `${pods}/web-2`, aPod(), 400],
    ['a dry run of a new kind', 'POST', `${pods}?dryRun=Some`, aPod(), 400],
    ['a method that there is not', 'POST', `${pods}/web-1`, aPod(), 405],
    ['labels that are no texts', 'POST', pods, aPod({ labels: { a: 1 as never } }), 400],
  ])('%s is refused', async (_title, method, path, body, code) => {
    expect((await server.send(method, path, { body })).code).toBe(code);
  });

  test('every kind of write is only tried with dryRun=All', async () => {
    seedPods(1);
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

describe('an eviction over the wire', () => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web-1', namespace: 'default' } };
  const evict = (body: unknown, type?: string) =>
    server.send('POST', `${pods}/web-1/eviction`, { body, ...(type && { type }) });

  test('answers 201 with a Status, and takes the options of its body', async () => {
    seedPods(1);
    const deleteOptions = { gracePeriodSeconds: 3 };
    expect(await evict({ ...eviction, deleteOptions })).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(server.api.get('pods', 'default', 'web-1')?.metadata.deletionGracePeriodSeconds).toBe(3);
  });

  test('writes Retry-After only while the budget is being worked on', async () => {
    seedPods(1);
    server.api.seed(aBudget({ disruptionsAllowed: 0 }));
    const full = await evict(eviction);
    expect([full.code, full.headers.get('retry-after')]).toEqual([429, null]);
    server.api.seed(aBudget({ observedGeneration: 0 }));
    const busy = await evict(eviction);
    expect([busy.code, busy.headers.get('retry-after')]).toEqual([429, '10']);
  });

  test('is refused without a name, and with another one', async () => {
    seedPods(1);
    expect((await evict({ kind: 'Eviction', metadata: {} })).code).toBe(400);
    expect((await evict({ kind: 'Eviction', metadata: { name: 'web-2' } })).body.message).toBe(
      'name in URL does not match name in Eviction object',
    );
  });

  test('is understood in protobuf, as newer clients send it', async () => {
    seedPods(1);
    const text = (field: number, value: string) =>
      Buffer.concat([Buffer.from([field * 8 + 2, value.length]), Buffer.from(value)]);
    const nested = (field: number, value: Buffer) => Buffer.concat([Buffer.from([field * 8 + 2, value.length]), value]);
    const typeMeta = nested(1, Buffer.concat([text(1, 'policy/v1'), text(2, 'Eviction')]));
    const metadata = nested(1, Buffer.concat([text(1, 'web-1'), text(3, 'default')]));
    const options = nested(2, Buffer.from([8, 7]));
    const body = Buffer.concat([Buffer.from('k8s\0'), typeMeta, nested(2, Buffer.concat([metadata, options]))]);
    expect((await evict(body, 'application/vnd.kubernetes.protobuf')).code).toBe(201);
    expect(server.api.get('pods', 'default', 'web-1')?.metadata.deletionGracePeriodSeconds).toBe(7);
  });
});

describe('who may do what', () => {
  const role = (rules: object[]) => {
    server.api.seed({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
      rules,
    });
    server.api.seed({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'r' },
      roleRef: { kind: 'ClusterRole', name: 'r' },
      subjects: [{ kind: 'Group', name: 'night-shift' }],
    });
  };
  const bob = (method: string, path: string, body?: unknown) =>
    server.send(method, path, { token: 'bob', ...(body !== undefined && { body }) });

  test('a token that nobody has is 401, no token may read the version alone', async () => {
    expect(await server.send('GET', pods, { token: 'x' })).toMatchObject({
      code: 401,
      body: { reason: 'Unauthorized' },
    });
    expect((await server.send('GET', '/version', { token: null })).code).toBe(200);
    expect((await server.send('GET', pods, { token: null })).code).toBe(403);
    expect((await server.send('GET', '/apis', { token: null })).code).toBe(403);
  });

  test('nothing without a role, in the words of Kubernetes', async () => {
    seedPods(1);
    expect((await bob('GET', pods)).body).toMatchObject({
      code: 403,
      message: 'pods is forbidden: User "bob" cannot list resource "pods" in API group "" in the namespace "default"',
    });
    expect((await bob('PATCH', '/api/v1/nodes/n1', {})).body.message).toBe(
      'nodes "n1" is forbidden: User "bob" cannot patch resource "nodes" in API group "" at the cluster scope',
    );
    const eviction = await bob('POST', `${pods}/web-1/eviction`, { metadata: { name: 'web-1' } });
    expect(eviction.body.message).toContain('cannot create resource "pods/eviction"');
  });

  test('a role gives exactly its rules', async () => {
    seedPods(1);
    server.api.seed(aDeployment());
    role([
      { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
      { verbs: ['get'], apiGroups: ['apps'], resources: ['*/scale'] },
      { verbs: ['get'], apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['other'] },
    ]);
    expect((await bob('POST', `${pods}/web-1/eviction?dryRun=All`, { metadata: { name: 'web-1' } })).code).toBe(201);
    expect((await bob('GET', `${web}/scale`)).code).toBe(200);
    expect((await bob('GET', web)).code).toBe(403);
    expect((await bob('DELETE', `${pods}/web-1`)).code).toBe(403);
  });

  test('a binding in a namespace counts there alone', async () => {
    server.api.seed({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'reader', namespace: 'default' },
      rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }],
    });
    server.api.seed({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'reader', namespace: 'default' },
      roleRef: { kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'User', name: 'bob' }],
    });
    expect((await bob('GET', pods)).code).toBe(200);
    expect((await bob('GET', '/api/v1/namespaces/kube-system/pods')).code).toBe(403);
    expect((await bob('GET', '/api/v1/pods')).code).toBe(403);
  });

  test('everybody may ask who they are and what they may do', async () => {
    role([{ verbs: ['list'], apiGroups: [''], resources: ['nodes'] }]);
    const may = async (resource: string) => {
      const spec = { resourceAttributes: { verb: 'list', resource } };
      const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
      return (await bob('POST', path, { spec })).body.status.allowed;
    };
    expect([await may('nodes'), await may('pods')]).toEqual([true, false]);
    const self = await bob('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    expect(self.body.status.userInfo).toEqual({ username: 'bob', groups: ['night-shift', 'system:authenticated'] });
    const other = {
      spec: { user: 'bob', groups: ['night-shift'], resourceAttributes: { verb: 'list', resource: 'nodes' } },
    };
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    expect((await server.send('POST', path, { body: other })).body.status.allowed).toBe(true);
    expect((await bob('POST', path, other)).code).toBe(403);
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
