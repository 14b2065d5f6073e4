import type { KubeObject } from '../kubernetes/objects.ts';
import type { ClusterClient } from './cluster-client.ts';

const attachments = '/apis/storage.k8s.io/v1/volumeattachments';

/**
 * The CSI attacher's part, for which there are no pods that really run: says of every volume that it is attached, without which the
 * control plane would not detach it either.
 */
export function startVolumeAttacher(client: ClusterClient): Promise<void> {
  return client.follow(attachments, ({ type, object }) => {
    if (type === 'DELETED' || isAttached(object)) return;
    const path = `${attachments}/${object.metadata.name}/status`;
    // When the server is away, the attachment is told of again once it is back.
    void client.send('PATCH', path, { status: { attached: true } });
  });
}

function isAttached({ status }: KubeObject): boolean {
  return (status as { readonly attached?: boolean } | undefined)?.attached === true;
}
