import type { KubeObject, Pod } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { claimsOf, isFinished, isReady, isTerminating } from './pod-facts.ts';
import type { PersistentVolumeClaim } from './volume-binder.ts';

const user = controllerUser('attachdetach-controller');
const attachments = 'volumeattachments.storage.k8s.io';
const attacher = 'ebs.csi.aws.com';

/** From the last pod's end to the volume being detached, when the CSI controller runs. */
const detachMs = 3000;

interface VolumeAttachment extends KubeObject {
  spec: { attacher: string; nodeName: string; source: { persistentVolumeName: string } };
}

/**
 * Attaches the volumes of a node's pods, and detaches them when no pod needs them. Both are the EBS CSI controller's work: in a
 * cluster without its Deployment there are no attachments, and while none of its pods is Ready nothing is detached.
 */
export function startAttachDetachController(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const unusedSince = new Map<string, number>();
  const queue = context.queue(reconcile);
  context.on('pods', ({ object }) => {
    const pod = object as Pod;
    if (pod.spec.nodeName) for (const volume of volumesOf(pod)) queue.add(`${pod.spec.nodeName} ${volume}`);
    if (isCsiController(pod)) for (const key of unusedSince.keys()) queue.add(key);
  });
  context.on(attachments, ({ object }) => {
    const { nodeName, source } = (object as VolumeAttachment).spec;
    queue.add(`${nodeName} ${source.persistentVolumeName}`);
  });

  function reconcile(key: string): void {
    const [nodeName = '', volume = ''] = key.split(' ');
    const attachment = informer
      .list<VolumeAttachment>(attachments)
      .find(({ spec }) => spec.nodeName === nodeName && spec.source.persistentVolumeName === volume);
    const isUsed = informer.podsOn(nodeName).some((pod) => !isFinished(pod) && volumesOf(pod).includes(volume));
    if (isUsed || !attachment) {
      unusedSince.delete(key);
      queue.cancelTimer(key);
      if (isUsed && !attachment && hasCsiController()) attach(nodeName, volume);
      return;
    }
    detach(key, attachment);
  }

  function attach(nodeName: string, volume: string): void {
    const name = `csi-${nodeName.split('.')[0]}-${volume}`;
    const spec = { attacher, nodeName, source: { persistentVolumeName: volume } };
    const status = { attached: true };
    const attachment = { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name }, spec, status };
    api.create(user, attachments, attachment);
  }

  function detach(key: string, attachment: VolumeAttachment): void {
    const since = unusedSince.get(key) ?? clock.now();
    unusedSince.set(key, since);
    if (clock.now() < since + detachMs) queue.addAt(key, since + detachMs);
    else if (isCsiControllerReady()) api.delete(user, attachments, undefined, attachment.metadata.name);
  }

  function volumesOf(pod: Pod): readonly string[] {
    return claimsOf(pod).flatMap((claim) => {
      const found = informer.get<PersistentVolumeClaim>('persistentvolumeclaims', pod.metadata.namespace, claim);
      return found?.spec?.volumeName ?? [];
    });
  }

  function hasCsiController(): boolean {
    return informer.list('deployments.apps').some(({ metadata }) => metadata.name === 'ebs-csi-controller');
  }

  function isCsiControllerReady(): boolean {
    return informer.list<Pod>('pods').some((pod) => isCsiController(pod) && isReady(pod) && !isTerminating(pod));
  }
}

function isCsiController(pod: Pod): boolean {
  return pod.metadata.labels?.app === 'ebs-csi-controller';
}
