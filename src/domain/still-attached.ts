import type { Pod, VolumeAttachment } from './kubernetes-objects.ts';

/**
 * Volumes that the storage driver has yet to detach before it may go: those attached to a target node on which no pod
 * with claims is left. Where one is left (a DaemonSet's, one that came back, one that is stuck) its volumes stay
 * attached, so nobody waits for that node.
 */
export function stillAttached(
  attachments: readonly VolumeAttachment[],
  targets: ReadonlySet<string>,
  pods: readonly Pod[],
): readonly VolumeAttachment[] {
  const nodesInUse = new Set(pods.filter(({ claims }) => claims.length > 0).map(({ nodeName }) => nodeName));
  return attachments.filter(
    ({ isAttached, nodeName }) => isAttached && targets.has(nodeName) && !nodesInUse.has(nodeName),
  );
}
