import { nodeGroupLabel } from '../../../sandbox/aws/eks/node-object.ts';
import type { KubeObject, Node, Pod, PodTemplate } from '../../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../../sandbox/world.ts';

/** Where one fault happens: a namespace and nodes of its own, with its name, that no other fault's pods go to. */
export interface Place {
  readonly name: string;
  readonly nodes: number;
  /** The nodes belong to a node group of that name; otherwise nobody drains them. */
  readonly isNodeGroup: boolean;
  readonly objects: readonly KubeObject[];
}

const placeKey = 'faults.example.com/place';

export function nodeOf(place: string, index = 0): string {
  return `${place}-${index}`;
}

/** The place itself, and its objects in it. */
export function objectsOf({ name, nodes, isNodeGroup, objects }: Place): KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    ...Array.from({ length: nodes }, (_, index) => aNode(nodeOf(name, index), name, isNodeGroup)),
    ...objects.map((object) => placed(object, name)),
  ];
}

/** The object in the namespace of a place; its pods find no other nodes than the place's. Pods stop within 2 s, if they do not say. */
export function placed(object: KubeObject, place: string): KubeObject {
  const copy = structuredClone(object);
  if (copy.kind.endsWith('WebhookConfiguration')) return copy;
  copy.metadata.namespace = place;
  const { template } = (copy.spec ?? {}) as { readonly template?: PodTemplate };
  if (copy.kind === 'Pod') placePod(copy as Pod, place);
  else if (template) placePod(template, place);
  return copy;
}

function placePod(pod: Pod | PodTemplate, place: string): void {
  pod.spec.nodeSelector = { [placeKey]: place };
  pod.spec.tolerations = [{ ...taintOf(place), operator: 'Equal' }];
  pod.metadata = {
    name: '',
    ...pod.metadata,
    annotations: { [podBehaviour.startAfter]: '0', [podBehaviour.stopAfter]: '2', ...pod.metadata?.annotations },
  };
}

function taintOf(place: string) {
  return { key: placeKey, value: place, effect: 'NoSchedule' };
}

function aNode(name: string, place: string, isNodeGroup: boolean): Node {
  const capacity = { cpu: '8', memory: '32Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { [placeKey]: place, ...(isNodeGroup && { [nodeGroupLabel]: place }) } },
    spec: { taints: [taintOf(place)] },
    status: { capacity, allocatable: capacity, addresses: [{ type: 'InternalIP', address: '10.255.0.1' }] },
  };
}
