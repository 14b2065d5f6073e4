import type { Pod } from './kubernetes-objects.ts';
import type { DrainSettings } from './run-settings.ts';

/** What the cluster will not have in the morning: data on the node, or the pod itself. */
export type Loss = 'emptyDir' | 'unmanaged';

export type PodVerdict =
  | { readonly action: 'evict'; readonly loses: readonly Loss[] }
  | { readonly action: 'keep'; readonly reason: 'daemon-set' | 'mirror' }
  | { readonly action: 'block'; readonly reason: 'unmanaged' };

/**
 * Says what a drain does with one pod: the rules of `kubectl drain --force --delete-emptydir-data
 * --ignore-daemonsets`, with its result for every class of pod. Beyond them, `unmanagedPods: refuse` lets a pod that
 * nothing brings back block the drain.
 *
 * Source: kubectl pkg/drain/filters.go, makeFilters.
 *
 * @param hasDaemonSet Whether that DaemonSet still exists: kubectl takes a pod whose DaemonSet is gone for one to
 * delete.
 */
export function judgePod(
  pod: Pod,
  unmanagedPods: DrainSettings['unmanagedPods'],
  hasDaemonSet: (namespace: string, name: string) => boolean,
): PodVerdict {
  if (pod.isMirror) return { action: 'keep', reason: 'mirror' };
  if (isFinished(pod)) return { action: 'evict', loses: [] };
  const { controller } = pod;
  const isOfDaemonSet = controller?.kind === 'DaemonSet' && controller.apiVersion === 'apps/v1';
  if (isOfDaemonSet && hasDaemonSet(pod.namespace, controller.name)) return { action: 'keep', reason: 'daemon-set' };
  const isUnmanaged = controller === null || isOfDaemonSet;
  if (isUnmanaged && unmanagedPods === 'refuse' && pod.deletionAt === null) {
    return { action: 'block', reason: 'unmanaged' };
  }
  return { action: 'evict', loses: [...(pod.hasEmptyDir ? emptyDir : []), ...(isUnmanaged ? unmanaged : [])] };
}

const emptyDir: readonly Loss[] = ['emptyDir'];
const unmanaged: readonly Loss[] = ['unmanaged'];

/** It has ended by itself, so neither a budget nor its data holds it. */
export function isFinished({ phase }: Pick<Pod, 'phase'>): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
