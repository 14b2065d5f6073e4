import { expect, test } from '@jest/globals';
import { groupChanges } from '../../src/report/group-changes.ts';
import { anEntry } from './a-journal.ts';

const size = (desired: number) => ({ name: 'apps', min: Math.min(desired, 2), max: 10, desired });
const recorded = anEntry({
  phase: 'record-state',
  title: 'Record state',
  facts: { nodeGroups: [{ ...size(5), instanceTypes: ['m5.large'] }] },
});
const scaled = (before: number, after: number, fields: Partial<ReturnType<typeof anEntry>> = {}) =>
  anEntry({
    phase: 'scale-node-group',
    title: 'Scale node group',
    item: 'apps',
    facts: { before: size(before), after: size(after) },
    ...fields,
  });
const typesOf = () => ['c6i.large'];

test('a stop counts when EKS was done with the group, with the types that it noted', () => {
  expect(groupChanges('stop', [recorded, scaled(5, 0)], typesOf)).toEqual([
    {
      nodeGroup: 'apps',
      at: new Date('2026-11-23T18:00:10.000Z'),
      before: 5,
      after: 0,
      instanceTypes: ['m5.large'],
    },
  ]);
});

test('a stop that did not see the group at zero changed nothing that counts', () => {
  expect(groupChanges('stop', [recorded, scaled(5, 0, { status: 'failed' })], typesOf)).toEqual([]);
});

test('a start counts from when it first asked for nodes, also where they did not all come', () => {
  expect(groupChanges('start', [scaled(0, 5, { status: 'failed' })], typesOf)).toEqual([
    {
      nodeGroup: 'apps',
      at: new Date('2026-11-23T18:00:00.000Z'),
      before: 0,
      after: 5,
      instanceTypes: ['c6i.large'],
    },
  ]);
});
