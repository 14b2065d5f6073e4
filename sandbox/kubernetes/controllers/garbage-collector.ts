import { type ControllerContext, controllerUser } from './controller-context.ts';
import type { Located } from './informer.ts';
import { isTerminating } from './pod-facts.ts';
import { tryEach } from './try-each.ts';

const user = controllerUser('generic-garbage-collector');

/**
 * Deletes what an object that is gone owned; a dependent that has another owner only loses the one. An owner that never was in the
 * store, as in a world cut out of a cluster, deletes nothing.
 */
export function startGarbageCollector(context: ControllerContext): void {
  const { api, informer } = context;
  const gone = new Set<string>();
  const queue = context.queue(collectDependents);
  context.onAny(({ type, object }) => {
    const { uid, ownerReferences = [] } = object.metadata;
    if (type === 'DELETED' && uid && informer.dependentsOf(uid).length > 0) {
      gone.add(uid);
      queue.add(uid);
    }
    // What an owner made in its last moment, or a world still held against an older one.
    if (type === 'ADDED') for (const owner of ownerReferences) if (gone.has(owner.uid)) queue.add(owner.uid);
  });

  function collectDependents(uid: string): void {
    tryEach(informer.dependentsOf(uid), (dependent) => {
      const owners = dependent.object.metadata.ownerReferences ?? [];
      if (owners.some((owner) => !gone.has(owner.uid))) dropOwner(dependent, uid);
      else if (!isTerminating(dependent.object)) remove(dependent);
    });
  }

  function remove({ resource, object }: Located): void {
    const { namespace, name, uid } = object.metadata;
    api.delete(user, resource, namespace, name, uid ? { preconditions: { uid } } : {});
  }

  function dropOwner({ resource, object }: Located, uid: string): void {
    api.edit(user, resource, object.metadata.namespace, object.metadata.name, (live) => {
      live.metadata.ownerReferences = (live.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    });
  }
}
