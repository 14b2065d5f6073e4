import type { V1DaemonSet, V1Deployment, V1PodTemplateSpec, V1StatefulSet } from '@kubernetes/client-node';
import type { Workload } from '../domain/kubernetes-objects.ts';
import { selectorFromApi } from './selector-from-api.ts';

export function deploymentFromApi(deployment: V1Deployment): Workload {
  return replicated('Deployment', deployment);
}

export function statefulSetFromApi(statefulSet: V1StatefulSet): Workload {
  return replicated('StatefulSet', statefulSet);
}

export function daemonSetFromApi(daemonSet: V1DaemonSet): Workload {
  const { status } = daemonSet;
  return {
    kind: 'DaemonSet',
    ...described(daemonSet),
    desired: status?.desiredNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
  };
}

function replicated(kind: 'Deployment' | 'StatefulSet', workload: V1Deployment | V1StatefulSet): Workload {
  const { spec, status } = workload;
  return {
    kind,
    ...described(workload),
    desired: spec?.replicas ?? 1,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
  };
}

function described(workload: V1Deployment | V1StatefulSet | V1DaemonSet) {
  const { metadata, spec, status } = workload;
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    annotations: metadata?.annotations ?? {},
    podLabels: spec?.template?.metadata?.labels ?? {},
    selector: selectorFromApi(spec?.selector),
    isObserved: (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0),
    commands: spec ? commandsOf(spec.template) : [],
  };
}

/** Command and arguments of all containers, as one list: what tells an autoscaler that carries no known label. */
function commandsOf(template: V1PodTemplateSpec): string[] {
  return (template.spec?.containers ?? []).flatMap((container) => [
    ...(container.command ?? []),
    ...(container.args ?? []),
  ]);
}
