import type { User, WriteOptions } from './api.ts';
import { type ApiState, admitMutating, admitValidating, mustGet } from './api-state.ts';
import { cloneJson, valueAt } from './json-values.ts';
import { requireLivingNamespace } from './namespace-lifecycle.ts';
import type { KubeObject, Pod } from './objects.ts';
import { kubeTime } from './prepare-object.ts';
import type { ResourceType } from './resource-types.ts';
import { badRequest, conflict } from './status-error.ts';
import { writeObject } from './update-object.ts';

/** v1 Binding: puts a pod on a node. Answers the pod. */
export function bindPod(
  state: ApiState,
  user: User,
  pods: ResourceType,
  binding: KubeObject,
  options: WriteOptions,
): KubeObject {
  const { name, namespace = '' } = binding.metadata;
  const node = valueAt(binding, 'target', 'name');
  if (typeof node !== 'string' || node === '') throw badRequest('target.name: Required value');
  const isDryRun = options.dryRun ?? false;
  requireLivingNamespace(state, pods, namespace, name);
  const request = {
    operation: 'CREATE',
    type: pods,
    subresource: 'binding',
    namespace,
    name,
    object: binding,
    oldObject: undefined,
    user,
    isDryRun,
  } as const;
  admitMutating(state, request);
  admitValidating(state, request);

  const old = mustGet(state, pods, namespace, name) as Pod;
  const subject = { plural: 'pods/binding', group: '', name };
  if (old.metadata.deletionTimestamp)
    throw conflict(subject, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (old.spec.nodeName) throw conflict(subject, `pod ${name} is already assigned to node "${old.spec.nodeName}"`);
  const next = cloneJson(old);
  next.spec.nodeName = node;
  const others = (next.status?.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled');
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: kubeTime(state.clock.now()),
  } as const;
  next.status = { ...next.status, conditions: [...others, scheduled] };
  return writeObject(state, pods, next, old, isDryRun);
}
