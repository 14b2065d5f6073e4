import type { KubeObject } from './objects.ts';

/** Who asks, as authentication found out. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A change of the store, after it happened. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `pods`, `deployments.apps`, `poddisruptionbudgets.policy`: plural and, for a named group, the group. */
  readonly resource: string;
  readonly object: KubeObject;
  /** What stood there before (MODIFIED). */
  readonly old?: KubeObject;
}

export interface WriteOptions {
  readonly dryRun?: boolean;
  /** `status`, `scale`, `binding`, …; absent for the object itself. */
  readonly subresource?: string;
}

export interface DeleteOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/**
 * What an API server does, without the wire: validation, admission (webhooks that block when their backend has no endpoints),
 * optimistic locking, dry run, graceful deletion and finalizers, eviction. Everything is synchronous, so that a night is
 * deterministic; HTTP and the controllers both go through here, each as its own user. Objects that come out are frozen or copies:
 * nobody changes what is stored but through a call.
 *
 * Every refusal throws StatusError, with the Status that Kubernetes would answer.
 */
export interface Api {
  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: string, namespace?: string): readonly KubeObject[];
  create(user: User, resource: string, object: KubeObject, options?: WriteOptions): KubeObject;
  /** Replaces; a stale metadata.resourceVersion is a 409. */
  update(user: User, resource: string, object: KubeObject, options?: WriteOptions): KubeObject;
  /** Reads, lets `change` edit a copy, and updates; an edit that changes nothing is no write. 404 when it is not there. */
  edit<T extends KubeObject>(
    user: User,
    resource: string,
    namespace: string | undefined,
    name: string,
    change: (object: T) => void,
    options?: WriteOptions,
  ): KubeObject;
  delete(
    user: User,
    resource: string,
    namespace: string | undefined,
    name: string,
    options?: DeleteOptions,
  ): KubeObject;
  /** policy/v1 Eviction with the budgets' real arithmetic. Answers the Status 201. */
  evict(user: User, namespace: string, name: string, options?: DeleteOptions): KubeObject;
  /** Puts an object into the store as it is, past admission: for loading worlds only. */
  seed(object: KubeObject): KubeObject;
  /** Called after each change, in order, in the same turn. Returns the end of the subscription. */
  subscribe(listener: (change: Change) => void): () => void;
}
