import type { V1Namespace, V1Service, V1VolumeAttachment } from '@kubernetes/client-node';
import type { Namespace, Service, VolumeAttachment } from '../domain/kubernetes-objects.ts';

export function namespaceFromApi({ metadata, status }: V1Namespace): Namespace {
  return {
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    isTerminating: status?.phase === 'Terminating' || metadata?.deletionTimestamp !== undefined,
  };
}

export function serviceFromApi({ metadata, spec }: V1Service): Service {
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    selector: spec?.selector ?? null,
    ports: (spec?.ports ?? []).map(({ name, port }) => ({ name: name ?? '', port })),
  };
}

export function volumeAttachmentFromApi({ metadata, spec, status }: V1VolumeAttachment): VolumeAttachment {
  return { name: metadata?.name ?? '', nodeName: spec.nodeName, isAttached: status?.attached ?? false };
}
