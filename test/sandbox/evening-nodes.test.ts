import { expect, test } from '@jest/globals';
import { eveningNodes } from '../../sandbox/evening-nodes.ts';
import { aNodeGroup, aWorld } from '../journeys/a-night.ts';

const options = { region: 'eu-west-1', seed: 1, at: new Date('2026-01-12T20:00:00Z') };
const nodeGroup = 'eks.amazonaws.com/nodegroup';

test('each node group gets as many nodes as it desires, ready and of its own, spread over the zones', () => {
  const taints = [{ key: 'team', value: 'a', effect: 'NO_SCHEDULE' as const }];
  const nodes = eveningNodes(
    aWorld({ nodeGroups: [aNodeGroup({ name: 'apps', desiredSize: 3, taints, labels: { pool: 'apps' } })] }),
    options,
  );
  expect(nodes).toHaveLength(3);
  expect(new Set(nodes.map(({ metadata }) => metadata.name)).size).toBe(3);
  expect(nodes.map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'])).toEqual([
    'eu-west-1a',
    'eu-west-1b',
    'eu-west-1c',
  ]);
  for (const node of nodes) {
    expect(node.metadata.labels).toMatchObject({ [nodeGroup]: 'apps', pool: 'apps' });
    expect(node.spec?.taints).toEqual([{ key: 'team', value: 'a', effect: 'NoSchedule' }]);
    expect(node.status?.conditions).toMatchObject([{ type: 'Ready', status: 'True' }]);
  }
});

test('nodes that the world lists are not made again, nor are their names taken', () => {
  const group = aNodeGroup({ name: 'apps', desiredSize: 2 });
  const [first] = eveningNodes(aWorld({ nodeGroups: [group] }), options);
  if (!first) throw new Error('There is no node.');

  const nodes = eveningNodes(aWorld({ nodeGroups: [group], objects: [first] }), options);

  expect(nodes).toHaveLength(1);
  expect(nodes[0]?.metadata.name).not.toBe(first.metadata.name);
});

test('a node group at zero, or with more nodes than it desires, gets none', () => {
  const group = aNodeGroup({ name: 'apps', minSize: 0, desiredSize: 0 });
  expect(eveningNodes(aWorld({ nodeGroups: [group] }), options)).toEqual([]);
});

test('the same seed gives the same nodes', () => {
  const world = aWorld();
  expect(eveningNodes(world, options)).toEqual(eveningNodes(world, options));
  expect(eveningNodes(world, { ...options, seed: 2 })).not.toEqual(eveningNodes(world, options));
});
