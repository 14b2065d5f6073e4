import { describe, expect, test } from '@jest/globals';
import { type ClusterFacts, whyAlreadyThere } from '../../src/domain/already-there.ts';
import type { NodeGroupRecord } from '../../src/domain/recorded-state.ts';

const awake = { minSize: 2, maxSize: 10, desiredSize: 5 };
const asleep = { minSize: 0, maxSize: 10, desiredSize: 0 };
const record: NodeGroupRecord = {
  name: 'apps',
  ...awake,
  instanceTypes: [],
  recordedAt: '2026-11-23T18:00:00.000Z',
  runId: 'night-1',
  phase: 'recorded',
  previous: null,
};
const restored: NodeGroupRecord = { ...record, phase: 'restored' };

function someFacts(facts: Partial<ClusterFacts>): ClusterFacts {
  return { groups: [], nodesLeft: 0, hasMoreToRestore: false, ...facts };
}

describe('a stop', () => {
  const group = { live: asleep, record, tag: undefined };

  test('has nothing to do where every group sleeps, is recorded, and no node is left', () => {
    expect(whyAlreadyThere('stop', someFacts({ groups: [group] }))).toBe('already asleep');
  });

  test('has nothing to record where every group is at zero and neither copy of any size is there', () => {
    const unknown = { live: asleep, record: null, tag: undefined };

    expect(whyAlreadyThere('stop', someFacts({ groups: [unknown, unknown] }))).toMatch(/nothing is recorded/);
    expect(whyAlreadyThere('stop', someFacts({ groups: [unknown, group] }))).toBeNull();
    expect(whyAlreadyThere('stop', someFacts({ groups: [unknown], nodesLeft: 1 }))).toBeNull();
  });

  test.each([
    ['a node is left', { groups: [group], nodesLeft: 1 }],
    ['a group is awake', { groups: [group, { ...group, live: awake }] }],
    ['a size is not recorded', { groups: [{ ...group, record: null, tag: 'min=2 max=10 desired=5' }] }],
    ['a record was restored', { groups: [{ ...group, record: restored }] }],
  ])('goes on where %s', (_, facts) => {
    expect(whyAlreadyThere('stop', someFacts(facts))).toBeNull();
  });
});

describe('a start', () => {
  const group = { live: awake, record: restored, tag: undefined };

  test('has nothing to do where a group is up and nothing is outstanding', () => {
    const sleeper = { live: asleep, record: null, tag: undefined };

    expect(whyAlreadyThere('start', someFacts({ groups: [group, sleeper] }))).toBe('already awake');
  });

  test.each([
    ['a size is recorded', { groups: [{ ...group, record }] }],
    ['a tag holds a size', { groups: [{ ...group, tag: 'min=2 max=10 desired=5' }] }],
    ['something else is to be restored', { groups: [group], hasMoreToRestore: true }],
    ['everything is at zero and nothing is recorded', { groups: [{ ...group, live: asleep }] }],
  ])('goes on where %s', (_, facts) => {
    expect(whyAlreadyThere('start', someFacts(facts))).toBeNull();
  });
});
