import { expect, test } from '@jest/globals';
import { emptyNodeGroups, withoutVolumes } from '../../src/domain/empty-node-groups.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import { aNode, aPod } from './a-pod.ts';

const nodes = [
  aNode({ name: 'a1', nodeGroup: 'a' }),
  aNode({ name: 'a2', nodeGroup: 'a' }),
  aNode({ name: 'b1', nodeGroup: 'b' }),
];
const on = (nodeName: string) => aPod({ nodeName });
const drainable = (pod: Pod) => ({ pod, wave: 'applications', loses: [] }) as const;
const nothing = { toAsk: [], terminating: [], refused: [] };

test('a group is empty when no node of it has a pod to ask, to wait for, or that must not be asked', () => {
  expect(emptyNodeGroups(nodes, nothing)).toEqual(['a', 'b']);
  expect(emptyNodeGroups(nodes, { ...nothing, toAsk: [drainable(on('a2'))] })).toEqual(['b']);
  expect(emptyNodeGroups(nodes, { ...nothing, terminating: [drainable(on('b1'))] })).toEqual(['a']);
  expect(emptyNodeGroups(nodes, { ...nothing, refused: [on('a1')] })).toEqual(['b']);
});

test('a node of no group makes none', () => {
  expect(emptyNodeGroups([aNode({ nodeGroup: null })], nothing)).toEqual([]);
});

test('a group keeps its nodes until their volumes are detached, but not for pods that stay', () => {
  const attachments = [{ name: 'csi-1', nodeName: 'a1', isAttached: true }];
  expect(withoutVolumes(['a', 'b'], nodes, attachments, [])).toEqual(['b']);
  const staying = aPod({ nodeName: 'a1', claims: ['data'] });
  expect(withoutVolumes(['a', 'b'], nodes, attachments, [staying])).toEqual(['a', 'b']);
});
