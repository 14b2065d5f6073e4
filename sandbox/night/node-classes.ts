import type { Amounts, NodeClass } from '../../src/domain/fit-pods.ts';
import type { Labels, Taint } from '../../src/domain/kubernetes-objects.ts';
import { instanceResources } from '../aws/eks/instance-resources.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import { parseQuantity } from '../kubernetes/controllers/quantity.ts';
import type { Node } from '../kubernetes/objects.ts';
import type { WorldNodeGroup } from '../world.ts';
import type { EveningPod } from './evening.ts';

interface Around {
  readonly nodes: readonly Node[];
  readonly pods: readonly EveningPod[];
  readonly groups: readonly WorldNodeGroup[];
}

const effects = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
} as const;

/** Names of single nodes, which are others in the morning. */
const ownLabels = ['kubernetes.io/hostname'];

/**
 * The nodes of the morning, which are as those of the evening: nodes of a group that are alike together, a node of no group by
 * itself with the room that its pods leave.
 */
export function nodeClasses({ nodes, pods }: Around): NodeClass[] {
  const ofDaemonSets = loadOf(pods.filter(({ pod }) => pod.controller?.kind === 'DaemonSet'));
  const ofAll = loadOf(pods);
  const classes = new Map<string, NodeClass>();
  for (const node of nodes) {
    const group = node.metadata.labels?.[nodeGroupLabel];
    const { name } = node.metadata;
    const taken = (group === undefined ? ofAll : ofDaemonSets).get(name) ?? {};
    const one = { nodeGroup: group ?? name, nodes: 1, labels: labelsOf(node, group), taints: taintsOf(node) };
    const room = less(allocatableOf(node), taken);
    const key = JSON.stringify([one, room]);
    const known = classes.get(key);
    classes.set(key, { ...one, room, nodes: (known?.nodes ?? 0) + 1 });
  }
  return [...classes.values()];
}

/** More would not come to an end; nor would anybody read it. */
const mostGrown = 100;

/** What each group may add up to its largest size, as an autoscaler might. */
export function roomToGrow({ nodes, pods, groups }: Around): NodeClass[] {
  const classes = nodeClasses({ nodes, pods, groups });
  return groups.flatMap((group) => {
    const more = Math.min(group.maxSize - group.desiredSize, mostGrown);
    const like = classes.find(({ nodeGroup }) => nodeGroup === group.name) ?? fromNothing(group);
    return more > 0 ? [{ ...like, nodes: more }] : [];
  });
}

/** A group of which no node is there tells its nodes from what EKS says of it. */
function fromNothing({ name, labels, taints, instanceTypes }: WorldNodeGroup): NodeClass {
  const [instanceType = 'm6i.large'] = instanceTypes;
  return {
    nodeGroup: name,
    nodes: 1,
    labels: {
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/os': 'linux',
      'node.kubernetes.io/instance-type': instanceType,
      ...labels,
      [nodeGroupLabel]: name,
    },
    taints: taints.map(({ key, value, effect }) => ({ key, ...(value ? { value } : {}), effect: effects[effect] })),
    room: amountsOf(instanceResources(instanceType)),
  };
}

function labelsOf({ metadata }: Node, group: string | undefined): Labels {
  const labels = metadata.labels ?? {};
  if (group === undefined) return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !ownLabels.includes(key)));
}

/** Those that Kubernetes puts onto nodes in trouble, and onto cordoned ones, are not in the morning. */
function taintsOf({ spec }: Node): Taint[] {
  return (spec?.taints ?? [])
    .filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
    .map(({ key, value, effect }) => ({ key, ...(value ? { value } : {}), effect: effect as Taint['effect'] }));
}

function allocatableOf({ status }: Node): Amounts {
  return amountsOf({ ...status?.capacity, ...status?.allocatable });
}

function amountsOf(quantities: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(Object.entries(quantities).map(([resource, text]) => [resource, parseQuantity(text)]));
}

/** By node. */
function loadOf(pods: readonly EveningPod[]): Map<string, Amounts> {
  const loads = new Map<string, Record<string, number>>();
  for (const { pod, toPlace } of pods) {
    if (pod.nodeName === null) continue;
    const load = loads.get(pod.nodeName) ?? {};
    for (const [resource, amount] of Object.entries(toPlace.requests)) load[resource] = (load[resource] ?? 0) + amount;
    loads.set(pod.nodeName, load);
  }
  return loads;
}

function less(amounts: Amounts, taken: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).map(([resource, amount]) => [resource, amount - (taken[resource] ?? 0)]),
  );
}
