import { expect, test } from '@jest/globals';
import { compareSnapshots } from '../../../sandbox/night/compare-snapshots.ts';
import type { WorldSnapshot } from '../../../sandbox/night/world-snapshot.ts';
import { aSize, aSnapshot } from './a-snapshot.ts';

const differencesAfter = (parts: Partial<WorldSnapshot>) => compareSnapshots(aSnapshot(), aSnapshot(parts));

test('two equal snapshots have no difference', () => {
  expect(differencesAfter({})).toEqual([]);
});

test.each<[string, Partial<WorldSnapshot>, { what: string; before: string; after: string }]>([
  [
    'a node group of another size',
    { nodeGroups: [aSize({ minSize: 0, desiredSize: 0 })] },
    { what: 'node group apps', before: 'min 2, max 10, desired 5', after: 'min 0, max 10, desired 0' },
  ],
  [
    'a node group that is gone',
    { nodeGroups: [] },
    { what: 'node group apps', before: 'min 2, max 10, desired 5', after: 'not there' },
  ],
  [
    'a webhook that stayed relaxed',
    { webhooks: { 'Validating/policies/nodes.example.io': 'Ignore' } },
    { what: 'webhook Validating/policies/nodes.example.io', before: 'Fail', after: 'Ignore' },
  ],
  [
    'a workload with other replicas',
    { workloads: { 'Deployment shop/web': { replicas: 0, ready: 0 } } },
    { what: 'Deployment shop/web', before: '3 replicas, 3 ready', after: '0 replicas, 0 ready' },
  ],
  [
    'a workload with fewer ready pods',
    { workloads: { 'Deployment shop/web': { replicas: 3, ready: 2 } } },
    { what: 'Deployment shop/web', before: '3 replicas, 3 ready', after: '3 replicas, 2 ready' },
  ],
  [
    'a workload that is gone',
    { workloads: {} },
    { what: 'Deployment shop/web', before: '3 replicas, 3 ready', after: 'not there' },
  ],
  ['a node that is missing', { nodes: 4 }, { what: 'nodes', before: '5', after: '4' }],
  [
    'a node that stayed cordoned',
    { cordoned: ['n2', 'n1'] },
    { what: 'newly cordoned nodes', before: 'none', after: 'n1, n2' },
  ],
  [
    'a mark that a run left',
    { marks: ['Node n1: annotation eks-scheduler.io/cordoned-by'] },
    { what: 'marks of a run', before: 'none', after: 'Node n1: annotation eks-scheduler.io/cordoned-by' },
  ],
])('%s is a difference', (_what, parts, difference) => {
  expect(differencesAfter(parts)).toEqual([difference]);
});

test.each<[string, WorldSnapshot, WorldSnapshot]>([
  [
    'more ready pods than in the evening',
    aSnapshot({ workloads: { 'Deployment shop/web': { replicas: 3, ready: 1 } } }),
    aSnapshot(),
  ],
  ['a new node in the place of one that a person had cordoned', aSnapshot({ cordoned: ['n1'] }), aSnapshot()],
  ['a bare pod that is gone', aSnapshot({ readyPods: 12 }), aSnapshot({ readyPods: 11 })],
])('%s is no difference', (_what, before, after) => {
  expect(compareSnapshots(before, after)).toEqual([]);
});
