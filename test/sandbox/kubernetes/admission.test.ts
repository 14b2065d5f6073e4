import { describe, expect, test } from '@jest/globals';
import { denyAnnotation } from '../../../sandbox/kubernetes/admission/webhook-backend.ts';
import type { KubeObject, Webhook, WebhookConfiguration } from '../../../sandbox/kubernetes/objects.ts';
import { aBackend, aBudget, aConfiguration, aDeployment, admin, anApi, aPod, aWebhook, refusalOf } from './an-api.ts';

const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
const unreachable =
  'Internal error occurred: failed calling webhook "check.policy.io": failed to call webhook: Post "https://policy-svc.policy.svc:443/validate?timeout=10s": ';

function aCluster(webhooks: Webhook[], backend: readonly KubeObject[] = []) {
  const { api } = anApi();
  for (const name of ['policy', 'shop']) {
    api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { team: name } } });
  }
  for (const object of backend) api.seed(object);
  api.seed(aConfiguration(webhooks));
  return api;
}

describe('a webhook that must answer', () => {
  test.each<[string, readonly KubeObject[], Partial<Webhook>, string]>([
    ['its Service is missing', [], {}, 'service "policy-svc" not found'],
    ['its Service has no endpoints', aBackend().slice(0, 1), {}, 'no endpoints available for service "policy-svc"'],
    ['no endpoint is ready', aBackend({ ready: false }), {}, 'no endpoints available for service "policy-svc"'],
    ['the endpoints are those of another port', aBackend({ ready: true, portName: 'metrics' }), {}, 'no endpoints'],
    ['its failurePolicy is absent', [], { failurePolicy: undefined as never }, 'service "policy-svc" not found'],
  ])('blocks when %s', (_title, backend, changes, words) => {
    const status = refusalOf(() => aCluster([aWebhook(changes)], backend).create(admin, 'pods', aPod()));
    expect(status).toMatchObject({ code: 500, reason: 'InternalError' });
    expect(status.message).toContain(unreachable);
    expect(status.message).toContain(words);
  });

  test.each<[string, readonly KubeObject[], Partial<Webhook>]>([
    ['an endpoint is ready', aBackend({ ready: true }), {}],
    ['an endpoint says nothing of being ready', aBackend({}), {}],
    ['it is served by EKS', [], { clientConfig: { url: 'https://127.0.0.1:21443/validate' } }],
    ['its failurePolicy is Ignore', [], { failurePolicy: 'Ignore' }],
  ])('lets pass when %s', (_title, backend, changes) => {
    expect(aCluster([aWebhook(changes)], backend).create(admin, 'pods', aPod()).metadata.uid).toBeDefined();
  });

  test('blocks the controllers as everybody else', () => {
    const controller = { name: 'system:serviceaccount:kube-system:replicaset-controller', groups: [] };
    expect(refusalOf(() => aCluster([aWebhook()]).create(controller, 'pods', aPod())).code).toBe(500);
  });

  test('denies in its own name what its configuration says', () => {
    const api = aCluster([aWebhook()], aBackend());
    api.seed(aConfiguration([aWebhook()], { annotations: { [denyAnnotation]: '^bad' } }));
    const status = refusalOf(() => api.create(admin, 'pods', aPod({ name: 'bad-pod' })));
    expect(status.code).toBe(400);
    expect(status.message).toMatch(/^admission webhook "check.policy.io" denied the request: /);
    api.create(admin, 'pods', aPod({ name: 'good-pod' }));
  });

  test('never blocks the change of its own configuration', () => {
    const everything = { apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'], operations: ['*'] };
    const api = aCluster([aWebhook({ rules: [everything] })]);
    expect(refusalOf(() => api.create(admin, 'pods', aPod())).code).toBe(500);
    const id = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
    api.edit<KubeObject & { webhooks: Webhook[] }>(admin, id, undefined, 'policy', (live) => {
      for (const webhook of live.webhooks) webhook.failurePolicy = 'Ignore';
    });
    expect(api.create(admin, 'pods', aPod()).metadata.uid).toBeDefined();
  });

  test('of the mutating kind blocks too', () => {
    const { api } = anApi();
    api.seed(aConfiguration([aWebhook()], { kind: 'MutatingWebhookConfiguration' }));
    expect(refusalOf(() => api.create(admin, 'pods', aPod())).code).toBe(500);
  });
});

test('a configuration without webhooks blocks nothing', () => {
  const { api } = anApi();
  api.seed(aConfiguration(undefined));
  expect(api.create(admin, 'pods', aPod()).metadata.uid).toBeDefined();
});

describe('the rules of a webhook', () => {
  const rule = (changes: object) => ({
    apiGroups: ['*'],
    apiVersions: ['*'],
    resources: ['*'],
    operations: ['*'],
    ...changes,
  });
  type Api = ReturnType<typeof anApi>['api'];
  const createPod = (api: Api) => api.create(admin, 'pods', aPod());
  const createNamespace = (api: Api) =>
    api.create(admin, 'namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } });
  const createNode = (api: Api) =>
    api.create(admin, 'nodes', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n9' } });
  const scale = (api: Api) =>
    api.edit<KubeObject & { spec: { replicas: number } }>(
      admin,
      'deployments.apps',
      'default',
      'web',
      (live) => {
        live.spec.replicas = 0;
      },
      { subresource: 'scale' },
    );
  const evict = (api: Api) => api.evict(admin, 'default', 'old');

  test.each<[string, object, (api: Api) => unknown, boolean]>([
    ['`*` covers a pod', {}, createPod, true],
    ['`*` does not cover a subresource', {}, evict, false],
    ['`*/*` covers a subresource', { resources: ['*/*'] }, evict, true],
    ['`pods/*` covers the subresources of pods', { resources: ['pods/*'] }, evict, true],
    ['`pods/*` covers pods, as the API server matches', { resources: ['pods/*'] }, createPod, true],
    ['`pods/status` does not cover an eviction', { resources: ['pods/status'] }, evict, false],
    ['`*/scale` covers the scale of a Deployment', { resources: ['*/scale'] }, scale, true],
    ['`deployments` does not cover its scale', { resources: ['deployments'] }, scale, false],
    ['another group does not match', { apiGroups: ['apps'] }, createPod, false],
    ['another operation does not match', { operations: ['UPDATE'] }, createPod, false],
    ['scope Namespaced covers a pod', { scope: 'Namespaced' }, createPod, true],
    ['scope Namespaced spares a Namespace', { scope: 'Namespaced' }, createNamespace, false],
    ['scope Namespaced spares a Node', { scope: 'Namespaced' }, createNode, false],
    ['scope Cluster covers a Namespace', { scope: 'Cluster' }, createNamespace, true],
    ['scope Cluster spares a pod', { scope: 'Cluster' }, createPod, false],
  ])('%s', (_title, changes, act, isBlocked) => {
    const { api } = anApi();
    api.seed(aPod({ name: 'old' }));
    api.seed(aDeployment());
    api.seed(aConfiguration([aWebhook({ rules: [rule(changes)] })]));
    if (isBlocked) expect(refusalOf(() => act(api)).code).toBe(500);
    else expect(act(api)).toBeDefined();
  });

  test('a budget of policy/v1 is covered by a rule for it', () => {
    const rules = [rule({ apiGroups: ['policy'], apiVersions: ['v1'], resources: ['poddisruptionbudgets'] })];
    const api = aCluster([aWebhook({ rules })]);
    expect(refusalOf(() => api.create(admin, 'poddisruptionbudgets.policy', aBudget())).code).toBe(500);
  });
});

describe('the selectors of a webhook', () => {
  const nodes = { apiGroups: [''], apiVersions: ['v1'], resources: ['nodes', 'namespaces', 'pods'], operations: ['*'] };
  const notShop = { matchExpressions: [{ key: 'team', operator: 'NotIn' as const, values: ['shop'] }] };

  test('a namespace that is excluded is spared, others are not', () => {
    const api = aCluster([aWebhook({ rules: [nodes], namespaceSelector: notShop })]);
    expect(api.create(admin, 'pods', aPod({ namespace: 'shop' })).metadata.uid).toBeDefined();
    expect(refusalOf(() => api.create(admin, 'pods', aPod())).code).toBe(500);
  });

  test('a node is never spared by a namespace selector', () => {
    const onlyShop = { matchLabels: { team: 'shop' } };
    const api = aCluster([aWebhook({ rules: [nodes], namespaceSelector: onlyShop })]);
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
    expect(refusalOf(() => api.create(admin, 'nodes', node)).code).toBe(500);
  });

  test('a namespace is judged by its own labels', () => {
    const api = aCluster([aWebhook({ rules: [nodes], namespaceSelector: notShop })]);
    const namespace = (team: string) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'new', labels: { team } },
    });
    expect(refusalOf(() => api.create(admin, 'namespaces', namespace('other'))).code).toBe(500);
    expect(api.create(admin, 'namespaces', namespace('shop')).metadata.uid).toBeDefined();
  });

  test('an object selector matches the object before or after the change', () => {
    const rules = [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['UPDATE'] }];
    const api = aCluster([aWebhook({ rules, objectSelector: { matchLabels: { guarded: 'yes' } } })]);
    api.seed(aPod({ labels: { guarded: 'yes' } }));
    api.seed(aPod({ name: 'free' }));
    const dropLabels = (pod: KubeObject) => {
      pod.metadata.labels = {};
    };
    expect(refusalOf(() => api.edit(admin, 'pods', 'default', 'web-1', dropLabels)).code).toBe(500);
    expect(api.edit(admin, 'pods', 'default', 'free', dropLabels)).toBeDefined();
  });
});

