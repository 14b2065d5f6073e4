import type { DeleteOptions, User } from './api.ts';
import {
  type ApiState,
  admissionNamespace,
  admitMutating,
  admitValidating,
  isHeldNamespace,
  mustGet,
} from './api-state.ts';
import { cloneJson } from './json-values.ts';
import { requireDeletable } from './namespace-lifecycle.ts';
import type { KubeObject, Pod } from './objects.ts';
import { kubeTime } from './prepare-object.ts';
import type { ResourceType } from './resource-types.ts';
import { conflict } from './status-error.ts';
import { writeObject } from './update-object.ts';

/** Deletes an object as its DELETE does: admission, then gracefully, or at once. */
export function deleteObject(
  state: ApiState,
  user: User,
  type: ResourceType,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions,
): KubeObject {
  const old = mustGet(state, type, namespace, name);
  requireDeletable(type, name);
  const request = {
    operation: 'DELETE',
    type,
    namespace: admissionNamespace(type, old),
    name,
    object: undefined,
    oldObject: old,
    user,
    isDryRun: options.dryRun ?? false,
  } as const;
  admitMutating(state, request);
  requirePreconditions(type, old, options);
  admitValidating(state, request);
  return removeObject(state, type, old, options);
}

/** What a deletion does once it is admitted; an eviction begins here. */
export function removeObject(state: ApiState, type: ResourceType, old: KubeObject, options: DeleteOptions): KubeObject {
  requirePreconditions(type, old, options);
  const next = cloneJson(old);
  const isPod = type.kind === 'Pod' && type.group === '';
  if (isPod) markPod(next as Pod, options, state.clock.now());
  else markOther(next, state.clock.now());
  if (old.metadata.deletionTimestamp === undefined) addPropagationFinalizer(next, options);
  if (next.metadata.deletionTimestamp !== old.metadata.deletionTimestamp && old.metadata.generation) {
    next.metadata.generation = old.metadata.generation + (old.metadata.deletionTimestamp ? 0 : 1);
  }
  return writeObject(state, type, next, old, options.dryRun ?? false);
}

/** @throws {StatusError} 409 when it is another object of that name, or was written since. Worded by the Kind. */
export function requirePreconditions(type: ResourceType, old: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  const subject = { plural: type.kind, group: type.group, name: old.metadata.name };
  if (uid !== undefined && uid !== old.metadata.uid) {
    throw conflict(
      subject,
      `the UID in the precondition (${uid}) does not match the UID in record (${old.metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(
      subject,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${old.metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

/** A pod that a kubelet may be running gets its grace; a second request can only shorten it. */
function markPod(pod: Pod, options: DeleteOptions, now: number): void {
  const { metadata } = pod;
  const pending = metadata.deletionTimestamp === undefined ? undefined : (metadata.deletionGracePeriodSeconds ?? 0);
  if (pending === undefined) {
    const grace = graceOf(pod, options);
    metadata.deletionTimestamp = kubeTime(now + grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
    return;
  }
  const wanted = options.gracePeriodSeconds;
  if (wanted === undefined || wanted >= pending) return;
  // The end counts from the first request, but does not move into the past: then it is now, and a second is left.
  const requestedAt = Date.parse(metadata.deletionTimestamp ?? '') - pending * 1000;
  const isPast = requestedAt + wanted * 1000 < now;
  metadata.deletionTimestamp = kubeTime(isPast ? now : requestedAt + wanted * 1000);
  metadata.deletionGracePeriodSeconds = isPast && wanted !== 0 ? 1 : wanted;
}

function graceOf(pod: Pod, options: DeleteOptions): number {
  if (!pod.spec.nodeName) return 0;
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return 0;
  const wanted = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  return wanted < 0 ? 1 : wanted;
}

function markOther(object: KubeObject, now: number): void {
  const { metadata } = object;
  if (metadata.deletionTimestamp !== undefined) return;
  metadata.deletionTimestamp = kubeTime(now);
  if (!isHeldNamespace(object)) {
    metadata.deletionGracePeriodSeconds = 0;
    return;
  }
  object.status = { ...(object.status as Record<string, unknown> | undefined), phase: 'Terminating' };
}

/** Dependents first, or left alone: the garbage collector sees to it and takes the finalizer off. */
function addPropagationFinalizer(object: KubeObject, { propagationPolicy }: DeleteOptions): void {
  const finalizer = { Foreground: 'foregroundDeletion', Orphan: 'orphan', Background: null }[
    propagationPolicy ?? 'Background'
  ];
  const others = (object.metadata.finalizers ?? []).filter(
    (name) => name !== 'foregroundDeletion' && name !== 'orphan',
  );
  if (finalizer) object.metadata.finalizers = [...others, finalizer];
}
