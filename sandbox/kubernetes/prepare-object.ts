import { cloneJson, equalJson } from './json-values.ts';
import { applyDefaults } from './kind-defaults.ts';
import type { KubeObject } from './objects.ts';
import type { ResourceType } from './resource-types.ts';

/** An instant as Kubernetes writes it: UTC, whole seconds. */
export function kubeTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** A Node's status comes with its creation: the kubelet registers with it. Everybody else's is made by a controller. */
function dropsStatusOnCreate(type: ResourceType): boolean {
  return type.subresources.includes('status') && type.kind !== 'Node';
}

/** Makes a new object of what was sent: identity, defaults, no status. Changes `object`. */
export function prepareForCreate(
  type: ResourceType,
  object: KubeObject,
  made: { readonly uid: string; readonly now: number },
): void {
  const { metadata } = object;
  metadata.uid = made.uid;
  metadata.creationTimestamp = kubeTime(made.now);
  delete metadata.resourceVersion;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.managedFields;
  if (type.hasGeneration) metadata.generation = 1;
  else delete metadata.generation;
  if (dropsStatusOnCreate(type)) delete object.status;
  applyDefaults(type, object);
}

/** Carries over what an update of the object itself cannot change, and counts a changed spec. Changes `object`. */
export function prepareForUpdate(type: ResourceType, object: KubeObject, old: KubeObject): void {
  keepIdentity(object, old);
  if (type.subresources.includes('status')) keepField(object, old, 'status');
  applyDefaults(type, object);
  if (type.hasGeneration && !equalJson(desiredPart(object), desiredPart(old))) {
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  }
}

/** An update of `status`: the rest stays as it was, but for the labels and annotations of pods and nodes. */
export function prepareStatusUpdate(type: ResourceType, object: KubeObject, old: KubeObject): KubeObject {
  const next = cloneJson(old);
  keepField(next, cloneJson(object), 'status');
  if (type.kind === 'Pod' || type.kind === 'Node') {
    keepField(next.metadata, object.metadata, 'labels');
    keepField(next.metadata, object.metadata, 'annotations');
  }
  return next;
}

function keepIdentity(object: KubeObject, old: KubeObject): void {
  const fixed = [
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'generateName',
    'selfLink',
  ];
  for (const field of fixed) keepField(object.metadata, old.metadata, field);
  delete object.metadata.managedFields;
}

function keepField(object: Record<string, unknown>, old: Record<string, unknown>, field: string): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = old[field];
}

/** What `generation` counts the changes of. */
function desiredPart(object: KubeObject): Record<string, unknown> {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status: _status, ...rest } = object;
  return rest;
}
