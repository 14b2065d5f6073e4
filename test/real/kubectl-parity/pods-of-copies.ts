import type { ClusterClient, WatchEvent } from '../../../sandbox/control-plane/cluster-client.ts';
import type { KubeObject, Pod, PodDisruptionBudget } from '../../../sandbox/kubernetes/objects.ts';
import { eventually } from '../../eventually.ts';
import { alikeLabel, openNodeOf } from './objects-of-cluster.ts';
import type { SeededApp, SeededCluster, State } from './seeded-cluster.ts';

/** What became of a pod. `held`: asked to leave, and its budget would never let it go. */
export type Fate = 'removed' | 'terminating' | 'held' | 'kept';

export interface Copy {
  readonly name: string;
  readonly cluster: SeededCluster;
}

const patienceMs = 120_000;

/** All copies' pods and budgets as they are, by a watch: so many copies must not be asked about again and again. */
export class FollowedCopies {
  readonly #client: ClusterClient;
  readonly #pods = new Map<string, Pod>();
  readonly #budgets = new Map<string, PodDisruptionBudget>();

  readonly #graces = new Map<string, number>();

  private constructor(client: ClusterClient) {
    this.#client = client;
  }

  static async follow(client: ClusterClient): Promise<FollowedCopies> {
    const followed = new FollowedCopies(client);
    const keepPod = keep(followed.#pods);
    await client.follow('/api/v1/pods', (event) => {
      keepPod(event);
      followed.#noteGrace(event.object);
    });
    await client.follow('/apis/policy/v1/poddisruptionbudgets', keep(followed.#budgets));
    return followed;
  }

  /** The pods on the nodes that are to be drained. */
  podsToDrain({ name }: Pick<Copy, 'name'>): Pod[] {
    return this.#podsOf(name).filter(({ spec }) => spec.nodeName && spec.nodeName !== openNodeOf(name));
  }

  /**
   * Waits until every pod of a copy is in the state that its app wants.
   *
   * @throws {Error} that says what is missing; so does the next.
   */
  untilPodsSettle(copy: Copy): Promise<void> {
    return untilNothing(() => this.#unsettledPods(copy), copy);
  }

  /** Waits until the budgets have been computed from the pods. */
  untilBudgetsSettle(copy: Copy): Promise<void> {
    return untilNothing(() => this.#unsettledBudgets(copy), copy);
  }

  /**
   * Waits until no pod is on its way out any more but for its finalizer, and says what became of those that were there before. Asks the
   * API server: the watch comes later than its answers.
   */
  async fatesOf({ name }: Pick<Copy, 'name'>, before: readonly Pod[]): Promise<Map<Pod, Fate>> {
    const isLeaving = ({ metadata }: Pod) => metadata.deletionTimestamp && (metadata.finalizers ?? []).length === 0;
    const after = await eventually(
      async () => (await this.#client.list(`/api/v1/namespaces/${name}/pods`)).items as Pod[],
      (pods) => !pods.some(isLeaving),
      patienceMs,
    );
    return new Map(
      before.map((pod) => {
        const now = after.find(({ metadata }) => metadata.uid === pod.metadata.uid);
        if (!now) return [pod, 'removed'];
        return [pod, now.metadata.deletionTimestamp ? 'terminating' : 'kept'];
      }),
    );
  }

  /** The seconds that a pod was given when it was asked to leave; null when it never was. */
  graceGivenTo({ metadata }: Pod): number | null {
    return this.#graces.get(metadata.uid ?? '') ?? null;
  }

  /** The first counts: the kubelet ends with one of 0. */
  #noteGrace({ metadata }: KubeObject): void {
    const { uid = '', deletionGracePeriodSeconds } = metadata;
    if (typeof deletionGracePeriodSeconds !== 'number' || this.#graces.has(uid)) return;
    this.#graces.set(uid, deletionGracePeriodSeconds);
  }

  #podsOf(namespace: string): Pod[] {
    return [...this.#pods.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }

  #unsettledPods(copy: Copy): string[] {
    const pods = this.podsToDrain(copy);
    return copy.cluster.apps.flatMap((app) => {
      if (app.owner.startsWith('missing')) return [];
      const isOnEachNode = app.owner === 'DaemonSet' || app.owner === 'orphaned DaemonSet';
      const wanted = isOnEachNode ? copy.cluster.nodes : app.pods;
      const there = pods.filter((pod) => pod.metadata.labels?.app === app.name && isSettled(pod, app)).length;
      return there === wanted ? [] : [`${there} of ${wanted} pods of ${app.name} (${app.owner}) ${app.state}`];
    });
  }

  #unsettledBudgets({ name }: Copy): string[] {
    const budgets = [...this.#budgets.values()].filter(({ metadata }) => metadata.namespace === name);
    return budgets.flatMap(({ metadata, spec, status }) => {
      const label = Object.keys(spec.selector?.matchLabels ?? {})[0] ?? '';
      const guarded = this.#podsOf(name).filter((pod) => pod.metadata.labels?.[label]);
      const ready = guarded.filter((pod) => stateOf(pod) === 'ready').length;
      const { currentHealthy, observedGeneration, conditions = [] } = status ?? {};
      // No controller tells it how many pods it wants.
      if (conditions.some(({ reason }) => reason === 'SyncFailed')) return [];
      if (observedGeneration === metadata.generation && currentHealthy === ready) return [];
      return [`${metadata.name} sees ${currentHealthy} of ${ready} ready pods`];
    });
  }
}

async function untilNothing(look: () => string[], { name }: Copy): Promise<void> {
  const missing = await eventually(look, ({ length }) => length === 0, patienceMs);
  if (missing.length > 0) throw new Error(`${name}: ${missing.join(', ')}`);
}

function keep<T extends KubeObject>(known: Map<string, T>): (event: WatchEvent) => void {
  return ({ type, object }) => {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (type === 'DELETED') known.delete(key);
    else known.set(key, object as T);
  };
}

/** `app-0-ready: removed` for each pod, in order: the same for two copies whose pods fared alike. */
export function sayFates(fates: ReadonlyMap<Pod, Fate>): string[] {
  return [...fates].map(([{ metadata }, fate]) => `${metadata.labels?.[alikeLabel]}: ${fate}`).sort();
}

function isSettled(pod: Pod, app: SeededApp): boolean {
  if (app.owner === 'orphaned DaemonSet' && (pod.metadata.ownerReferences ?? []).length > 0) return false;
  return stateOf(pod) === app.state;
}

function stateOf({ metadata, status }: Pod): State {
  if (metadata.deletionTimestamp) return 'terminating';
  if (status?.phase === 'Succeeded') return 'succeeded';
  if (status?.phase === 'Failed') return 'failed';
  if (status?.phase !== 'Running') return 'pending';
  return isReady(status) ? 'ready' : 'not-ready';
}

function isReady(status: Pod['status']): boolean {
  return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
}
