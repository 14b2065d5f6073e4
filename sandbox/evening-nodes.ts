import type { Instance } from './aws/eks/instance.ts';
import { NodeNames } from './aws/eks/node-names.ts';
import { nodeGroupLabel, nodeObject } from './aws/eks/node-object.ts';
import { SeededRandom } from './aws/eks/seeded-random.ts';
import type { Node } from './kubernetes/objects.ts';
import type { World, WorldNodeGroup } from './world.ts';

const zones = ['a', 'b', 'c'];

/**
 * The nodes that a world's node groups have in the evening and that its file does not list: Ready, as if they had been up all day.
 */
export function eveningNodes(
  world: World,
  options: { readonly region: string; readonly seed: number; readonly at: Date },
): Node[] {
  const random = new SeededRandom(options.seed);
  const names = new NodeNames(options.region, random);
  const listed = world.objects.filter(({ kind }) => kind === 'Node');
  for (const { metadata } of listed) names.take(metadata.name);
  return world.nodeGroups.flatMap((group) => {
    const there = listed.filter(({ metadata }) => metadata.labels?.[nodeGroupLabel] === group.name).length;
    const missing = Math.max(0, group.desiredSize - there);
    return Array.from({ length: missing }, (_, index) => readyNode(world, group, index, { ...options, names, random }));
  });
}

function readyNode(
  world: World,
  group: WorldNodeGroup,
  index: number,
  around: { readonly region: string; readonly at: Date; readonly names: NodeNames; readonly random: SeededRandom },
): Node {
  const zoneIndex = index % zones.length;
  const instance: Instance = {
    id: `i-${around.random.next().toString(16).padStart(8, '0')}${around.random.next().toString(16).padStart(8, '0')}0`,
    nodeName: around.names.next(zoneIndex),
    zone: `${around.region}${zones[zoneIndex]}`,
    instanceType: group.instanceTypes[0] ?? 'm6i.large',
    ordinal: index,
    state: 'running',
  };
  const node = nodeObject(group, instance, { at: around.at, version: world.cluster.version, sibling: undefined });
  const isNotReadyTaint = ({ key }: { key: string }) => key === 'node.kubernetes.io/not-ready';
  return {
    ...node,
    spec: { ...node.spec, taints: (node.spec?.taints ?? []).filter((taint) => !isNotReadyTaint(taint)) },
    status: {
      ...node.status,
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: around.at.toISOString() },
      ],
    },
  };
}
