import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import type { Night } from './a-night.ts';
import { pathOf } from './kubectl.ts';
import { isTwin } from './plane.ts';

/** A change of one object, after it happened. */
export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  /** What stood there before. */
  readonly old: KubeObject | undefined;
}

/**
 * Tells from now on of each change of the objects of one resource (`deployments.apps`). The twin tells in the turn in which it
 * happens, the real plane a moment later; a watch of the twin would tell when simulated time has moved on.
 */
export async function followChanges(
  { sandbox: { kubernetes }, kubectl }: Pick<Night, 'sandbox' | 'kubectl'>,
  resource: string,
  listener: (change: ObjectChange) => void,
): Promise<void> {
  if (isTwin(kubernetes)) {
    kubernetes.api.subscribe(({ type, resource: changed, object, old }) => {
      if (changed === resource) listener({ type, object, old });
    });
    return;
  }
  const known = new Map<string | undefined, KubeObject>();
  await kubectl.client.follow(pathOf(resource), ({ type, object }) => {
    const { uid } = object.metadata;
    listener({ type, object, old: known.get(uid) });
    known.set(uid, object);
  });
}
