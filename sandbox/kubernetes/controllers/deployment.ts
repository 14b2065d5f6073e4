import type { Condition, Deployment, ReplicaSet } from '../objects.ts';
import { findCondition, withCondition, withoutCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyFrom } from './informer.ts';
import { controllerOf, isTerminating } from './pod-facts.ts';
import { controllerReference } from './pod-from-template.ts';
import { isSameTemplate, templateHash } from './template-hash.ts';

const user = controllerUser('deployment-controller');
const deployments = 'deployments.apps';
const replicaSets = 'replicasets.apps';

/** Keeps one ReplicaSet for each Deployment's template, at its size; older ones go to 0 once the new one is available. */
export function startDeploymentController(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, deployments);
  context.on(replicaSets, ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'Deployment') queue.add(keyFrom(object.metadata.namespace, owner.name));
  });

  function reconcile(key: string): void {
    const deployment = informer.getByKey<Deployment>(deployments, key);
    if (!deployment || isTerminating(deployment)) return;
    const owned = informer.ownedBy<ReplicaSet>(replicaSets, deployment.metadata.uid);
    const current = currentOf(deployment, owned);
    const older = owned.filter((set) => set !== current);
    if (deployment.spec.paused !== true || current) rollOut(deployment, current, older);
    writeStatus(deployment);
  }

  function rollOut(deployment: Deployment, current: ReplicaSet | undefined, older: readonly ReplicaSet[]): void {
    const wanted = deployment.spec.replicas ?? 1;
    const isRecreate = (deployment.spec.strategy as { type?: string } | undefined)?.type === 'Recreate';
    if (isRecreate && older.some((set) => (set.status?.replicas ?? 0) > 0 || set.spec.replicas !== 0)) {
      for (const set of older) scale(set, 0);
      return;
    }
    if (current) scale(current, wanted);
    else api.create(user, replicaSets, newReplicaSet(deployment));
    const isReplaced = wanted === 0 || (current?.status?.availableReplicas ?? 0) >= wanted;
    if (isReplaced) for (const set of older) scale(set, 0);
  }

  function scale(set: ReplicaSet, replicas: number): void {
    if (set.spec.replicas === replicas) return;
    api.edit<ReplicaSet>(user, replicaSets, set.metadata.namespace, set.metadata.name, (live) => {
      live.spec.replicas = replicas;
    });
  }

  function writeStatus(deployment: Deployment): void {
    const owned = informer.ownedBy<ReplicaSet>(replicaSets, deployment.metadata.uid);
    const current = currentOf(deployment, owned);
    const { namespace, name } = deployment.metadata;
    api.edit<Deployment>(
      user,
      deployments,
      namespace,
      name,
      (live) => {
        live.status = statusOf(live, owned, current, clock.now());
      },
      { subresource: 'status' },
    );
  }
}

/** The ReplicaSet of the Deployment's template, also one that the world brought under a hash of its own. */
export function currentOf(deployment: Deployment, owned: readonly ReplicaSet[]): ReplicaSet | undefined {
  return owned.find((set) => isSameTemplate(set.spec.template, deployment.spec.template));
}

/** A ReplicaSet for the Deployment's template, at full size. */
export function newReplicaSet(deployment: Deployment): ReplicaSet {
  const hash = templateHash(deployment.spec.template);
  const { namespace, name, annotations } = deployment.metadata;
  const { template, selector, replicas = 1 } = deployment.spec;
  const labels = { ...template.metadata?.labels, 'pod-template-hash': hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace && { namespace }),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(replicas),
        'deployment.kubernetes.io/revision': annotations?.['deployment.kubernetes.io/revision'] ?? '1',
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
      template: { ...structuredClone(template), metadata: { ...structuredClone(template.metadata), labels } },
    },
  };
}

function statusOf(
  deployment: Deployment,
  owned: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  now: number,
): NonNullable<Deployment['status']> {
  const total = (count: (set: ReplicaSet) => number | undefined) =>
    owned.reduce((sum, set) => sum + (count(set) ?? 0), 0);
  const wanted = deployment.spec.replicas ?? 1;
  const available = total((set) => set.status?.availableReplicas);
  const updated = current?.status?.replicas ?? 0;
  const isComplete = updated >= wanted && available >= wanted && total((set) => set.status?.replicas) === updated;
  let conditions = withCondition(deployment.status?.conditions, availableCondition(deployment, available), now);
  conditions = withCondition(conditions, progressingCondition(current, isComplete), now);
  conditions = withoutCondition(conditions, 'ReplicaFailure');
  const failure = findCondition(
    (current?.status as { conditions?: Condition[] } | undefined)?.conditions,
    'ReplicaFailure',
  );
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: total((set) => set.status?.replicas),
    updatedReplicas: updated,
    readyReplicas: total((set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    conditions: failure ? [...conditions, failure] : conditions,
  };
}

function availableCondition(deployment: Deployment, available: number): Condition {
  const strategy = deployment.spec.strategy as { rollingUpdate?: { maxUnavailable?: number | string } } | undefined;
  const wanted = deployment.spec.replicas ?? 1;
  const maxUnavailable = strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  const tolerated =
    typeof maxUnavailable === 'number'
      ? maxUnavailable
      : Math.floor((wanted * Number.parseFloat(maxUnavailable)) / 100);
  return available >= wanted - tolerated
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function progressingCondition(current: ReplicaSet | undefined, isComplete: boolean): Condition {
  const set = `ReplicaSet "${current?.metadata.name ?? ''}"`;
  return isComplete
    ? {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `${set} has successfully progressed.`,
      }
    : { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${set} is progressing.` };
}
