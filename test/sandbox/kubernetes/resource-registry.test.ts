import { describe, expect, test } from '@jest/globals';
import { admin, anApi, refusalOf } from './an-api.ts';

describe('custom resources', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'policies.kyverno.io' },
    spec: {
      group: 'kyverno.io',
      scope: 'Namespaced',
      names: { plural: 'policies', kind: 'Policy', shortNames: ['pol'] },
      versions: [{ name: 'v1', served: true, storage: true }],
    },
  };
  const policy = {
    apiVersion: 'kyverno.io/v1',
    kind: 'Policy',
    metadata: { name: 'p', namespace: 'default' },
    spec: {},
  };

  test('a definition makes its resource known, and takes its objects with it', () => {
    const { api } = anApi();
    expect(refusalOf(() => api.create(admin, 'policies.kyverno.io', policy)).code).toBe(404);
    api.create(admin, 'customresourcedefinitions.apiextensions.k8s.io', definition);
    api.create(admin, 'policies.kyverno.io', policy);
    api.delete(admin, 'customresourcedefinitions.apiextensions.k8s.io', undefined, 'policies.kyverno.io');
    expect(api.list('policies.kyverno.io')).toHaveLength(0);
  });

  test('an object of a world is kept although nobody declared its kind, and found when somebody does', () => {
    const { api } = anApi();
    const box = { apiVersion: 'acme.io/v1', kind: 'Box', metadata: { name: 'b' } };
    api.seed(box);
    expect(api.list('boxes.acme.io')).toHaveLength(1);
    api.seed({
      ...definition,
      metadata: { name: 'boxen.acme.io' },
      spec: { group: 'acme.io', scope: 'Cluster', names: { plural: 'boxen', kind: 'Box' }, versions: [{ name: 'v1' }] },
    });
    expect(api.list('boxen.acme.io')).toHaveLength(1);
    expect(api.list('boxes.acme.io')).toHaveLength(0);
  });
});
