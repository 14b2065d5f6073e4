import { stringify } from 'yaml';
import type { WorldNodeGroup } from '../../sandbox/world.ts';
import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { nightKinds, type PlainObject } from '../../src/kubernetes/list-objects.ts';
import { fieldsOf } from './fields.ts';

/** What a world file is made of. */
export interface SnapshotParts {
  readonly cluster: Pick<ClusterDescription, 'name' | 'version' | 'tags'>;
  readonly nodeGroups: readonly NodeGroup[];
  readonly objects: readonly PlainObject[];
}

const kinds = nightKinds.map(({ kind }) => kind);

/** The world as a file: the same cluster gives the same text. */
export function worldText({ cluster, nodeGroups, objects }: SnapshotParts): string {
  const world = {
    apiVersion: 'sandbox.eks-scheduler.io/v1',
    kind: 'World',
    metadata: { name: cluster.name },
    cluster: { name: cluster.name, version: cluster.version, tags: oursOf(cluster.tags) },
    nodeGroups: nodeGroups
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .map((group) => worldNodeGroup(group, objects)),
  };
  const documents = [world, ...objects.toSorted(inOrder)].map((object) =>
    // Anchors would tie objects together that a person may want to cut out or change.
    stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  return `# Made by eks-scheduler snapshot: no Secrets, ConfigMaps, environment values or commands. Rehearse a night with\n#   eks-scheduler rehearse --world THIS_FILE\n${documents.join('---\n')}`;
}

function inOrder(one: PlainObject, other: PlainObject): number {
  return kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (keyOf(one) < keyOf(other) ? -1 : 1);
}

function keyOf({ metadata }: PlainObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

const effects: Readonly<Record<string, WorldNodeGroup['taints'][number]['effect']>> = {
  NoExecute: 'NO_EXECUTE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
};

function worldNodeGroup(group: NodeGroup, objects: readonly PlainObject[]) {
  const { name, minSize, maxSize, desiredSize, labels, tags, taints } = group;
  return {
    ...{ name, minSize, maxSize, desiredSize, labels, tags: oursOf(tags) },
    instanceTypes: instanceTypesOf(group, objects),
    taints: taints.map(({ key, value, effect }) => ({
      key,
      ...(value ? { value } : {}),
      effect: effects[effect] ?? 'NO_SCHEDULE',
    })),
  };
}

/** Where a launch template has them, EKS does not say; the nodes do. */
function instanceTypesOf(
  { name, instanceTypes }: NodeGroup,
  objects: readonly PlainObject[],
): readonly string[] | undefined {
  if (instanceTypes.length > 0) return instanceTypes;
  const types = objects
    .filter(({ kind, metadata }) => kind === 'Node' && metadata.labels?.['eks.amazonaws.com/nodegroup'] === name)
    .flatMap(({ metadata }) => metadata.labels?.['node.kubernetes.io/instance-type'] ?? []);
  return types.length > 0 ? [...new Set(types)].sort() : undefined;
}

function oursOf(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(tags)).flatMap(([key, value]) =>
      key.startsWith('eks-scheduler:') ? [[key, String(value)]] : [],
    ),
  );
}
