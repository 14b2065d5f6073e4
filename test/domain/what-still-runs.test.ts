import { expect, test } from '@jest/globals';
import { describeRunning, type StoppingGroup, whatStillRuns } from '../../src/domain/what-still-runs.ts';
import { aNode, aPod } from './a-pod.ts';

const stopped: StoppingGroup = { name: 'apps', status: 'ACTIVE', desiredSize: 0, healthIssues: [] };

test('nothing is left when the groups are at 0 and their nodes are gone', () => {
  const others = [aNode({ name: 'f1', nodeGroup: null, isFargate: true }), aNode({ name: 'k1', nodeGroup: 'kept' })];
  const pods = [aPod({ nodeName: 'f1' }), aPod({ nodeName: 'k1' }), aPod({ nodeName: null })];
  expect(whatStillRuns([stopped], others, pods)).toEqual({ groups: [], nodes: [], pods: [], orphans: [] });
});

test('a desired size, a node, its pods, and pods whose node is gone are told apart', () => {
  const pods = [aPod({ name: 'on-it' }), aPod({ name: 'orphan', nodeName: 'gone' })];
  const left = whatStillRuns([{ ...stopped, desiredSize: 2 }], [aNode()], pods);
  expect(left.groups.map(({ name }) => name)).toEqual(['apps']);
  expect(left.nodes.map(({ name }) => name)).toEqual(['n1']);
  expect(left.pods.map(({ name }) => name)).toEqual(['on-it']);
  expect(left.orphans.map(({ name }) => name)).toEqual(['orphan']);
});

test('what is left is named, with the health issues of its groups in the words of EKS', () => {
  const issue = { code: 'NodeTerminationFailure', message: 'Instance i-1 is protected from scale-in.' };
  const groups = [
    { ...stopped, status: 'DEGRADED', healthIssues: [issue] },
    { ...stopped, name: 'fine', healthIssues: [{ code: 'Old', message: 'of a group that has stopped' }] },
  ];
  const words = describeRunning(whatStillRuns(groups, [aNode()], [aPod()]), groups);
  expect(words).toContain('node n1 of apps');
  expect(words).toContain(`pod shop/${aPod().name} is on n1`);
  expect(words).toContain('node group apps reports NodeTerminationFailure: Instance i-1 is protected from scale-in.');
  expect(words).not.toContain('Old');
});

test('a long list is cut, and says by how much', () => {
  const nodes = Array.from({ length: 13 }, (_, at) => aNode({ name: `n${at}` }));
  expect(describeRunning(whatStillRuns([stopped], nodes, []), [stopped])).toContain('3 more');
});
