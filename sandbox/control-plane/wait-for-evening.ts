import type { DaemonSet, Deployment, KubeObject } from '../kubernetes/objects.ts';
import type { ClusterClient } from './cluster-client.ts';

const pollMs = 500;
/** A world may hold what never becomes ready: it is late enough when nothing has moved for so long. */
const restMs = 20_000;

interface Readiness {
  readonly what: string;
  readonly wanted: number;
  readonly ready: number;
}

/**
 * Waits until every workload is ready, or as ready as it will be.
 *
 * @returns What is not, in words.
 */
export async function waitForEvening(client: ClusterClient): Promise<string[]> {
  let before = '';
  for (let movedAt = performance.now(); ; ) {
    const missing = (await readinessOf(client)).filter(({ wanted, ready }) => ready < wanted);
    const words = missing.map(({ what, wanted, ready }) => `${what}: ${ready} of ${wanted} ready`);
    if (words.length === 0) return [];
    const now = words.join();
    if (now !== before) movedAt = performance.now();
    else if (performance.now() - movedAt > restMs) return words;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

async function readinessOf(client: ClusterClient): Promise<Readiness[]> {
  const [deployments, statefulSets, daemonSets] = await Promise.all(
    ['deployments', 'statefulsets', 'daemonsets'].map((plural) => client.list(`/apis/apps/v1/${plural}`)),
  );
  return [
    ...[...(deployments?.items ?? []), ...(statefulSets?.items ?? [])].map(readinessOfReplicas),
    ...(daemonSets?.items ?? []).map(readinessOfDaemonSet),
  ];
}

function readinessOfReplicas(object: KubeObject): Readiness {
  const { spec, status } = object as Deployment;
  return { what: nameOf(object), wanted: isSeen(object) ? (spec.replicas ?? 1) : 1, ready: status?.readyReplicas ?? 0 };
}

function readinessOfDaemonSet(object: KubeObject): Readiness {
  const { status } = object as DaemonSet;
  return {
    what: nameOf(object),
    wanted: isSeen(object) ? (status?.desiredNumberScheduled ?? 0) : 1,
    ready: status?.numberReady ?? 0,
  };
}

/** Before its controller has looked at it, its status says nothing. */
function isSeen({ metadata, status }: KubeObject): boolean {
  return (status as Deployment['status'])?.observedGeneration === metadata.generation;
}

function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}
