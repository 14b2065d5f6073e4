import { expect, test } from '@jest/globals';
import { takePodsAsTheyRun } from '../../../cli/snapshot/take-pods-as-they-run.ts';
import type { PlainObject } from '../../../src/kubernetes/list-objects.ts';

const labels = { app: 'cart' };
const main = { name: 'main', image: 'cart:2' };
const proxy = { name: 'proxy', image: 'proxy:1', resources: { requests: { cpu: '100m' } } };

function aDeployment(spec: Readonly<Record<string, unknown>>): PlainObject {
  const template = { metadata: { labels }, spec: { containers: [main], ...spec } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { matchLabels: labels }, template },
  };
}

function aPod(spec: Readonly<Record<string, unknown>>): PlainObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'cart-1', namespace: 'shop', labels },
    spec: { nodeName: 'n1', containers: [main], ...spec },
    status: { phase: 'Running' },
  };
}

/** What the template comes to, where it becomes another. */
function taken(deployment: PlainObject, ...pods: readonly PlainObject[]): unknown {
  const { objects, changed } = takePodsAsTheyRun([deployment, ...pods]);
  const [{ spec } = { spec: {} }] = objects;
  return changed.length === 0 ? null : (spec as { readonly template: { readonly spec: unknown } }).template.spec;
}

test('a sidecar that a webhook added is in the template, with its scratch volume', () => {
  const volumes = [
    { name: 'own', emptyDir: {} },
    { name: 'proxy', emptyDir: {} },
    { name: 'data', persistentVolumeClaim: { claimName: 'data-cart-0' } },
  ];
  expect(taken(aDeployment({ volumes: volumes.slice(0, 1) }), aPod({ containers: [main, proxy], volumes }))).toEqual({
    containers: [main, proxy],
    volumes: volumes.slice(0, 2),
  });
});

test('a Deployment is told once, and not again by its ReplicaSet', () => {
  const deployment = aDeployment({});
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: '1', controller: true }];
  const set = {
    ...deployment,
    kind: 'ReplicaSet',
    metadata: { name: 'cart-7d9f', namespace: 'shop', ownerReferences },
  };
  const { changed } = takePodsAsTheyRun([deployment, set, aPod({ containers: [main, proxy] })]);
  expect(changed).toEqual(['Deployment shop/cart']);
});

test('requests that pods were given count, and not those of the template', () => {
  const grown = { ...main, resources: { requests: { cpu: '2' } } };
  expect(taken(aDeployment({}), aPod({ containers: [grown] }))).toEqual({ containers: [grown] });
});

test.each([
  ['pods are as their template', aPod({ tolerations: [{ operator: 'Exists' }] })],
  ['only pods of before a rollout run', aPod({ containers: [{ name: 'main', image: 'cart:1' }, proxy] })],
  ['pods wait for a node', aPod({ nodeName: undefined, containers: [main, proxy] })],
])('a template stays as it is where %s', (_, pod) => {
  expect(taken(aDeployment({}), pod)).toBeNull();
});
