import { expect, test } from '@jest/globals';
import { stillAttached } from '../../src/domain/still-attached.ts';
import { aPod } from './a-pod.ts';

const onN1 = { name: 'csi-1', nodeName: 'n1', isAttached: true };
const targets = new Set(['n1']);

test('a volume on a node whose pods with claims are gone is waited for', () => {
  expect(stillAttached([onN1], targets, [aPod()])).toEqual([onN1]);
});

test('a volume is not waited for while a pod with claims stays on its node', () => {
  expect(stillAttached([onN1], targets, [aPod({ claims: ['data'] })])).toEqual([]);
});

test('a volume that is detached, or on a node that stays, does not matter', () => {
  const others = [
    { ...onN1, isAttached: false },
    { ...onN1, nodeName: 'n2' },
  ];
  expect(stillAttached(others, targets, [])).toEqual([]);
});
