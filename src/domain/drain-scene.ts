import { judgePod, type Loss } from './judge-pod.ts';
import type { DisruptionBudget, Node, Pod } from './kubernetes-objects.ts';
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
  readonly loses: readonly Loss[];
}

/** The pods on the target nodes, by what is to be done about them. */
export interface SortedPods {
  readonly waves: ReadonlyMap<Wave, WavePods>;
  /** Nothing would bring them back, and the settings refuse to lose them. */
  readonly refused: readonly Pod[];
  /** Terminating for longer than a kubelet that answers would take: they no longer hold up a wave. */
  readonly stuck: readonly Pod[];
  readonly keptDaemonSet: number;
  readonly keptMirror: number;
  /** Replacements of pods that were already asked once. */
  readonly cameBack: readonly Pod[];
}

export interface WavePods {
  readonly toAsk: readonly DrainablePod[];
  readonly terminating: readonly Pod[];
}

/** Seconds past the end of a pod's grace after which nobody waits for it any more (a finalizer, a dead kubelet). */
export const stuckAfterSeconds = 60;

export function sortPods(scene: DrainScene): SortedPods {
  const waves = new Map<Wave, { toAsk: DrainablePod[]; terminating: Pod[] }>();
  const sorted = { refused: [] as Pod[], stuck: [] as Pod[], cameBack: [] as Pod[], keptDaemonSet: 0, keptMirror: 0 };
  const hasDaemonSet = (namespace: string, name: string) => scene.daemonSets.has(`${namespace}/${name}`);
  for (const pod of scene.pods) {
    if (pod.nodeName === null || !scene.targets.has(pod.nodeName)) continue;
    const verdict = judgePod(pod, scene.settings.unmanagedPods, hasDaemonSet);
    const wave = waveOfPod(pod, scene.tiers);
    if (verdict.action === 'keep') sorted[verdict.reason === 'mirror' ? 'keptMirror' : 'keptDaemonSet'] += 1;
    else if (verdict.action === 'block') sorted.refused.push(pod);
    else if (isStuck(pod, scene.now)) sorted.stuck.push(pod);
    else if (wave === 'returning' && isReplacement(pod, scene.returned)) sorted.cameBack.push(pod);
    else {
      const pods = waves.get(wave) ?? { toAsk: [], terminating: [] };
      waves.set(wave, pods);
      if (pod.deletionAt === null) pods.toAsk.push({ pod, loses: verdict.loses });
      else pods.terminating.push(pod);
    }
  }
  return { ...sorted, waves };
}

/** `namespace/kind/name` of the controller that would put a pod back. */
export function ownerOf({ namespace, controller }: Pod): string {
  return `${namespace}/${controller?.kind}/${controller?.name}`;
}

function isStuck({ deletionAt }: Pod, now: Date): boolean {
  return deletionAt !== null && now.getTime() > deletionAt.getTime() + stuckAfterSeconds * 1000;
}

/** Creation times have no fractions of a second in Kubernetes. */
function isReplacement(pod: Pod, returned: readonly ReturnedPod[]): boolean {
  if (pod.deletionAt !== null) return false;
  const createdSecond = Math.floor(pod.createdAt.getTime() / 1000);
  return returned.some(
    ({ owner, askedAt }) => owner === ownerOf(pod) && createdSecond >= Math.floor(Date.parse(askedAt) / 1000),
  );
}
