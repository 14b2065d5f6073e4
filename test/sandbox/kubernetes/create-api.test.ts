import { describe, expect, test } from '@jest/globals';
import { digest } from '../../../sandbox/kubernetes/digest.ts';
import type { Deployment, KubeObject, Pod } from '../../../sandbox/kubernetes/objects.ts';
import { aBudget, aConfiguration, aDeployment, admin, anApi, aPod, aWebhook, refusalOf } from './an-api.ts';

const deployments = 'deployments.apps';

function scaleTo(replicas: number) {
  return (live: Deployment) => {
    live.spec.replicas = replicas;
  };
}

describe('creating', () => {
  test('an object gets its identity, its defaults, and no status', () => {
    const { api } = anApi();
    const made = api.create(admin, deployments, { ...aDeployment(), status: { readyReplicas: 9 } });
    expect(made.metadata).toMatchObject({ generation: 1, creationTimestamp: '2026-01-05T18:00:00Z' });
    expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made.status).toEqual({});
    const pod = api.create(admin, 'pods', aPod({ spec: { priorityClassName: 'system-node-critical' } })) as Pod;
    expect(pod.status).toEqual({ phase: 'Pending' });
    expect(pod.spec).toMatchObject({ terminationGracePeriodSeconds: 30, priority: 2_000_001_000 });
    expect(pod.spec.tolerations?.map(({ key }) => key)).toEqual([
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ]);
  });

  test('a pod gets a service account, and a mirror pod none', () => {
    const { api } = anApi();
    const accountOf = (pod: Pod) => (api.create(admin, 'pods', pod) as Pod).spec.serviceAccountName;
    expect(accountOf(aPod({ name: 'ordinary' }))).toBe('default');
    expect(accountOf(aPod({ name: 'mirror', annotations: { 'kubernetes.io/config.mirror': 'hash' } }))).toBeUndefined();
  });

  test('generated names and uids are the same for the same seed', () => {
    const names = [anApi(), anApi()].map(({ api }) => {
      const pod = aPod();
      const { name: _name, ...metadata } = pod.metadata;
      const made = api.create(admin, 'pods', { ...pod, metadata: { ...metadata, name: '', generateName: 'web-' } });
      return [made.metadata.name, made.metadata.uid];
    });
    expect(names[0]).toEqual(names[1]);
    expect(names[0]?.[0]).toMatch(/^web-[a-z0-9]{5}$/);
  });

  test('a uid that a world brought along is not made again', () => {
    const first = anApi().api.create(admin, 'pods', aPod());
    const { api } = anApi();
    api.seed(aPod({ name: 'brought', uid: first.metadata.uid ?? '' }));
    expect(api.create(admin, 'pods', aPod()).metadata.uid).not.toBe(first.metadata.uid);
  });

  test.each<[string, string, KubeObject, number, string]>([
    ['a name that is taken', 'pods', aPod(), 409, 'pods "web-1" already exists'],
    ['a namespace that is missing', 'pods', aPod({ namespace: 'nowhere' }), 404, 'namespaces "nowhere" not found'],
    [
      'a name that cannot be',
      'pods',
      aPod({ name: 'Web_1' }),
      422,
      'Pod "Web_1" is invalid: metadata.name: Invalid value',
    ],
    ['replicas below zero', deployments, aDeployment({ replicas: -1 }), 422, 'must be greater than or equal to 0'],
    [
      'a selector that misses its template',
      deployments,
      aDeployment({ selector: { matchLabels: { a: 'b' } } }),
      422,
      '`selector` does not match template `labels`',
    ],
    [
      'a budget with both limits',
      'poddisruptionbudgets.policy',
      aBudget({}, { maxUnavailable: 1 }),
      422,
      'cannot be both set',
    ],
    [
      'a failurePolicy that is none',
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      aConfiguration([aWebhook({ failurePolicy: 'Maybe' as 'Fail' })]),
      422,
      'webhooks[0].failurePolicy: Unsupported value: "Maybe": supported values: "Fail", "Ignore"',
    ],
    [
      'a webhook that does not say which versions it reads',
      'validatingwebhookconfigurations.admissionregistration.k8s.io',
      aConfiguration([aWebhook({ admissionReviewVersions: [] })]),
      422,
      'webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1',
    ],
    [
      'a budget of more than everything',
      'poddisruptionbudgets.policy',
      aBudget({}, { minAvailable: '101%' }),
      422,
      'spec.minAvailable: Invalid value: "101%": must not be greater than 100%',
    ],
    ['a resource that there is not', 'things', aPod(), 404, 'could not find the requested resource'],
  ])('%s is refused', (_title, resource, object, code, words) => {
    const { api } = anApi();
    api.seed(aPod());
    const status = refusalOf(() => api.create(admin, resource, object));
    expect(status.code).toBe(code);
    expect(status.message).toContain(words);
  });
});

