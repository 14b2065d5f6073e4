import { describe, expect, test } from '@jest/globals';
import { chooseObjects } from '../../../cli/snapshot/choose-objects.ts';
import { markNeverReady } from '../../../cli/snapshot/mark-never-ready.ts';
import { Tally } from '../../../cli/snapshot/tally.ts';
import type { PlainObject } from '../../../src/kubernetes/list-objects.ts';

const labels = { app: 'cart' };
const selector = { matchLabels: labels };

function anObject(kind: string, name: string, fields: Partial<PlainObject> = {}, owner?: string): PlainObject {
  const [ownerKind = '', ownerName = ''] = owner?.split(' ') ?? [];
  const ownerReferences = [{ apiVersion: 'v1', kind: ownerKind, name: ownerName, uid: '1', controller: true }];
  return {
    apiVersion: 'v1',
    kind,
    ...fields,
    metadata: { name, namespace: 'shop', labels, ...(owner ? { ownerReferences } : {}), ...fields.metadata },
  };
}

const cart = anObject('Deployment', 'cart', { spec: { selector, template: {} } });

/** Names of what stays. */
function chosen(...objects: readonly PlainObject[]): string[] {
  return chooseObjects(objects, new Tally()).map(({ metadata }) => metadata.name);
}

describe('pods', () => {
  const set = anObject('ReplicaSet', 'cart-1', { spec: { replicas: 1 } }, 'Deployment cart');

  test.each([
    ['of a ReplicaSet of a Deployment', [cart, set], 'ReplicaSet cart-1', ['cart']],
    ['of a ReplicaSet that may not be read', [cart], 'ReplicaSet cart-1', ['cart']],
    [
      'of a ReplicaSet of its own',
      [anObject('ReplicaSet', 'own', { spec: { replicas: 1 } })],
      'ReplicaSet own',
      ['own'],
    ],
    ['of a Job', [anObject('Job', 'nightly')], 'Job nightly', ['nightly']],
    ['of a Job that may not be read', [], 'Job nightly', ['pod']],
    ['of a kind that a rehearsal does not know', [cart], 'StrimziPodSet kafka', ['cart', 'pod']],
    ['of nobody', [cart], undefined, ['cart', 'pod']],
  ])('%s', (_, others, owner, names) => {
    expect(chosen(...others, anObject('Pod', 'pod', {}, owner))).toEqual(names);
  });

  test('that are over go with their Jobs, also where nothing made them but a controller that is gone', () => {
    const job = anObject('Job', 'nightly', { status: { conditions: [{ type: 'Complete', status: 'True' }] } });
    expect(chosen(job, anObject('Pod', 'pod', { status: { phase: 'Succeeded' } }, 'Job nightly'))).toEqual([]);
  });
});

test('what is being deleted, old ReplicaSets, slices of a selector and volumes of nobody stay out, and are counted', () => {
  const tally = new Tally();
  const slice = (name: string, service: string) =>
    anObject('EndpointSlice', name, { metadata: { name, labels: { 'kubernetes.io/service-name': service } } });
  const left = chooseObjects(
    [
      anObject('Pod', 'leaving', { metadata: { name: 'leaving', deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      anObject('ReplicaSet', 'cart-0', { spec: { replicas: 0 } }),
      anObject('Service', 'cart', { spec: { selector: labels } }),
      anObject('Service', 'outside', { spec: {} }),
      slice('cart-x', 'cart'),
      slice('outside-x', 'outside'),
      anObject('PersistentVolume', 'free', { spec: {} }),
      anObject('PersistentVolume', 'taken', { spec: { claimRef: { name: 'data' } } }),
    ],
    tally,
  );
  expect(left.map(({ metadata }) => metadata.name)).toEqual(['cart', 'outside', 'outside-x', 'taken']);
  expect(Object.values(tally.counts())).toEqual([1, 1, 1, 1]);
});

describe('a workload of which no pod is Ready', () => {
  const pod = (name: string, isReady: boolean, nodeName?: string) =>
    anObject('Pod', name, {
      spec: nodeName ? { nodeName } : {},
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
    });
  const mark = { 'sandbox.eks-scheduler.io/never-ready': 'true' };

  test('is marked, so that it is not Ready in a rehearsal either', () => {
    const { objects, marked } = markNeverReady([cart, pod('a', false, 'n1')]);
    expect(marked).toEqual(['Deployment shop/cart']);
    expect(objects[0]?.spec).toMatchObject({ selector, template: { metadata: { annotations: mark } } });
  });

  test.each([
    ['one of its pods is Ready', [pod('a', false, 'n1'), pod('b', true, 'n1')]],
    ['its pods wait for a node, as in a cluster that sleeps', [pod('a', false)]],
    ['it has no pods', []],
  ])('is not where %s', (_, pods) => {
    expect(markNeverReady([cart, ...pods]).marked).toEqual([]);
  });
});
