import type { Labels, Taint, Toleration } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';
import { tolerates } from './tolerations.ts';

/** Cores under `cpu`, bytes under `memory`, places under `pods`, and what else nodes may have, such as `nvidia.com/gpu`. */
export type Amounts = Readonly<Record<string, number>>;

export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

export interface PodToPlace {
  /** What a person calls what it belongs to: `ReplicaSet shop/cart-5d9c`. */
  readonly workload: string;
  readonly requests: Amounts;
  readonly nodeSelector: Labels;
  /** Terms of the required node affinity, of which one must hold; null where it has none. */
  readonly affinity: readonly (readonly NodeRequirement[])[] | null;
  readonly tolerations: readonly Toleration[];
}

/** Nodes that are alike. */
export interface NodeClass {
  readonly nodeGroup: string;
  readonly nodes: number;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** What one of them has for pods, less what its DaemonSets take. */
  readonly room: Amounts;
}

export interface Unfit {
  readonly workload: string;
  readonly pods: number;
  /** Of one of the pods. */
  readonly needs: Amounts;
  readonly why: string;
  /** The node group that would take one of them if it grew towards its largest size; null where that would not help. */
  readonly fitsWhenGrown: string | null;
}

/** Sums of requests are sums of fractions: a millionth of a core or a byte is rounding. */
const rounding = 1e-6;

/**
 * Says which pods would find no node: each, the largest first, goes onto the first node that may and can take it. The scheduler
 * spreads them otherwise, so a cluster that is full to the brim may do a little worse or better. Not looked at: affinity to other
 * pods, spreading, volumes that are bound to a zone. Pure.
 *
 * @param growth What node groups may add.
 */
export function fitPods(
  pods: readonly PodToPlace[],
  classes: readonly NodeClass[],
  growth: readonly NodeClass[] = [],
): Unfit[] {
  const rooms = classes.map(emptyRooms);
  const grown = growth.map(emptyRooms);
  const unfit = new Map<string, Unfit>();
  for (const pod of largestFirst(pods, classes)) {
    if (place(pod, rooms) !== null) continue;
    const known = unfit.get(pod.workload);
    unfit.set(pod.workload, {
      workload: pod.workload,
      pods: (known?.pods ?? 0) + 1,
      needs: pod.requests,
      why: known?.why ?? whyNot(pod, rooms),
      fitsWhenGrown: place(pod, grown) ?? known?.fitsWhenGrown ?? null,
    });
  }
  return [...unfit.values()].sort((one, other) => other.pods - one.pods || (one.workload < other.workload ? -1 : 1));
}

interface Rooms {
  readonly of: NodeClass;
  /** What is left on each node. */
  readonly left: Record<string, number>[];
  /** By what is asked for, the first node that may have it: rooms only get fewer, and there may be thousands of nodes and pods. */
  readonly firstFor: Map<string, number>;
}

function emptyRooms(of: NodeClass): Rooms {
  return { of, left: Array.from({ length: of.nodes }, () => ({ ...of.room })), firstFor: new Map() };
}

function largestFirst(pods: readonly PodToPlace[], classes: readonly NodeClass[]): PodToPlace[] {
  const sized = pods.map((pod) => ({ pod, size: sizeOf(pod, classes) }));
  return sized.sort((one, other) => other.size - one.size).map(({ pod }) => pod);
}

/** The largest share that it takes of a resource of the largest node. */
function sizeOf({ requests }: PodToPlace, classes: readonly NodeClass[]): number {
  const shares = Object.entries(requests).map(([resource, amount]) => {
    const largest = Math.max(0, ...classes.map(({ room }) => room[resource] ?? 0));
    return largest > 0 ? amount / largest : amount > 0 ? 1 : 0;
  });
  return Math.max(0, ...shares);
}

/** The node group that took it, or null. */
function place(pod: PodToPlace, rooms: readonly Rooms[]): string | null {
  const asked = JSON.stringify(pod.requests);
  for (const { of, left, firstFor } of rooms) {
    if (!mayGo(pod, of)) continue;
    let index = firstFor.get(asked) ?? 0;
    while (index < left.length && shortOf(pod, left[index] ?? {}).length > 0) index += 1;
    firstFor.set(asked, index);
    const node = left[index];
    if (!node) continue;
    for (const [resource, amount] of Object.entries(pod.requests)) node[resource] = (node[resource] ?? 0) - amount;
    return of.nodeGroup;
  }
  return null;
}

function mayGo(pod: PodToPlace, of: NodeClass): boolean {
  return wants(pod, of.labels) && toleratesAll(pod, of);
}

function wants({ nodeSelector, affinity }: PodToPlace, labels: Labels): boolean {
  if (!matchesSelector({ matchLabels: nodeSelector }, labels)) return false;
  // A term without a requirement matches no node.
  return affinity === null || affinity.some((term) => term.length > 0 && term.every((one) => meets(one, labels)));
}

function meets({ key, operator, values = [] }: NodeRequirement, labels: Labels): boolean {
  if (operator === 'Gt') return Number(labels[key]) > Number(values[0]);
  if (operator === 'Lt') return Number(labels[key]) < Number(values[0]);
  return matchesSelector({ matchExpressions: [{ key, operator, values }] }, labels);
}

function toleratesAll({ tolerations }: PodToPlace, { taints }: NodeClass): boolean {
  return taints.every((taint) => taint.effect === 'PreferNoSchedule' || tolerates(tolerations, taint));
}

/** Resources of which a node has too little for it. */
function shortOf({ requests }: PodToPlace, room: Amounts): string[] {
  return Object.entries(requests)
    .filter(([resource, amount]) => amount > 0 && amount > (room[resource] ?? 0) + rounding)
    .map(([resource]) => resource);
}

function whyNot(pod: PodToPlace, rooms: readonly Rooms[]): string {
  const wanted = rooms.filter(({ of }) => wants(pod, of.labels));
  if (wanted.length === 0) return 'no node has the labels that it asks for';
  const open = wanted.filter(({ of }) => toleratesAll(pod, of));
  if (open.length === 0) return 'it does not tolerate the taints of the nodes that it asks for';
  const tooSmall = open.map(({ of }) => shortOf(pod, of.room));
  if (tooSmall.every((short) => short.length > 0)) return `no node is large enough: ${listOf(tooSmall.flat())}`;
  const short = open.flatMap(({ left }) => left.flatMap((room) => shortOf(pod, room)));
  return `no room is left: ${listOf(short)}`;
}

function listOf(resources: readonly string[]): string {
  return [...new Set(resources)].sort().join(', ') || 'no node';
}