describe('updating', () => {
  test('a changed spec raises the generation; a label, a status or nothing does not', () => {
    const { api } = anApi();
    api.create(admin, deployments, aDeployment());
    const generation = () => api.get(deployments, 'default', 'web')?.metadata.generation;
    api.edit<Deployment>(admin, deployments, 'default', 'web', (live) => {
      live.metadata.labels = { a: 'b' };
      live.spec = { ...live.spec };
    });
    api.edit<Deployment>(
      admin,
      deployments,
      'default',
      'web',
      (live) => {
        live.status = { readyReplicas: 2 };
      },
      { subresource: 'status' },
    );
    expect(generation()).toBe(1);
    api.edit(admin, deployments, 'default', 'web', scaleTo(5));
    expect(generation()).toBe(2);
  });

  test('the object and its status are written apart', () => {
    const { api } = anApi();
    api.create(admin, deployments, aDeployment());
    const both = (live: Deployment) => {
      live.spec.replicas = 9;
      live.status = { readyReplicas: 9 };
    };
    api.edit(admin, deployments, 'default', 'web', both, { subresource: 'status' });
    expect(api.get(deployments, 'default', 'web')).toMatchObject({
      spec: { replicas: 2 },
      status: { readyReplicas: 9 },
    });
    api.edit<Deployment>(admin, deployments, 'default', 'web', (live) => {
      live.spec.replicas = 3;
      live.status = { readyReplicas: 0 };
    });
    expect(api.get(deployments, 'default', 'web')).toMatchObject({
      spec: { replicas: 3 },
      status: { readyReplicas: 9 },
    });
  });

  test('an update that changes nothing is no write', () => {
    const { api } = anApi();
    const made = api.create(admin, deployments, aDeployment());
    const changes: unknown[] = [];
    api.subscribe((change) => changes.push(change));
    expect(api.update(admin, deployments, made).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    expect(changes).toHaveLength(0);
  });

  test('an object that was written in between is a conflict', () => {
    const { api } = anApi();
    const first = api.create(admin, deployments, aDeployment());
    api.edit(admin, deployments, 'default', 'web', scaleTo(5));
    const status = refusalOf(() =>
      api.update(admin, deployments, { ...first, metadata: { ...first.metadata, labels: { a: 'b' } } }),
    );
    expect(status).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(status.message).toBe(
      'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  test('a pod keeps what it runs', () => {
    const { api } = anApi();
    api.seed(aPod());
    const move = (live: Pod) => {
      live.spec.nodeName = 'n2';
    };
    expect(refusalOf(() => api.edit(admin, 'pods', 'default', 'web-1', move)).code).toBe(422);
  });

  test('what comes out of the store cannot be changed', () => {
    const { api } = anApi();
    api.seed(aPod());
    const pod = api.get('pods', 'default', 'web-1') as Pod;
    expect(() => {
      pod.spec.containers[0] = { name: 'x', image: 'y' };
    }).toThrow(TypeError);
  });

  test('changes are told in order, also those that a listener causes', () => {
    const { api } = anApi();
    const seen: string[] = [];
    api.subscribe(({ type, object }) => {
      if (type === 'ADDED') api.edit(admin, deployments, 'default', object.metadata.name, scaleTo(7));
    });
    api.subscribe(({ type, object }) => seen.push(`${type} ${(object as Deployment).spec.replicas}`));
    api.create(admin, deployments, aDeployment());
    expect(seen).toEqual(['ADDED 2', 'MODIFIED 7']);
  });
});

describe('subresources', () => {
  test('a Scale reads and sets the replicas', () => {
    const { api } = anApi();
    api.create(admin, deployments, aDeployment());
    expect(api.scaleOf(deployments, 'default', 'web')).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 2 },
      status: { selector: 'app=web' },
    });
    const scaled = api.edit(admin, deployments, 'default', 'web', scaleTo(0), { subresource: 'scale' });
    expect(scaled).toMatchObject({ kind: 'Scale', spec: {} });
    expect(api.get(deployments, 'default', 'web')).toMatchObject({
      spec: { replicas: 0 },
      metadata: { generation: 2 },
    });
  });

  test('a Binding puts a pod on a node, once', () => {
    const { api } = anApi();
    api.create(admin, 'pods', aPod({ spec: { nodeName: undefined as never } }));
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web-1', namespace: 'default' },
      target: { kind: 'Node', name: 'n1' },
    };
    const bind = () => api.create(admin, 'pods', binding, { subresource: 'binding' });
    bind();
    expect(api.get('pods', 'default', 'web-1')).toMatchObject({
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    });
    expect(refusalOf(bind).code).toBe(409);
  });
});

