import type { KubeObject, Pod, StatefulSet } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyFrom } from './informer.ts';
import { controllerOf, isActive, isFinished, isReady, isTerminating } from './pod-facts.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { templateHash } from './template-hash.ts';

const user = controllerUser('statefulset-controller');
const statefulSets = 'statefulsets.apps';
const claims = 'persistentvolumeclaims';

/**
 * Keeps the pods `name-0` … of each StatefulSet, with their claims. OrderedReady: one at a time, upwards when all before are
 * Ready, downwards when all after are gone; Parallel: all at once. A name is free only when its pod is gone.
 */
export function startStatefulSetController(context: ControllerContext): void {
  const { api, informer } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, statefulSets);
  context.on('pods', ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'StatefulSet') queue.add(keyFrom(object.metadata.namespace, owner.name));
  });

  function reconcile(key: string): void {
    const set = informer.getByKey<StatefulSet>(statefulSets, key);
    if (!set || isTerminating(set)) return;
    if (set.spec.podManagementPolicy === 'Parallel') replicateAtOnce(set);
    else replicateInOrder(set);
    writeStatus(set);
  }

  function replicateAtOnce(set: StatefulSet): void {
    for (const ordinal of ordinals(set)) {
      const pod = podAt(set, ordinal);
      if (!pod) createPod(set, ordinal);
      else if (isFinished(pod)) remove(pod);
    }
    for (const pod of surplus(set)) remove(pod);
  }

  function replicateInOrder(set: StatefulSet): void {
    for (const ordinal of ordinals(set)) {
      const pod = podAt(set, ordinal);
      if (!pod) {
        createPod(set, ordinal);
        return;
      }
      if (isFinished(pod)) remove(pod);
      if (!isActive(pod) || !isReady(pod)) return;
    }
    const [last] = surplus(set);
    if (last) remove(last);
  }

  function podAt(set: StatefulSet, ordinal: number): Pod | undefined {
    return informer.get<Pod>('pods', set.metadata.namespace, `${set.metadata.name}-${ordinal}`);
  }

  /** Pods beyond the wanted ordinals, the highest first. */
  function surplus(set: StatefulSet): readonly Pod[] {
    const wanted = new Set(ordinals(set).map((ordinal) => `${set.metadata.name}-${ordinal}`));
    const ordinalOf = (pod: Pod) => Number(pod.metadata.name.slice(set.metadata.name.length + 1));
    return informer
      .podsOf(set.metadata.uid)
      .filter((pod) => !wanted.has(pod.metadata.name))
      .sort((left, right) => ordinalOf(right) - ordinalOf(left));
  }

  function remove(pod: Pod): void {
    if (!isTerminating(pod)) api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name);
  }

  function createPod(set: StatefulSet, ordinal: number): void {
    const name = `${set.metadata.name}-${ordinal}`;
    for (const claim of claimsFor(set, name)) {
      if (!informer.get(claims, claim.metadata.namespace, claim.metadata.name)) api.create(user, claims, claim);
    }
    api.create(user, 'pods', statefulPod(set, name, ordinal));
  }

  function writeStatus(set: StatefulSet): void {
    const pods = informer.podsOf(set.metadata.uid);
    const ready = pods.filter((pod) => isReady(pod) && isActive(pod)).length;
    const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
    const { namespace, name } = set.metadata;
    api.edit<StatefulSet>(
      user,
      statefulSets,
      namespace,
      name,
      (live) => {
        live.status = {
          observedGeneration: live.metadata.generation ?? 1,
          replicas: pods.length,
          readyReplicas: ready,
          availableReplicas: ready,
          currentReplicas: pods.length,
          updatedReplicas: pods.length,
          ...{ currentRevision: revision, updateRevision: revision, collisionCount: 0 },
        };
      },
      { subresource: 'status' },
    );
  }
}

function ordinals(set: StatefulSet): readonly number[] {
  const start = (set.spec.ordinals as { start?: number } | undefined)?.start ?? 0;
  return Array.from({ length: set.spec.replicas ?? 1 }, (_none, index) => start + index);
}

function claimsFor(set: StatefulSet, podName: string): readonly KubeObject[] {
  const { namespace } = set.metadata;
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata, status: _status, ...template }) => ({
    ...structuredClone(template),
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      labels: { ...set.spec.selector.matchLabels },
      name: `${metadata.name}-${podName}`,
      ...(namespace && { namespace }),
    },
  }));
}

function statefulPod(set: StatefulSet, name: string, ordinal: number): Pod {
  const pod = podFromTemplate(set, set.spec.template, {
    name,
    generateName: `${set.metadata.name}-`,
    labels: {
      'apps.kubernetes.io/pod-index': String(ordinal),
      'controller-revision-hash': `${set.metadata.name}-${templateHash(set.spec.template)}`,
      'statefulset.kubernetes.io/pod-name': name,
    },
  });
  const claimed = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: `${metadata.name}-${name}` },
  }));
  const names = new Set(claimed.map((volume) => volume.name));
  pod.spec.hostname = name;
  if (set.spec.serviceName) pod.spec.subdomain = set.spec.serviceName;
  pod.spec.volumes = [...(pod.spec.volumes ?? []).filter((volume) => !names.has(volume.name)), ...claimed];
  return pod;
}
