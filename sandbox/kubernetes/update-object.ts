import type { User, WriteOptions } from './api.ts';
import {
  type ApiState,
  admissionNamespace,
  admitMutating,
  admitValidating,
  isReadyToGo,
  mustGet,
  subjectOf,
} from './api-state.ts';
import { readObject } from './create-object.ts';
import { cloneJson, equalJson } from './json-values.ts';
import type { KubeObject } from './objects.ts';
import { prepareForUpdate, prepareStatusUpdate } from './prepare-object.ts';
import { type ResourceType, resourceId } from './resource-types.ts';
import { readScale, type Scale } from './scale.ts';
import { conflict, noSuchPath, staleVersion } from './status-error.ts';
import { validateObject, validateScale } from './validation.ts';

/** Subresources that replace the object like an update of its own, each with its own part of it. */
const wholeObjectSubresources = new Set(['', 'finalize', 'approval', 'ephemeralcontainers', 'resize']);

/**
 * Replaces an object, or a part of it through a subresource. An update that changes nothing is no write: the version stays.
 * An object that was only waiting for its last finalizer goes.
 */
export function updateObject(
  state: ApiState,
  user: User,
  type: ResourceType,
  sent: KubeObject,
  options: WriteOptions,
): KubeObject {
  if (options.subresource === 'scale') return updateScale(state, user, type, sent as Scale, options);
  const object = readObject(type, sent);
  const old = mustGet(state, type, object.metadata.namespace, object.metadata.name);
  const request = {
    operation: 'UPDATE',
    type,
    subresource: options.subresource,
    namespace: admissionNamespace(type, old),
    name: old.metadata.name,
    object,
    oldObject: old,
    user,
    isDryRun: options.dryRun ?? false,
  } as const;
  admitMutating(state, request);
  requireSameVersion(type, object, old);
  const next = prepare(type, object, old, options.subresource ?? '');
  admitValidating(state, { ...request, object: next });
  return writeObject(state, type, next, old, options.dryRun ?? false);
}

function prepare(type: ResourceType, object: KubeObject, old: KubeObject, subresource: string): KubeObject {
  if (subresource === 'status') return prepareStatusUpdate(type, object, old);
  if (!wholeObjectSubresources.has(subresource)) throw noSuchPath();
  prepareForUpdate(type, object, old);
  // A Namespace's finalizers change through `finalize` alone.
  if (subresource === '' && type.kind === 'Namespace' && type.group === '') object.spec = cloneJson(old.spec);
  if (subresource === '') validateObject(type, object, old);
  return object;
}

/** @throws {StatusError} 409 when the object was written, or replaced by another of its name, since it was read. */
function requireSameVersion(type: ResourceType, object: KubeObject, old: KubeObject): void {
  const { resourceVersion, uid } = object.metadata;
  const subject = subjectOf(type, old.metadata.name);
  if (uid !== undefined && uid !== old.metadata.uid) {
    throw conflict(
      subject,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) throw staleVersion(subject);
}

/** Stores what an update came to. Keeps `next`: pass a copy. */
export function writeObject(
  state: ApiState,
  type: ResourceType,
  next: KubeObject,
  old: KubeObject,
  isDryRun: boolean,
): KubeObject {
  next.metadata.resourceVersion = old.metadata.resourceVersion ?? '';
  if (isReadyToGo(next)) return isDryRun ? next : state.store.remove(resourceId(type), next);
  if (equalJson(next, old)) return old;
  return isDryRun ? next : state.store.put(resourceId(type), next);
}

/** `scale` changes the replicas of the object behind it and answers the new Scale. */
function updateScale(state: ApiState, user: User, type: ResourceType, sent: Scale, options: WriteOptions): KubeObject {
  if (!type.subresources.includes('scale')) throw noSuchPath();
  const old = mustGet(state, type, sent.metadata.namespace, sent.metadata.name);
  const request = {
    operation: 'UPDATE',
    type,
    subresource: 'scale',
    namespace: old.metadata.namespace,
    name: old.metadata.name,
    object: sent,
    oldObject: readScale(old),
    user,
    isDryRun: options.dryRun ?? false,
  } as const;
  admitMutating(state, request);
  requireSameVersion(type, sent, old);
  const next = cloneJson(old);
  next.spec = { ...(next.spec as Record<string, unknown>), replicas: sent.spec.replicas ?? 0 };
  prepareForUpdate(type, next, old);
  validateScale(sent);
  admitValidating(state, request);
  return readScale(writeObject(state, type, next, old, options.dryRun ?? false));
}
