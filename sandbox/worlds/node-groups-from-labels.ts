import { nodeGroupName } from '../../src/config/name-schemas.ts';
import { shownValue } from '../../src/config/shown-value.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import type { WorldNodeGroup } from '../world.ts';
import { plainNodeGroup } from './plain-ground.ts';

/**
 * The node groups that the nodes of a world belong to, each of the size that it has.
 *
 * @throws {ConfigurationError} for a name that EKS would not have given.
 */
export function nodeGroupsFromLabels(objects: readonly KubeObject[]): WorldNodeGroup[] {
  const counts = new Map<string, { count: number; instanceType: string }>();
  for (const { kind, metadata } of objects) {
    const group = kind === 'Node' ? metadata.labels?.[nodeGroupLabel] : undefined;
    if (!group) continue;
    assertName(group, metadata.name);
    const instanceType = metadata.labels?.['node.kubernetes.io/instance-type'] ?? 'm6i.large';
    counts.set(group, { count: (counts.get(group)?.count ?? 0) + 1, instanceType });
  }
  return [...counts].map(([name, { count, instanceType }]) => ({
    ...plainNodeGroup,
    name,
    minSize: count,
    maxSize: count,
    desiredSize: count,
    instanceTypes: [instanceType],
  }));
}

function assertName(group: string, node: string): void {
  const parsed = nodeGroupName.safeParse(group);
  if (parsed.success) return;
  throw new ConfigurationError(
    `metadata.labels.${nodeGroupLabel}: ${shownValue(group)} is no name of a node group (Node ${node}).`,
    parsed.error.issues[0]?.message ?? 'Correct it.',
  );
}
