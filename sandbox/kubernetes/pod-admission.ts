import type { ClusterView } from './admission/admission-request.ts';
import type { Pod } from './objects.ts';

/** Seconds that a pod stays on a node that is not ready or cannot be reached, where it does not say otherwise. */
const defaultTolerationSeconds = 300;

/** On the pod that a kubelet shows for one of its own manifests. */
export const mirrorAnnotation = 'kubernetes.io/config.mirror';

const systemPriorities: Record<string, number> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** What the built-in admission plugins add to every new pod: service account, priority, tolerations. Changes the pod. */
export function completePod(pod: Pod, cluster: ClusterView): void {
  const { spec } = pod;
  // A mirror pod may have none: its kubelet would not know it again.
  if (pod.metadata.annotations?.[mirrorAnnotation] === undefined) spec.serviceAccountName ??= 'default';
  if (spec.priorityClassName !== undefined) spec.priority = priorityOf(spec.priorityClassName, cluster);
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerates = spec.tolerations?.some(
      (toleration) => (toleration.key ?? key) === key && (toleration.effect ?? 'NoExecute') === 'NoExecute',
    );
    if (tolerates) continue;
    spec.tolerations = [
      ...(spec.tolerations ?? []),
      { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: defaultTolerationSeconds },
    ];
  }
}

/** A class that the world did not bring counts as 0: a real cluster would refuse the pod, a world may be a part of one. */
function priorityOf(name: string, cluster: ClusterView): number {
  const found = cluster.get('priorityclasses.scheduling.k8s.io', undefined, name);
  const value = found?.value;
  return typeof value === 'number' ? value : (systemPriorities[name] ?? 0);
}
