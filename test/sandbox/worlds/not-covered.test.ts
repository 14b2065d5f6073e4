import { expect, test } from '@jest/globals';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { notCovered } from '../../../sandbox/worlds/not-covered.ts';

function aNode(labels: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1', labels: { ...labels } } };
}

function aPodOf(kind: string): KubeObject {
  const ownerReferences = [{ apiVersion: 'v1', kind, name: 'a', uid: '1', controller: true }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', ownerReferences } };
}

const group = { 'eks.amazonaws.com/nodegroup': 'apps' };

test.each([
  ['nodes of Auto Mode', aNode({ 'eks.amazonaws.com/compute-type': 'auto', 'karpenter.sh/nodepool': 'system' })],
  ['nodes of Karpenter', aNode({ 'karpenter.sh/nodepool': 'default' })],
  ['Fargate nodes', aNode({ 'eks.amazonaws.com/compute-type': 'fargate' })],
  ['Windows nodes', aNode({ ...group, 'kubernetes.io/os': 'windows' })],
  ['nodes of no node group', aNode({})],
  ['pods that StrimziPodSet made', aPodOf('StrimziPodSet')],
])('a world with %s says what the rehearsal does not cover, once', (what, object) => {
  expect(notCovered([object])).toEqual([expect.stringContaining(`Not covered: 1 ${what}`)]);
});

test('a world of node groups and owners that a rehearsal knows says nothing', () => {
  expect(notCovered([aNode({ ...group, 'kubernetes.io/os': 'linux' }), aPodOf('ReplicaSet'), aPodOf('Node')])).toEqual(
    [],
  );
});
