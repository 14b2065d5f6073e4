import type { SortedPods } from './drain-scene.ts';
import type { Node, Pod, VolumeAttachment } from './kubernetes-objects.ts';
import { stillAttached } from './still-attached.ts';

/** Names of the node groups of these nodes on which no pod is left to drain or to wait for. */
export function emptyNodeGroups(
  nodes: readonly Node[],
  { toAsk, terminating, refused }: Pick<SortedPods, 'toAsk' | 'terminating' | 'refused'>,
): readonly string[] {
  const pods = [...[...toAsk, ...terminating].map(({ pod }) => pod), ...refused];
  const inUse = new Set(pods.map(({ nodeName }) => nodeName));
  const groups = Map.groupBy(nodes, ({ nodeGroup }) => nodeGroup);
  return [...groups].flatMap(([name, ofGroup]) =>
    name !== null && !ofGroup.some((node) => inUse.has(node.name)) ? name : [],
  );
}

/**
 * The groups among these from whose nodes every volume is detached that the storage driver has yet to detach. A node
 * that ends with a volume attached keeps it for six more minutes.
 */
export function withoutVolumes(
  groups: readonly string[],
  nodes: readonly Node[],
  attachments: readonly VolumeAttachment[],
  pods: readonly Pod[],
): readonly string[] {
  return groups.filter((group) => {
    const ofGroup = new Set(nodes.filter(({ nodeGroup }) => nodeGroup === group).map(({ name }) => name));
    return stillAttached(attachments, ofGroup, pods).length === 0;
  });
}
