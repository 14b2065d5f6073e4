import type { V1Node } from '@kubernetes/client-node';
import type { Node, Taint } from '../domain/kubernetes-objects.ts';

const nodeGroupLabel = 'eks.amazonaws.com/nodegroup';
const computeTypeLabel = 'eks.amazonaws.com/compute-type';

export function nodeFromApi(node: V1Node): Node {
  const labels = node.metadata?.labels ?? {};
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready')?.status;
  return {
    name: node.metadata?.name ?? '',
    uid: node.metadata?.uid ?? '',
    resourceVersion: node.metadata?.resourceVersion ?? '',
    nodeGroup: labels[nodeGroupLabel] ?? null,
    isUnschedulable: node.spec?.unschedulable ?? false,
    ready: ready === 'True' || ready === 'False' ? ready : 'Unknown',
    taints: (node.spec?.taints ?? []).map(taintFromApi),
    // A kubelet that has not reported its resources yet takes no pod.
    isAllocatable: Number(node.status?.allocatable?.pods ?? 0) > 0,
    isFargate: labels[computeTypeLabel] === 'fargate',
    labels,
    annotations: node.metadata?.annotations ?? {},
    createdAt: node.metadata?.creationTimestamp ?? new Date(0),
  };
}

function taintFromApi(taint: { key: string; value?: string; effect: string }): Taint {
  const { key, value } = taint;
  const effect =
    taint.effect === 'NoExecute' || taint.effect === 'PreferNoSchedule' ? taint.effect : ('NoSchedule' as const);
  return value === undefined ? { key, effect } : { key, value, effect };
}
