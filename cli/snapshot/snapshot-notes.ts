import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { notCovered } from '../../sandbox/worlds/not-covered.ts';
import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { few } from '../../src/domain/few.ts';
import type { PlainObject } from '../../src/kubernetes/list-objects.ts';

interface Seen {
  readonly cluster: Pick<ClusterDescription, 'isAutoMode'>;
  readonly nodeGroups: readonly NodeGroup[];
  readonly objects: readonly PlainObject[];
  /** `Deployment shop/cart` */
  readonly neverReady: readonly string[];
  readonly asTheyRun: readonly string[];
}

/** What a person should know before they trust a rehearsal of the snapshot. */
export function snapshotNotes({ cluster, nodeGroups, objects, neverReady, asTheyRun }: Seen): string[] {
  const nodes = objects.filter(({ kind }) => kind === 'Node');
  const isAsleep = nodeGroups.length > 0 && nodeGroups.every(({ desiredSize }) => desiredSize === 0);
  return [
    ...(cluster.isAutoMode
      ? ['The cluster has Auto Mode: its nodes are not in node groups, and a night leaves them alone.']
      : []),
    ...(nodeGroups.length === 0 ? ['EKS has no managed node group of this cluster: a night would scale nothing.'] : []),
    ...(isAsleep
      ? [
          'Every node group has 0 nodes: the cluster sleeps. Take the snapshot when it is awake, or rehearse --action start.',
        ]
      : []),
    ...(nodes.length === 0 && !isAsleep ? ['No node was there.'] : []),
    ...notCovered(objects as readonly KubeObject[]),
    ...(asTheyRun.length > 0
      ? [
          `Running pods have containers, requests or scratch volumes that their templates do not name, and the snapshot has them: ${few(asTheyRun).join(', ')}.`,
        ]
      : []),
    ...(neverReady.length > 0
      ? [`Running and never Ready, so they are not in a rehearsal either: ${few(neverReady).join(', ')}.`]
      : []),
  ];
}
