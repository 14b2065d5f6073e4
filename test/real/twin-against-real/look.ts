import type { ClusterClient } from '../../../sandbox/control-plane/cluster-client.ts';
import { isReady, isTerminating } from '../../../sandbox/kubernetes/controllers/pod-facts.ts';
import type { Pod, PodDisruptionBudget } from '../../../sandbox/kubernetes/objects.ts';

export interface SeenPod {
  readonly name: string;
  readonly uid: string;
  readonly version: string;
  /** Its label `app`. */
  readonly app: string;
  readonly phase: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  readonly isBound: boolean;
}

export interface BudgetFacts {
  readonly isComputed: boolean;
  readonly expectedPods: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
  readonly disruptedPods: number;
  readonly condition: string;
}

/** A namespace at one moment. */
export interface Seen {
  /** By name. */
  readonly pods: readonly SeenPod[];
  readonly budgets: Readonly<Record<string, BudgetFacts>>;
}

export async function lookAt(client: ClusterClient, ns: string): Promise<Seen> {
  const [pods, budgets] = await Promise.all([
    client.list(`/api/v1/namespaces/${ns}/pods`),
    client.list(`/apis/policy/v1/namespaces/${ns}/poddisruptionbudgets`),
  ]);
  return {
    pods: (pods.items as Pod[]).map(seenPod).sort((one, other) => (one.name < other.name ? -1 : 1)),
    budgets: Object.fromEntries((budgets.items as PodDisruptionBudget[]).map((it) => [it.metadata.name, factsOf(it)])),
  };
}

function seenPod(pod: Pod): SeenPod {
  const { name, uid = '', resourceVersion = '', labels } = pod.metadata;
  return {
    name,
    uid,
    version: resourceVersion,
    app: labels?.app ?? name,
    phase: pod.status?.phase ?? '',
    isReady: isReady(pod),
    isTerminating: isTerminating(pod),
    isBound: Boolean(pod.spec.nodeName),
  };
}

function factsOf({ metadata, status }: PodDisruptionBudget): BudgetFacts {
  const condition = status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  return {
    isComputed: status?.observedGeneration === metadata.generation,
    expectedPods: status?.expectedPods ?? 0,
    currentHealthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    disruptedPods: Object.keys(status?.disruptedPods ?? {}).length,
    condition: condition ? [condition.reason, condition.message].filter(Boolean).join(': ') : '',
  };
}

/** `Running ready`, `Pending unbound`, `Running terminating`. */
export function describePod({ phase, isReady: ready, isTerminating: leaving, isBound }: SeenPod): string {
  return [phase, ready && 'ready', !isBound && 'unbound', leaving && 'terminating'].filter(Boolean).join(' ');
}

export function podsByApp(seen: Seen): Record<string, string[]> {
  const apps = new Set(seen.pods.map(({ app }) => app));
  const linesOf = (app: string) => seen.pods.filter((pod) => pod.app === app).map(describePod);
  return Object.fromEntries([...apps].map((app) => [app, linesOf(app).sort()]));
}