describe('the match conditions of a webhook', () => {
  const user = { name: 'system:serviceaccount:kyverno:kyverno', groups: ['system:serviceaccounts'] };
  test.each<[string, boolean]>([
    ["request.userInfo.username == 'system:serviceaccount:kyverno:kyverno'", true],
    ["!(request.userInfo.username.startsWith('system:serviceaccount:'))", false],
    ["!('system:serviceaccounts' in request.userInfo.groups)", false],
    ["request.resource.group == '' && request.resource.resource in ['pods', 'nodes']", true],
    ['request.operation != \'CREATE\' || request.namespace == "default"', true],
    ["request.name.matches('^db-[0-9]+$')", false],
    ["has(object.metadata.labels) && object.metadata.labels['app'] == 'web'", true],
    ['has(object.metadata.annotations) && object.metadata.annotations.x == "y"', false],
    ["object.spec.containers.exists(c, c.image.contains('nginx'))", true],
    ['size(object.spec.containers) > 1 ? true : false', false],
    ['oldObject == null', true],
  ])('%s', (expression, isAsked) => {
    const api = aCluster([aWebhook({ matchConditions: [{ name: 'condition', expression }] })]);
    const create = () => api.create(user, 'pods', aPod());
    if (isAsked) expect(refusalOf(create).code).toBe(500);
    else expect(create()).toBeDefined();
  });

  const broken = [{ name: 'broken', expression: "object.spec.nothing == 'x'" }];

  test('one that cannot be evaluated refuses the request under Fail and spares it under Ignore', () => {
    const status = refusalOf(() => aCluster([aWebhook({ matchConditions: broken })]).create(user, 'pods', aPod()));
    expect(status).toMatchObject({ code: 403, reason: 'Forbidden' });
    expect(status.message).toContain('no such key: nothing');
    const api = aCluster([aWebhook({ matchConditions: broken, failurePolicy: 'Ignore' })]);
    expect(api.create(user, 'pods', aPod())).toBeDefined();
  });

  test('one that no longer compiles may stay in an update, and a new one may not', () => {
    const conditions = (expression: string) => [{ name: 'broken', expression }];
    const api = aCluster([aWebhook({ matchConditions: conditions('object.') })]);
    const edit = (change: (live: WebhookConfiguration) => void) =>
      api.edit<WebhookConfiguration>(admin, configurations, undefined, 'policy', change);
    const annotated = edit(({ metadata }) => {
      metadata.annotations = { note: 'yes' };
    });
    expect(annotated.metadata.annotations).toEqual({ note: 'yes' });
    const refused = refusalOf(() =>
      edit(({ webhooks = [] }) => {
        webhooks[0] = { ...aWebhook(), ...webhooks[0], matchConditions: conditions('request.') };
      }),
    );
    expect(refused).toMatchObject({ code: 422, reason: 'Invalid' });
    expect(refused.message).toContain('webhooks[0].matchConditions[0].expression: Invalid value: "request."');
  });

  test('one that is false spares the request, whatever the others are', () => {
    const conditions = [...broken, { name: 'never', expression: 'false' }];
    expect(aCluster([aWebhook({ matchConditions: conditions })]).create(user, 'pods', aPod())).toBeDefined();
  });
});

describe('a dry run', () => {
  test.each([
    ['None', 201],
    ['NoneOnDryRun', 201],
    ['Some', 400],
    ['Unknown', 400],
  ])('through a webhook with side effects %s answers %d', (sideEffects, code) => {
    const api = aCluster([aWebhook({ sideEffects })], aBackend());
    const create = () => api.create(admin, 'pods', aPod(), { dryRun: true });
    if (code === 201) expect(create()).toBeDefined();
    else expect(refusalOf(create).message).toBe('admission webhook "check.policy.io" does not support dry run');
    expect(api.list('pods')).toHaveLength(0);
  });
});
