import { compareNames } from '../../src/domain/budget-arithmetic.ts';
import type { Removal } from '../../src/domain/drain-removal.ts';
import { type DrainScene, ownerOf, type ReturnedPod } from '../../src/domain/drain-scene.ts';
import type { DisruptionBudget, Node, Pod } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';
import type { WaveStep } from '../../src/domain/plan-wave.ts';
import type { DrainSettings, Tier } from '../../src/domain/run-settings.ts';
import { toleratesCordon } from '../../src/domain/tolerations.ts';

export const drainTiers: readonly Tier[] = [
  {
    name: 'admission-control',
    components: [{ name: 'Kyverno', kind: 'Deployment', namespace: 'kyverno', workload: 'kyverno-*', critical: true }],
  },
];

export function drainSettings(differs: Partial<DrainSettings> = {}): DrainSettings {
  return { budgets: 'computed', unmanagedPods: 'evict', podGracePeriodSeconds: null, concurrency: 50, ...differs };
}

export interface ClusterToDrain {
  readonly pods: readonly Pod[];
  readonly budgets: readonly DisruptionBudget[];
  readonly otherNodes?: readonly Node[];
  readonly settings?: DrainSettings;
  /** Seconds that pods need to end, where their grace allows it. */
  readonly stopSeconds?: number;
  /** Seconds after which the budgets' controller counts again what it could not count while a pod of a Database was there. */
  readonly recountSeconds?: number;
}

/**
 * A cluster of one cordoned node with the rules that a drain meets: the Eviction API's, the disruption controller's
 * (at once), and kubelets that stop pods in time. Enough for the plan; the phase meets the API server's twin.
 */
export class DrainingCluster {
  readonly start = new Date('2026-11-20T20:00:00Z');
  readonly deadline = new Date('2026-11-20T20:10:00Z');
  now = this.start;
  pods: readonly Pod[];
  readonly actions: string[] = [];
  readonly refused: string[] = [];
  readonly graces: (number | null)[] = [];
  readonly #given: ClusterToDrain;
  #returned: readonly ReturnedPod[] = [];
  #awaited: readonly string[] = [];
  /** When a budget could not be counted last, by its name. */
  readonly #failedAt = new Map<string, Date>();

  constructor(given: ClusterToDrain) {
    this.#given = given;
    this.pods = given.pods;
  }

  scene(): DrainScene {
    const { otherNodes = [], settings = drainSettings() } = this.#given;
    return {
      targets: new Set(['n1']),
      otherNodes,
      pods: this.pods,
      budgets: this.budgets(),
      daemonSets: new Set(['kube-system/agent']),
      returned: this.#returned,
      awaited: new Set(this.#awaited),
      settings,
      tiers: drainTiers,
      now: this.now,
      deadline: this.deadline,
    };
  }

  budgets(): readonly DisruptionBudget[] {
    return this.#given.budgets.map((budget) => {
      const currentHealthy = this.#guardedBy(budget).filter(({ isReady }) => isReady).length;
      const isSynced = budget.isSynced && this.#isCounted(budget);
      const disruptionsAllowed = isSynced ? Math.max(0, currentHealthy - budget.desiredHealthy) : 0;
      return { ...budget, currentHealthy, disruptionsAllowed, isSynced };
    });
  }

  /** What a pass hands on to the next. */
  remember({ awaited }: Pick<WaveStep, 'awaited'>): void {
    this.#awaited = awaited;
  }

  evict(removal: Removal): void {
    if (!this.#isAllowed(removal.pod)) this.refused.push(removal.pod.name);
    else this.#remove('evict', removal);
  }

  delete(removal: Removal): void {
    this.#remove('delete', removal);
  }

  wait(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
    this.pods = this.pods.filter((pod) => {
      if (pod.deletionAt === null || pod.hasFinalizers) return true;
      const askedAt = pod.deletionAt.getTime() - pod.graceSeconds * 1000;
      const endsAt = Math.min(pod.deletionAt.getTime(), askedAt + (this.#given.stopSeconds ?? 2) * 1000);
      return endsAt > this.now.getTime();
    });
  }

  /** A Database does not say how many pods it wants. */
  #isCounted({ namespace, name, selector }: DisruptionBudget): boolean {
    const isStrange = (pod: Pod) =>
      pod.namespace === namespace && matchesSelector(selector, pod.labels) && pod.controller?.kind === 'Database';
    if (this.pods.some(isStrange)) this.#failedAt.set(name, this.now);
    const failedAt = this.#failedAt.get(name);
    if (!failedAt) return true;
    return this.now.getTime() > failedAt.getTime() + (this.#given.recountSeconds ?? 0) * 1000;
  }

  #isAllowed({ uid }: Pod): boolean {
    const pod = this.pods.find((each) => each.uid === uid);
    if (pod?.phase !== 'Running') return true;
    const budgets = this.budgets().filter((budget) => this.#guardedBy(budget).includes(pod));
    const [budget] = budgets;
    if (!budget) return true;
    if (budgets.length > 1) return false;
    const { currentHealthy, desiredHealthy, unhealthyPodEvictionPolicy, disruptionsAllowed } = budget;
    const isFree =
      unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0);
    return (!pod.isReady && isFree) || disruptionsAllowed > 0;
  }

  #guardedBy({ namespace, selector }: DisruptionBudget): readonly Pod[] {
    return this.pods.filter(
      (pod) => pod.namespace === namespace && pod.deletionAt === null && matchesSelector(selector, pod.labels),
    );
  }

  #remove(verb: string, { pod, graceSeconds, wave }: Removal): void {
    this.actions.push(`${verb} ${pod.namespace}/${pod.name}`);
    this.graces.push(graceSeconds);
    const grace = graceSeconds ?? pod.graceSeconds;
    const deletionAt = new Date(this.now.getTime() + grace * 1000);
    this.pods = this.pods.map((each) => (each.uid === pod.uid ? { ...each, deletionAt, graceSeconds: grace } : each));
    if (wave === 'returning') this.#returned = [...this.#returned, returnedPod(pod, this.now)];
    if (pod.controller && toleratesCordon(pod.tolerations) && pod.phase === 'Running') {
      const name = `${pod.name}x`;
      this.pods = [...this.pods, { ...pod, name, uid: `uid-of-${name}`, createdAt: this.now }].sort(compareNames);
    }
  }
}

function returnedPod(pod: Pod, now: Date): ReturnedPod {
  return { pod: pod.name, owner: ownerOf(pod), askedAt: now.toISOString() };
}
