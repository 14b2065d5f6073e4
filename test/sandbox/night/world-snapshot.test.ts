import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { snapshotWorld } from '../../../sandbox/night/world-snapshot.ts';
import { aSize } from './a-snapshot.ts';

type Objects = Readonly<Record<string, readonly KubeObject[]>>;

const snapshotOf = (objects: Objects, nodeGroups = [aSize()]) =>
  snapshotWorld({ list: (resource: string) => objects[resource] ?? [] }, nodeGroups);

const named = (kind: string, name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...more,
});

const aNode = (name: string, labels: Record<string, string>, spec: object = {}) => ({
  ...named('Node', name, { spec }),
  metadata: { name, labels },
});

test('nodes are counted, by node group as well, and cordoned ones are named', () => {
  const snapshot = snapshotOf({
    nodes: [
      aNode('n1', { 'eks.amazonaws.com/nodegroup': 'apps' }),
      aNode('n2', { 'eks.amazonaws.com/nodegroup': 'apps' }, { unschedulable: true }),
      aNode('own', {}),
    ],
  });
  expect(snapshot).toMatchObject({ nodes: 3, nodesOf: { apps: 2 }, cordoned: ['n2'] });
});

test('a workload is what it asks for and what is ready', () => {
  const { workloads } = snapshotOf({
    'deployments.apps': [named('Deployment', 'web', { spec: { replicas: 3 }, status: { readyReplicas: 2 } })],
    'statefulsets.apps': [named('StatefulSet', 'db', { spec: {} })],
    'daemonsets.apps': [named('DaemonSet', 'log', { status: { desiredNumberScheduled: 4, numberReady: 4 } })],
  });
  expect(workloads).toEqual({
    'Deployment shop/web': { replicas: 3, ready: 2 },
    'StatefulSet shop/db': { replicas: 1, ready: 0 },
    'DaemonSet shop/log': { replicas: 4, ready: 4 },
  });
});

test('every entry of every webhook configuration is there, Fail where it says nothing', () => {
  const { webhooks } = snapshotOf({
    'validatingwebhookconfigurations.admissionregistration.k8s.io': [
      named('ValidatingWebhookConfiguration', 'policies', {
        webhooks: [{ name: 'a' }, { name: 'b', failurePolicy: 'Ignore' }],
      }),
    ],
    'mutatingwebhookconfigurations.admissionregistration.k8s.io': [named('MutatingWebhookConfiguration', 'empty')],
  });
  expect(webhooks).toEqual({ 'Validating/policies/a': 'Fail', 'Validating/policies/b': 'Ignore' });
});

test('marks of a run are found on objects and node groups, and nobody else’s', () => {
  const marked = aNode('n1', {});
  const { marks } = snapshotOf(
    {
      nodes: [
        {
          ...marked,
          metadata: { ...marked.metadata, annotations: { 'eks-scheduler.io/cordoned-by': 'run', team: 'a' } },
        },
      ],
    },
    [aSize({ tags: { 'eks-scheduler:recorded-size': 'min=1 max=1 desired=1', team: 'a' } })],
  );
  expect(marks).toEqual([
    'Node n1: annotation eks-scheduler.io/cordoned-by',
    'node group apps: tag eks-scheduler:recorded-size',
  ]);
});
