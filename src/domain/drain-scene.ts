import { judgePod, type Loss } from './judge-pod.ts';
import type { DisruptionBudget, Node, Pod } from './kubernetes-objects.ts';
import { isStuck } from './pod-ending.ts';
import type { DrainSettings, Tier } from './run-settings.ts';
import { type Wave, waveOfPod } from './wave-of-pod.ts';

/** All that a drain decides from: the cluster as one pass finds it. */
export interface DrainScene {
  /** Names of the nodes to empty, all cordoned. */
  readonly targets: ReadonlySet<string>;
  /** Nodes that stay schedulable and may take replacements. */
  readonly otherNodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly budgets: readonly DisruptionBudget[];
  /** `namespace/name` of the DaemonSets that exist. */
  readonly daemonSets: ReadonlySet<string>;
  /** What earlier passes of this run did to returning pods. */
  readonly returned: readonly ReturnedPod[];
  /** `namespace/name` of the budgets that the pass before held because pods that keep them from being counted were leaving. */
  readonly awaited: ReadonlySet<string>;
  readonly settings: DrainSettings;
  readonly tiers: readonly Tier[];
  readonly now: Date;
  /** When patience with budgets ends. */
  readonly deadline: Date;
}

/** A pod that tolerates cordons and was asked to leave once; its owner puts another in its place. */
export interface ReturnedPod {
  /** `namespace/name` */
  readonly pod: string;
  /** As `ownerOf` says it. */
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly askedAt: string;
}

export interface DrainablePod {
  readonly pod: Pod;
  readonly wave: Wave;
  readonly loses: readonly Loss[];
}

/** The pods on the target nodes, by what is to be done about them. */
export interface SortedPods {
  /** Not asked to leave yet. */
  readonly toAsk: readonly DrainablePod[];
  /** Asked, and waited for. */
  readonly terminating: readonly DrainablePod[];
  /** Terminating for longer than a kubelet that answers would take: they no longer hold up a wave. */
  readonly stuck: readonly Pod[];
  /** Nothing would bring them back, and the settings refuse to lose them. */
  readonly refused: readonly Pod[];
  /** Pods of DaemonSets stay. */
  readonly daemonSet: readonly Pod[];
  /** Static pods stay: only their kubelet can stop them. */
  readonly mirror: readonly Pod[];
  /** Replacements of returning pods that were already asked once. */
  readonly cameBack: readonly Pod[];
}

export function sortPods(scene: DrainScene): SortedPods {
  const sorted: { [K in keyof SortedPods]: SortedPods[K][number][] } = {
    toAsk: [],
    terminating: [],
    stuck: [],
    refused: [],
    daemonSet: [],
    mirror: [],
    cameBack: [],
  };
  for (const pod of scene.pods) {
    if (pod.nodeName === null || !scene.targets.has(pod.nodeName)) continue;
    const wave = waveOfPod(pod, scene.tiers);
    const { place, loses } = placeOf(pod, wave, scene);
    if (place === 'toAsk' || place === 'terminating') sorted[place].push({ pod, wave, loses });
    else sorted[place].push(pod);
  }
  return sorted;
}

interface Place {
  readonly place: keyof SortedPods;
  readonly loses: readonly Loss[];
}

function placeOf(pod: Pod, wave: Wave, { settings, daemonSets, now, returned }: DrainScene): Place {
  const hasDaemonSet = (namespace: string, name: string) => daemonSets.has(`${namespace}/${name}`);
  const verdict = judgePod(pod, settings.unmanagedPods, hasDaemonSet);
  if (verdict.action === 'keep') return { place: verdict.reason === 'mirror' ? 'mirror' : 'daemonSet', loses: [] };
  if (verdict.action === 'block') return { place: 'refused', loses: [] };
  const { loses } = verdict;
  if (pod.deletionAt !== null) {
    return { place: isStuck(pod, now) ? 'stuck' : 'terminating', loses };
  }
  return { place: wave === 'returning' && isReplacement(pod, returned) ? 'cameBack' : 'toAsk', loses };
}

/** Creation times have no fractions of a second in Kubernetes. */
function isReplacement(pod: Pod, returned: readonly ReturnedPod[]): boolean {
  const createdSecond = Math.floor(pod.createdAt.getTime() / 1000);
  return returned.some(
    ({ owner, askedAt }) => owner === ownerOf(pod) && createdSecond >= Math.floor(Date.parse(askedAt) / 1000),
  );
}

/** `namespace/kind/name` of the controller that would put a pod back. */
export function ownerOf({ namespace, controller }: Pod): string {
  return `${namespace}/${controller?.kind}/${controller?.name}`;
}
