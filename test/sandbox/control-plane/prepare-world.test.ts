import { expect, test } from '@jest/globals';
import { type PreparedObject, prepareWorld } from '../../../sandbox/control-plane/prepare-world.ts';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import {
  aDeployment,
  aJob,
  aPod,
  aService,
  aStatefulSet,
  aWebhook,
  aWebhookConfiguration,
} from '../../journeys/objects.ts';

const caPem = 'CA of the sandbox';
const caBundle = Buffer.from(caPem).toString('base64');

function prepare(...objects: KubeObject[]): PreparedObject[] {
  return prepareWorld(objects, caPem);
}

function find(prepared: readonly PreparedObject[], kind: string, name: string): KubeObject | undefined {
  return prepared.find(({ object }) => object.kind === kind && object.metadata.name === name)?.object;
}

const aNode = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: {
    taints: [
      { key: 'team', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
    ],
  },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

test('webhook configurations come last and namespaces before what is in them', () => {
  const kinds = prepare(aWebhookConfiguration(), aPod({ name: 'a' }), aDeployment({ name: 'b' })).map(
    ({ object }) => object.kind,
  );

  expect(kinds.at(-1)).toBe('ValidatingWebhookConfiguration');
  expect(kinds.indexOf('Namespace')).toBeLessThan(kinds.indexOf('ServiceAccount'));
  expect(kinds.indexOf('ServiceAccount')).toBeLessThan(kinds.indexOf('Pod'));
});

test('a caBundle becomes that of the sandbox, and one that is missing stays missing', () => {
  const bare = aWebhook({ name: 'bare', clientConfig: { service: { namespace: 'policy', name: 'policy' } } });
  const found = find(
    prepare(aWebhookConfiguration({ webhooks: [aWebhook(), bare] })),
    'ValidatingWebhookConfiguration',
    'policy',
  );

  expect(found?.webhooks).toMatchObject([{ clientConfig: { caBundle } }, { clientConfig: {} }]);
  expect(JSON.stringify(found).split('caBundle')).toHaveLength(2);
});

test('a node begins not Ready, ready to boot at once, with its own taints alone', () => {
  expect(find(prepare(aNode('n1')), 'Node', 'n1')).toMatchObject({
    metadata: {
      labels: { 'kubernetes.io/hostname': 'n1' },
      annotations: { 'sandbox.eks-scheduler.io/boot-seconds': '0' },
    },
    spec: { taints: [{ key: 'team', effect: 'NoSchedule' }] },
    status: { conditions: [{ type: 'Ready', status: 'False' }], capacity: { pods: '58' } },
  });
});

test('what owners make is left to them, and finished Jobs are not run again', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'old', controller: true };
  const replicaSet: KubeObject = {
    ...aDeployment({ name: 'cart' }),
    kind: 'ReplicaSet',
    metadata: { name: 'cart-1', namespace: 'shop', ownerReferences: [owner] },
  };
  const done = { ...aJob({ name: 'done' }), status: { conditions: [{ type: 'Complete', status: 'True' as const }] } };
  const kinds = prepare(aDeployment({ name: 'cart' }), replicaSet, done, aJob({ name: 'due' }));

  expect(find(kinds, 'ReplicaSet', 'cart-1')).toBeUndefined();
  expect(find(kinds, 'Job', 'done')).toBeUndefined();
  expect(find(kinds, 'Job', 'due')).toBeDefined();
});

test('what a server sets by itself is taken away', () => {
  const pod = aPod({ name: 'a', podSpec: { priorityClassName: 'high' } });
  const service = aService({ name: 's' });
  const seen = prepare(
    {
      ...pod,
      metadata: { ...pod.metadata, uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z' },
    },
    { ...service, spec: { ...service.spec, clusterIP: '172.20.0.10', clusterIPs: ['172.20.0.10'] } },
  );

  const metadata = find(seen, 'Pod', 'a')?.metadata ?? {};
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp']) expect(metadata).not.toHaveProperty(field);
  expect(find(seen, 'Pod', 'a')?.spec).not.toHaveProperty('priority');
  expect(find(seen, 'Service', 's')?.spec).not.toHaveProperty('clusterIP');
  expect(find(seen, 'PriorityClass', 'high')).toMatchObject({ value: 0 });
});

test('a pod that had finished is given its status', () => {
  const finished = { ...aPod({ name: 'once' }), status: { phase: 'Succeeded' as const } };
  const found = prepare(finished).find(({ object }) => object.metadata.name === 'once');

  expect(found?.status).toMatchObject({ phase: 'Succeeded' });
});

test('each claim that a StatefulSet will make has a volume waiting for it', () => {
  const claims = prepare(aStatefulSet({ name: 'db', replicas: 2 }))
    .filter(({ object }) => object.kind === 'PersistentVolume')
    .map(({ object }) => (object.spec as { claimRef: { namespace: string; name: string } }).claimRef);

  expect(claims).toMatchObject([
    { namespace: 'shop', name: 'data-db-0' },
    { namespace: 'shop', name: 'data-db-1' },
  ]);
});