describe('a dry run', () => {
  test.each<[string, (api: ReturnType<typeof anApi>['api']) => unknown]>([
    ['create', (api) => api.create(admin, 'pods', aPod({ name: 'other' }), { dryRun: true })],
    ['edit', (api) => api.edit(admin, deployments, 'default', 'web', scaleTo(0), { dryRun: true })],
    [
      'scale',
      (api) => api.edit(admin, deployments, 'default', 'web', scaleTo(0), { dryRun: true, subresource: 'scale' }),
    ],
    ['delete', (api) => api.delete(admin, 'pods', 'default', 'web-1', { dryRun: true })],
    ['eviction', (api) => api.evict(admin, 'default', 'web-1', { dryRun: true })],
  ])('of a(n) %s changes nothing, and not the names that come later', (_title, act) => {
    const [dry, without] = [anApi().api, anApi().api];
    for (const api of [dry, without]) {
      api.seed(aPod());
      api.create(admin, deployments, aDeployment());
    }
    const before = digest(dry);
    expect(act(dry)).toBeDefined();
    expect(digest(dry)).toBe(before);
    const later = [dry, without].map((api) => api.create(admin, 'pods', aPod({ name: 'later' })).metadata.uid);
    expect(later[0]).toBe(later[1]);
  });

  test('the digest sees every real change', () => {
    const { api } = anApi();
    api.create(admin, deployments, aDeployment());
    const before = digest(api);
    api.edit(admin, deployments, 'default', 'web', scaleTo(0));
    expect(digest(api)).not.toBe(before);
  });
});

test('a view computes on reading what is not stored', () => {
  const { api, clock } = anApi();
  api.showAs('leases.coordination.k8s.io', (lease) => ({
    ...lease,
    spec: { renewTime: new Date(clock.now()).toISOString() },
  }));
  api.seed({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'n1', namespace: 'kube-node-lease' },
  });
  expect(api.get('leases.coordination.k8s.io', 'kube-node-lease', 'n1')).toMatchObject({
    spec: { renewTime: '2026-01-05T18:00:00.000Z' },
  });
});
