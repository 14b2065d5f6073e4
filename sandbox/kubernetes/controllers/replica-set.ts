import type { Condition, Pod, ReplicaSet } from '../objects.ts';
import { StatusError } from '../status-error.ts';
import { withCondition, withoutCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyFrom } from './informer.ts';
import { controllerOf, isActive, isReady, isRunning, isTerminating } from './pod-facts.ts';
import { podFromTemplate } from './pod-from-template.ts';

const user = controllerUser('replicaset-controller');
const replicaSets = 'replicasets.apps';

/** Keeps as many active pods as each ReplicaSet asks for. */
export function startReplicaSetController(context: ControllerContext): void {
  const { api, clock, informer, names } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, replicaSets);
  context.on('pods', ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'ReplicaSet') queue.add(keyFrom(object.metadata.namespace, owner.name));
  });

  function reconcile(key: string): void {
    const set = informer.getByKey<ReplicaSet>(replicaSets, key);
    if (!set || isTerminating(set)) return;
    let refusal: StatusError | undefined;
    try {
      replicate(set);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      refusal = error;
    }
    writeStatus(set, refusal);
    // After the status, so that whoever looks at the ReplicaSet sees why; the queue comes back to it.
    if (refusal) throw refusal;
  }

  function replicate(set: ReplicaSet): void {
    const active = informer.podsOf(set.metadata.uid).filter(isActive);
    const missing = (set.spec.replicas ?? 1) - active.length;
    for (let made = 0; made < missing; made++) {
      const generateName = `${set.metadata.name}-`;
      const name = generateName + names.suffix();
      api.create(user, 'pods', podFromTemplate(set, set.spec.template, { name, generateName }));
    }
    for (const pod of leastUseful(active).slice(0, Math.max(0, -missing))) {
      api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name);
    }
  }

  function writeStatus(set: ReplicaSet, refusal: Error | undefined): void {
    const active = informer.podsOf(set.metadata.uid).filter(isActive);
    const ready = active.filter(isReady).length;
    const { namespace, name } = set.metadata;
    api.edit<ReplicaSet>(
      user,
      replicaSets,
      namespace,
      name,
      (live) => {
        const before = (live.status as { conditions?: Condition[] } | undefined)?.conditions;
        const conditions = withReplicaFailure(before, refusal, clock.now());
        live.status = {
          replicas: active.length,
          fullyLabeledReplicas: active.length,
          readyReplicas: ready,
          availableReplicas: ready,
          observedGeneration: live.metadata.generation ?? 1,
          ...(conditions.length > 0 && { conditions }),
        };
      },
      { subresource: 'status' },
    );
  }
}

function withReplicaFailure(conditions: readonly Condition[] | undefined, refusal: Error | undefined, now: number) {
  if (!refusal) return withoutCondition(conditions, 'ReplicaFailure');
  const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: refusal.message } as const;
  return withCondition(conditions, failure, now);
}

/** The pods in the order in which a scale-down takes them: unbound, Pending, not Ready, then the youngest. */
export function leastUseful(pods: readonly Pod[]): readonly Pod[] {
  const rank = (pod: Pod) => (pod.spec.nodeName ? 1 : 0) + (isRunning(pod) ? 2 : 0) + (isReady(pod) ? 4 : 0);
  const bornAt = (pod: Pod) => Date.parse(pod.metadata.creationTimestamp ?? '') || 0;
  return [...pods].sort((left, right) => rank(left) - rank(right) || bornAt(right) - bornAt(left));
}
