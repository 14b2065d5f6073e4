import type { Clock } from '../clock/clock.ts';
import type { AdmissionRequest, ClusterView } from './admission/admission-request.ts';
import { askWebhooks } from './admission/admit.ts';
import type { ObjectStore } from './object-store.ts';
import type { KubeObject } from './objects.ts';
import type { RandomNames } from './random-names.ts';
import type { ResourceRegistry } from './resource-registry.ts';
import { type ResourceType, resourceId } from './resource-types.ts';
import { notFound, type Subject } from './status-error.ts';

/** What the verbs of the API share. */
export interface ApiState {
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly registry: ResourceRegistry;
  readonly cluster: ClusterView;
  /** A dry run draws from a stream of its own, so that it does not change the names that come later. */
  readonly names: { readonly real: RandomNames; readonly dryRun: RandomNames };
}

export function subjectOf(type: ResourceType, name: string): Subject {
  return { plural: type.plural, group: type.group, name };
}

/** @throws {StatusError} 404 */
export function mustGet(state: ApiState, type: ResourceType, namespace: string | undefined, name: string): KubeObject {
  const found = state.store.get(resourceId(type), type.isNamespaced ? namespace : undefined, name);
  if (!found) throw notFound(subjectOf(type, name));
  return found;
}

/** Whether an update leaves nothing that keeps a deleted object there. */
export function isReadyToGo(object: KubeObject): boolean {
  const { metadata } = object;
  if (!metadata.deletionTimestamp || metadata.finalizers?.length) return false;
  if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) return false;
  return !isHeldNamespace(object);
}

/** A Namespace stays until the namespace controller has emptied it and taken its finalizer off. */
export function isHeldNamespace(object: KubeObject): boolean {
  if (object.kind !== 'Namespace' || object.apiVersion !== 'v1') return false;
  const spec = object.spec as { finalizers?: string[] } | undefined;
  return (spec?.finalizers?.length ?? 0) > 0;
}

export function admitMutating(state: ApiState, request: AdmissionRequest): void {
  askWebhooks('mutating', request, state.cluster);
}

export function admitValidating(state: ApiState, request: AdmissionRequest): void {
  askWebhooks('validating', request, state.cluster);
}

/** The namespace that admission sees: for a Namespace itself, its own name. */
export function admissionNamespace(type: ResourceType, object: KubeObject): string | undefined {
  if (type.kind === 'Namespace' && type.group === '') return object.metadata.name;
  return type.isNamespaced ? object.metadata.namespace : undefined;
}
