import { describe, expect, test } from '@jest/globals';
import { patchObject } from '../../../sandbox/kubernetes/patches/patch-object.ts';
import { ResourceRegistry } from '../../../sandbox/kubernetes/resource-registry.ts';
import { aConfiguration, aDeployment, aPod, aWebhook, refusalOf } from './an-api.ts';

const registry = new ResourceRegistry();

function patched(object: Parameters<typeof patchObject>[1], format: string, patch: unknown) {
  return patchObject(registry.typeOf(object), object, `application/${format}+json`, patch);
}

describe('a JSON patch', () => {
  const configuration = aConfiguration([aWebhook()]);
  const relax = { op: 'replace', path: '/webhooks/0/failurePolicy', value: 'Ignore' };

  test('changes what its tests allow', () => {
    const guards = [
      { op: 'test', path: '/webhooks/0/name', value: 'check.policy.io' },
      { op: 'test', path: '/webhooks/0/failurePolicy', value: 'Fail' },
    ];
    expect(patched(configuration, 'json-patch', [...guards, relax])).toMatchObject({
      webhooks: [{ failurePolicy: 'Ignore' }],
    });
    expect(configuration.webhooks?.[0]?.failurePolicy).toBe('Fail');
  });

  test('may replace a field that an object does not have, as the API server lets it', () => {
    const add = { op: 'replace', path: '/webhooks/0/timeoutSeconds', value: 5 };
    expect(patched(configuration, 'json-patch', [add])).toMatchObject({ webhooks: [{ timeoutSeconds: 5 }] });
  });

  test.each([
    ['a test fails', [{ op: 'test', path: '/webhooks/0/failurePolicy', value: 'Ignore' }, relax]],
    ['a path is missing', [{ op: 'remove', path: '/webhooks/7' }]],
    ['a test is of a field that is not there', [{ op: 'test', path: '/webhooks/0/nothing', value: 'x' }]],
  ])('is refused when %s', (_title, patch) => {
    expect(refusalOf(() => patched(configuration, 'json-patch', patch))).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: 'the server rejected our request due to an error in our request',
    });
  });
});

test('a merge patch merges objects, replaces lists, and removes by null', () => {
  const object = { ...aPod(), metadata: { ...aPod().metadata, annotations: { a: '1', b: '2' } } };
  const result = patched(object, 'merge-patch', {
    metadata: { annotations: { a: null, c: '3' } },
    spec: { containers: [{ name: 'only', image: 'x' }] },
  });
  expect(result).toMatchObject({ metadata: { annotations: { b: '2', c: '3' } }, spec: { nodeName: 'n1' } });
  expect(result.metadata.annotations).not.toHaveProperty('a');
  expect((result as ReturnType<typeof aPod>).spec.containers).toEqual([{ name: 'only', image: 'x' }]);
});

describe('a strategic merge patch', () => {
  const deployment = aDeployment({
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        tolerations: [{ key: 'a', operator: 'Exists' }],
        containers: [
          {
            name: 'web',
            image: 'nginx',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            ports: [{ containerPort: 80, name: 'http' }],
          },
          { name: 'sidecar', image: 'envoy' },
        ],
      },
    },
  });
  const specOf = (patch: object) =>
    (patched(deployment, 'strategic-merge-patch', { spec: { template: { spec: patch } } }) as typeof deployment).spec
      .template.spec;

  test('merges containers and their variables by name', () => {
    const spec = specOf({ containers: [{ name: 'web', env: [{ name: 'B', value: '3' }] }] });
    expect(spec.containers).toMatchObject([
      {
        name: 'web',
        image: 'nginx',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '3' },
        ],
      },
      { name: 'sidecar' },
    ]);
  });

  test('adds an item with a new name, and a port with a new number', () => {
    const spec = specOf({
      containers: [
        { name: 'web', ports: [{ containerPort: 81 }] },
        { name: 'third', image: 'z' },
      ],
    });
    expect(spec.containers.map(({ name }) => name)).toEqual(['web', 'sidecar', 'third']);
    expect(spec.containers[0]?.ports).toEqual([{ containerPort: 80, name: 'http' }, { containerPort: 81 }]);
  });

  test('deletes an item, and replaces a list or an object, by `$patch`', () => {
    expect(specOf({ containers: [{ name: 'sidecar', $patch: 'delete' }] }).containers).toHaveLength(1);
    expect(specOf({ containers: [{ $patch: 'replace' }, { name: 'n', image: 'i' }] }).containers).toEqual([
      { name: 'n', image: 'i' },
    ]);
    const labels = patched(deployment, 'strategic-merge-patch', {
      metadata: { $patch: 'replace', name: 'web', namespace: 'default' },
    });
    expect(labels.metadata).toEqual({ name: 'web', namespace: 'default' });
  });

  test('orders the items by `$setElementOrder`', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'sidecar' }, { name: 'web' }],
      containers: [{ name: 'web', image: 'n:2' }],
    };
    expect(specOf(patch).containers.map(({ name }) => name)).toEqual(['sidecar', 'web']);
  });

  test('replaces lists that have no key: tolerations, and the taints of a node', () => {
    expect(specOf({ tolerations: [{ key: 'b', operator: 'Exists' }] }).tolerations).toEqual([
      { key: 'b', operator: 'Exists' },
    ]);
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] },
    };
    const result = patched(node, 'strategic-merge-patch', { spec: { unschedulable: true, taints: [] } });
    expect(result.spec).toEqual({ unschedulable: true, taints: [] });
  });

  test('adds to finalizers, and takes from them by `$deleteFromPrimitiveList`', () => {
    const pod = aPod({ finalizers: ['a', 'b'] });
    const added = patched(pod, 'strategic-merge-patch', { metadata: { finalizers: ['c'] } });
    expect(added.metadata.finalizers).toEqual(['a', 'b', 'c']);
    const taken = patched(pod, 'strategic-merge-patch', { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } });
    expect(taken.metadata.finalizers).toEqual(['b']);
  });

  test('is not for custom resources', () => {
    const box = { apiVersion: 'acme.io/v1', kind: 'Box', metadata: { name: 'b' } };
    expect(refusalOf(() => patched(box, 'strategic-merge-patch', {}))).toMatchObject({
      code: 415,
      reason: 'UnsupportedMediaType',
    });
  });
});
