import type { Change } from './api.ts';
import { freezeJson } from './json-values.ts';
import type { KubeObject } from './objects.ts';

/** How many changes a watch may lag behind before it has to list again (410). */
const rememberedChanges = 20_000;

/** The objects of one resource, sorted by namespace and name as a list shows them. */
class Shelf {
  readonly objects = new Map<string, KubeObject>();
  #keys: string[] | null = [];

  put(key: string, object: KubeObject): void {
    if (!this.objects.has(key)) this.#keys = null;
    this.objects.set(key, object);
  }

  remove(key: string): void {
    if (this.objects.delete(key)) this.#keys = null;
  }

  keys(): readonly string[] {
    this.#keys ??= [...this.objects.keys()].sort();
    return this.#keys;
  }
}

/**
 * What etcd is to a cluster: the objects, one version counter for all of them, and the changes in order. Objects are frozen when
 * they come in.
 */
export class ObjectStore {
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners = new Set<(change: Change) => void>();
  #changes: { readonly version: number; readonly change: Change }[] = [];
  #forgottenBefore = 0;
  #undelivered: Change[] = [];
  #isDelivering = false;
  #version = 1;

  get version(): number {
    return this.#version;
  }

  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#shelves.get(resource)?.objects.get(keyOf(namespace, name));
  }

  list(resource: string, namespace?: string): KubeObject[] {
    const shelf = this.#shelves.get(resource);
    if (!shelf) return [];
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    const found: KubeObject[] = [];
    for (const key of shelf.keys()) {
      const object = key.startsWith(prefix) ? shelf.objects.get(key) : undefined;
      if (object) found.push(object);
    }
    return found;
  }

  /** The ids of all resources that hold something. */
  resources(): string[] {
    return [...this.#shelves.keys()].sort();
  }

  /** Stores the object under a new resource version, which is written into it. Keeps the object: pass a copy. */
  put(resource: string, object: KubeObject): KubeObject {
    const shelf = this.#shelf(resource);
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const old = shelf.objects.get(key);
    object.metadata.resourceVersion = String(++this.#version);
    const stored = freezeJson(object);
    shelf.put(key, stored);
    this.#tell(old ? { type: 'MODIFIED', resource, object: stored, old } : { type: 'ADDED', resource, object: stored });
    return stored;
  }

  /** Takes the object out; `last` is how it looked in the end. Keeps `last`: pass a copy. */
  remove(resource: string, last: KubeObject): KubeObject {
    const key = keyOf(last.metadata.namespace, last.metadata.name);
    const shelf = this.#shelf(resource);
    const old = shelf.objects.get(key);
    last.metadata.resourceVersion = String(++this.#version);
    const removed = freezeJson(last);
    shelf.remove(key);
    this.#tell({ type: 'DELETED', resource, object: removed, ...(old && { old }) });
    return removed;
  }

  /** Moves all objects of a resource to another id: its real plural became known. */
  rename(from: string, to: string): void {
    const shelf = this.#shelves.get(from);
    if (!shelf) return;
    this.#shelves.delete(from);
    const target = this.#shelf(to);
    for (const [key, object] of shelf.objects) target.put(key, object);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The changes after a version, in order; null when that is too long ago to know. */
  changesSince(version: number): readonly Change[] | null {
    if (version < this.#forgottenBefore) return null;
    return this.#changes.filter((entry) => entry.version > version).map((entry) => entry.change);
  }

  #shelf(resource: string): Shelf {
    let shelf = this.#shelves.get(resource);
    if (!shelf) {
      shelf = new Shelf();
      this.#shelves.set(resource, shelf);
    }
    return shelf;
  }

  /** A listener may write: what it causes is delivered after this change has reached everybody. */
  #tell(change: Change): void {
    this.#remember(change);
    this.#undelivered.push(change);
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    try {
      for (let next = this.#undelivered.shift(); next; next = this.#undelivered.shift()) {
        for (const listener of [...this.#listeners]) listener(next);
      }
    } finally {
      this.#isDelivering = false;
      this.#undelivered = [];
    }
  }

  #remember(change: Change): void {
    this.#changes.push({ version: this.#version, change });
    if (this.#changes.length < 2 * rememberedChanges) return;
    const forgotten = this.#changes.splice(0, rememberedChanges);
    this.#forgottenBefore = forgotten.at(-1)?.version ?? 0;
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
