import { few } from '../../src/domain/few.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import type { KubeObject } from '../kubernetes/objects.ts';

/** Kinds whose pods a rehearsal makes again; a Node has its static pods. */
const knownOwners = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'Node'];

/** What of a world a night leaves alone, or a rehearsal does not play, in words for the person whose cluster it is. */
export function notCovered(objects: readonly KubeObject[]): string[] {
  const nodes = objects.filter(({ kind }) => kind === 'Node');
  const labelled = (test: (labels: Readonly<Record<string, string>>) => boolean) =>
    nodes.filter(({ metadata }) => test(metadata.labels ?? {})).length;
  const fargate = labelled((labels) => labels['eks.amazonaws.com/compute-type'] === 'fargate');
  const auto = labelled((labels) => labels['eks.amazonaws.com/compute-type'] === 'auto');
  const karpenter = labelled(
    (labels) => 'karpenter.sh/nodepool' in labels && labels['eks.amazonaws.com/compute-type'] !== 'auto',
  );
  const windows = labelled((labels) => labels['kubernetes.io/os'] === 'windows');
  const ownNodes = labelled((labels) => !(nodeGroupLabel in labels)) - fargate - auto - karpenter;
  return [
    ...told(auto, 'nodes of Auto Mode', 'a night leaves them running: no node group has them'),
    ...told(karpenter, 'nodes of Karpenter', 'a night leaves them running, and the rehearsal does not play Karpenter'),
    ...told(fargate, 'Fargate nodes', 'a night leaves their pods running'),
    ...told(
      windows,
      'Windows nodes',
      'the rehearsal gives them back as Linux nodes, so their pods find no place in its morning',
    ),
    ...told(ownNodes, 'nodes of no node group', 'a night leaves them running'),
    ...foreignOwners(objects),
  ];
}

function told(count: number, what: string, so: string): string[] {
  return count > 0 ? [`Not covered: ${count} ${what}: ${so}.`] : [];
}

/** Pods of Strimzi, Argo Workflows and others of their own kind. */
function foreignOwners(objects: readonly KubeObject[]): string[] {
  const kinds = objects
    .filter(({ kind }) => kind === 'Pod')
    .flatMap(({ metadata }) => metadata.ownerReferences?.find(({ controller }) => controller === true)?.kind ?? [])
    .filter((kind) => !knownOwners.includes(kind));
  if (kinds.length === 0) return [];
  const names = few([...new Set(kinds)].sort()).join(', ');
  return [
    `Not covered: ${kinds.length} pods that ${names} made: their controller is not in the rehearsal, so they do not come back in its morning.`,
  ];
}
