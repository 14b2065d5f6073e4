import type { Change } from '../api.ts';
import type { TwinApi } from '../create-api.ts';
import type { KubeObject, Pod } from '../objects.ts';

/** Where a stored object is: its resource and itself. */
export interface Located {
  readonly resource: string;
  readonly object: KubeObject;
}

/** `namespace/name`, or the name alone for an object of the whole cluster. */
export function keyOf(object: KubeObject): string {
  return keyFrom(object.metadata.namespace, object.metadata.name);
}

export function keyFrom(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** The other way round: `[namespace, name]`. */
export function splitKey(key: string): readonly [string | undefined, string] {
  const slash = key.indexOf('/');
  return slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)];
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/**
 * What the controllers know: every object of the store, with the indexes that they ask by, kept up to date by the store's changes
 * as Kubernetes' informers are. Nobody may change what comes out.
 */
export class Informer {
  readonly #objects = new Map<string, Map<string, Map<string, KubeObject>>>();
  readonly #podsByNode = new Map<string, Map<string, Pod>>();
  readonly #dependents = new Map<string, Map<string, Located>>();

  constructor(api: Pick<TwinApi, 'list' | 'resources'>) {
    for (const resource of api.resources()) {
      for (const object of api.list(resource)) this.apply({ type: 'ADDED', resource, object });
    }
  }

  apply(change: Change): void {
    const { resource, object } = change;
    const known = this.get(resource, object.metadata.namespace, object.metadata.name);
    if (known) this.#drop(resource, known);
    if (change.type !== 'DELETED') this.#keep(resource, object);
  }

  get<T extends KubeObject>(resource: string, namespace: string | undefined, name: string): T | undefined {
    return this.#objects
      .get(resource)
      ?.get(namespace ?? '')
      ?.get(name) as T | undefined;
  }

  getByKey<T extends KubeObject>(resource: string, key: string): T | undefined {
    const [namespace, name] = splitKey(key);
    return this.get<T>(resource, namespace, name);
  }

  list<T extends KubeObject>(resource: string): readonly T[] {
    return [...(this.#objects.get(resource)?.values() ?? [])].flatMap((named) => [...named.values()]) as unknown as T[];
  }

  inNamespace<T extends KubeObject>(resource: string, namespace: string | undefined): readonly T[] {
    return [...(this.#objects.get(resource)?.get(namespace ?? '') ?? none).values()] as unknown as T[];
  }

  podsOn(nodeName: string): readonly Pod[] {
    return [...(this.#podsByNode.get(nodeName) ?? none).values()];
  }

  /** Pods whose controller has this uid. */
  podsOf(uid: string | undefined): readonly Pod[] {
    return this.ownedBy<Pod>('pods', uid);
  }

  /** Objects of one resource whose controller has this uid, in the order in which they last changed. */
  ownedBy<T extends KubeObject>(resource: string, uid: string | undefined): readonly T[] {
    const owned: T[] = [];
    for (const located of this.dependentsOf(uid)) {
      if (located.resource !== resource) continue;
      const references = located.object.metadata.ownerReferences ?? [];
      if (references.some((reference) => reference.controller && reference.uid === uid)) {
        owned.push(located.object as T);
      }
    }
    return owned;
  }

  /** Everything that names this uid as an owner, controller or not. */
  dependentsOf(uid: string | undefined): readonly Located[] {
    return [...((uid ? this.#dependents.get(uid) : undefined) ?? none).values()];
  }

  /** Everything in the namespace. */
  contentsOf(namespace: string): readonly Located[] {
    const contents: Located[] = [];
    for (const [resource, namespaces] of this.#objects) {
      for (const object of namespaces.get(namespace)?.values() ?? []) contents.push({ resource, object });
    }
    return contents;
  }

  /** Everything there is, in the order of the resources. */
  everything(): readonly Located[] {
    return [...this.#objects.keys()].flatMap((resource) => this.list(resource).map((object) => ({ resource, object })));
  }

  #keep(resource: string, object: KubeObject): void {
    const { namespace = '', name, ownerReferences = [] } = object.metadata;
    const namespaces = into(this.#objects, resource, () => new Map<string, Map<string, KubeObject>>());
    into(namespaces, namespace, () => new Map<string, KubeObject>()).set(name, object);
    const path = `${resource}/${keyOf(object)}`;
    for (const { uid } of ownerReferences) {
      into(this.#dependents, uid, () => new Map<string, Located>()).set(path, { resource, object });
    }
    const nodeName = resource === 'pods' ? (object as Pod).spec.nodeName : undefined;
    if (nodeName) into(this.#podsByNode, nodeName, () => new Map<string, Pod>()).set(path, object as Pod);
  }

  #drop(resource: string, object: KubeObject): void {
    const { namespace = '', name, ownerReferences = [] } = object.metadata;
    this.#objects.get(resource)?.get(namespace)?.delete(name);
    const path = `${resource}/${keyOf(object)}`;
    for (const { uid } of ownerReferences) outOf(this.#dependents, uid, path);
    const nodeName = resource === 'pods' ? (object as Pod).spec.nodeName : undefined;
    if (nodeName) outOf(this.#podsByNode, nodeName, path);
  }
}

function into<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function outOf(index: Map<string, Map<string, unknown>>, key: string, path: string): void {
  const entries = index.get(key);
  entries?.delete(path);
  if (entries?.size === 0) index.delete(key);
}
