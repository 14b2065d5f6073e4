import type { KubeObject } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { isTerminating } from './pod-facts.ts';

const user = controllerUser('persistent-volume-binder');

/** A claim, as far as binding and attaching look at it. */
export interface PersistentVolumeClaim extends KubeObject {
  spec?: { volumeName?: string; storageClassName?: string; accessModes?: string[]; [field: string]: unknown };
  status?: { phase?: string; [field: string]: unknown };
}

/** Gives every new claim a volume at once. */
export function startVolumeBinder(context: ControllerContext): void {
  const { api, informer } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, 'persistentvolumeclaims');

  function reconcile(key: string): void {
    const claim = informer.getByKey<PersistentVolumeClaim>('persistentvolumeclaims', key);
    if (!claim || isTerminating(claim)) return;
    const { namespace, name } = claim.metadata;
    if (!claim.spec?.volumeName) {
      const volume = volumeFor(claim);
      if (!informer.get('persistentvolumes', undefined, volume.metadata.name)) {
        api.create(user, 'persistentvolumes', volume);
      }
      api.edit<PersistentVolumeClaim>(user, 'persistentvolumeclaims', namespace, name, (live) => {
        live.spec = { ...live.spec, volumeName: volume.metadata.name };
      });
    }
    if (claim.status?.phase === 'Bound') return;
    const bind = (live: PersistentVolumeClaim) => {
      live.status = { ...live.status, phase: 'Bound' };
    };
    api.edit<PersistentVolumeClaim>(user, 'persistentvolumeclaims', namespace, name, bind, { subresource: 'status' });
  }
}

function volumeFor(claim: PersistentVolumeClaim): KubeObject {
  const { namespace, name, uid = '' } = claim.metadata;
  const { storageClassName, accessModes = ['ReadWriteOnce'] } = claim.spec ?? {};
  const resources = claim.spec?.resources as { requests?: { storage?: string } } | undefined;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}` },
    spec: {
      accessModes,
      capacity: { storage: resources?.requests?.storage ?? '1Gi' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      csi: { driver: 'ebs.csi.aws.com', volumeHandle: `vol-${uid.replaceAll('-', '').slice(0, 17)}` },
      persistentVolumeReclaimPolicy: 'Delete',
      ...(storageClassName && { storageClassName }),
    },
    status: { phase: 'Bound' },
  };
}
