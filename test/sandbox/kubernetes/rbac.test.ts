import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aServer, type TestServer } from './a-server.ts';
import { aDeployment } from './an-api.ts';

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const pods = '/api/v1/namespaces/default/pods';
const web = '/apis/apps/v1/namespaces/default/deployments/web';

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
    server.seedPods(1);
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
    server.seedPods(1);
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
