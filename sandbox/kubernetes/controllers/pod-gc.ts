import type { Pod } from '../objects.ts';
import { withCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { isFinished, isTerminating } from './pod-facts.ts';
import { tryEach } from './try-each.ts';
import type { Backoff } from './work-queue.ts';

const user = controllerUser('pod-garbage-collector');

/** 40 s in which a node may come back, and up to 20 s until the collector's next round. */
const quarantineMs = 60_000;

/** The collector's rounds. */
const backoff: Backoff = { firstMs: 20_000, longestMs: 20_000 };

/** Force deletes pods whose node is gone, a minute after it went, and deleted pods that no node ever had. */
export function startPodGarbageCollector(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const goneAt = new Map<string, number>();
  const nodes = context.queue(collectFrom, backoff);
  const unbound = context.queue(collectUnbound, backoff);
  context.on('nodes', ({ type, object }) => {
    if (type === 'DELETED') nodes.add(object.metadata.name);
  });
  context.on('pods', ({ type, object }) => {
    const { nodeName } = (object as Pod).spec;
    if (nodeName && !informer.get('nodes', undefined, nodeName)) nodes.add(nodeName);
    if (type === 'DELETED') unbound.forget(keyOf(object));
    else if (!nodeName && isTerminating(object)) unbound.add(keyOf(object));
  });

  function collectFrom(nodeName: string): void {
    const orphans = informer.podsOn(nodeName).filter((pod) => !isHeld(pod));
    if (informer.get('nodes', undefined, nodeName) || orphans.length === 0) {
      goneAt.delete(nodeName);
      nodes.forget(nodeName);
      return;
    }
    const since = goneAt.get(nodeName) ?? clock.now();
    goneAt.set(nodeName, since);
    if (clock.now() < since + quarantineMs) nodes.addAt(nodeName, since + quarantineMs);
    else tryEach(orphans, forceDelete);
  }

  function collectUnbound(key: string): void {
    const pod = informer.getByKey<Pod>('pods', key);
    if (pod && !pod.spec.nodeName && isTerminating(pod) && !isHeld(pod)) forceDelete(pod);
  }

  function forceDelete(pod: Pod): void {
    const { namespace, name } = pod.metadata;
    if (pod.spec.nodeName && !isFinished(pod)) {
      const disrupted = { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' } as const;
      const message = 'PodGC: node no longer exists';
      api.edit<Pod>(
        user,
        'pods',
        namespace,
        name,
        (live) => {
          const conditions = withCondition(live.status?.conditions, { ...disrupted, message }, clock.now());
          live.status = { ...live.status, phase: 'Failed', conditions };
        },
        { subresource: 'status' },
      );
    }
    api.delete(user, 'pods', namespace, name, { gracePeriodSeconds: 0 });
  }
}

/** Deleted for good, and kept by a finalizer: no second delete changes that. */
function isHeld(pod: Pod): boolean {
  return (
    pod.metadata.deletionGracePeriodSeconds === 0 && isTerminating(pod) && (pod.metadata.finalizers?.length ?? 0) > 0
  );
}
