import type { V1ContainerStatus, V1Pod, V1Toleration, V1Volume } from '@kubernetes/client-node';
import type { Pod, PodPhase, Toleration } from '../domain/kubernetes-objects.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const defaultGraceSeconds = 30;

export function podFromApi(pod: V1Pod): Pod {
  const { metadata, spec, status } = pod;
  const name = metadata?.name ?? '';
  const owner = metadata?.ownerReferences?.find((reference) => reference.controller === true);
  const volumes = spec?.volumes ?? [];
  return {
    namespace: metadata?.namespace ?? '',
    name,
    uid: metadata?.uid ?? '',
    nodeName: spec?.nodeName || null,
    phase: phaseFromApi(status?.phase),
    isReady:
      status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false,
    isMirror: metadata?.annotations?.[mirrorAnnotation] !== undefined,
    controller: owner ? { kind: owner.kind, name: owner.name, apiVersion: owner.apiVersion } : null,
    labels: metadata?.labels ?? {},
    tolerations: (spec?.tolerations ?? []).map(tolerationFromApi),
    priorityClassName: spec?.priorityClassName || null,
    hasEmptyDir: volumes.some((volume) => volume.emptyDir !== undefined),
    claims: volumes.flatMap((volume) => claimOf(volume, name)),
    graceSeconds: spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds,
    createdAt: metadata?.creationTimestamp ?? new Date(0),
    // The API server sets it to the time of the request plus the grace: the moment of the kill, not of the asking.
    deletionAt: metadata?.deletionTimestamp ?? null,
    hasFinalizers: (metadata?.finalizers ?? []).length > 0,
    trouble: troubleOf(pod),
  };
}

const phases: readonly PodPhase[] = ['Pending', 'Running', 'Succeeded', 'Failed'];

function phaseFromApi(phase: string | undefined): PodPhase {
  return phases.find((known) => known === phase) ?? 'Unknown';
}

function tolerationFromApi(toleration: V1Toleration): Toleration {
  return {
    operator: toleration.operator === 'Exists' ? 'Exists' : 'Equal',
    // An empty key with Exists tolerates everything: kept as absent, which means the same.
    ...(toleration.key ? { key: toleration.key } : {}),
    ...(toleration.value === undefined ? {} : { value: toleration.value }),
    ...(toleration.effect ? { effect: toleration.effect } : {}),
  };
}

/** A generic ephemeral volume's claim is named after the pod and the volume. */
function claimOf(volume: V1Volume, podName: string): string[] {
  if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
  return volume.ephemeral ? [`${podName}-${volume.name}`] : [];
}

/** Waiting for these is how every container begins. */
const ordinaryWaits = new Set(['ContainerCreating', 'PodInitializing']);

function troubleOf({ status }: V1Pod): string | null {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  for (const container of containers) {
    const trouble = troubleOfContainer(container);
    if (trouble) return trouble;
  }
  return status?.phase === 'Failed' ? (status.reason ?? null) : null;
}

function troubleOfContainer({ state }: V1ContainerStatus): string | null {
  const waiting = state?.waiting?.reason;
  if (waiting && !ordinaryWaits.has(waiting)) return waiting;
  const ended = state?.terminated;
  return ended && ended.exitCode !== 0 ? (ended.reason ?? 'Error') : null;
}
