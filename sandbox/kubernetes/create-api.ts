import type { Clock } from '../clock/clock.ts';
import type { Api, Change } from './api.ts';
import { type ApiState, mustGet } from './api-state.ts';
import { bindPod } from './bind-pod.ts';
import { createObject, readObject } from './create-object.ts';
import { deleteObject } from './delete-object.ts';
import { readDeleteOptions } from './delete-options.ts';
import { evictPod } from './evict-pod.ts';
import { cloneJson, equalJson } from './json-values.ts';
import { applyDefaults } from './kind-defaults.ts';
import { ObjectStore } from './object-store.ts';
import type { KubeObject } from './objects.ts';
import { kubeTime } from './prepare-object.ts';
import { RandomNames } from './random-names.ts';
import { ResourceRegistry } from './resource-registry.ts';
import { type ResourceType, resourceId } from './resource-types.ts';
import { readScale } from './scale.ts';
import { methodNotAllowed, noSuchPath } from './status-error.ts';
import { updateObject } from './update-object.ts';

/** The twin's API: what Api promises, and what its HTTP server needs besides. */
export interface TwinApi extends Api {
  readonly registry: ResourceRegistry;
  /** The version of the newest write. */
  version(): string;
  /** The changes after a version, in order; null when that is too long ago to know. */
  changesSince(version: string): readonly Change[] | null;
  /** The ids of all resources that hold something. */
  resources(): readonly string[];
  /** @throws {StatusError} 404 when the resource has no such object, or no `scale`. */
  scaleOf(resource: string, namespace: string | undefined, name: string): KubeObject;
  /**
   * Computes a part of an object when it is read, for what would otherwise need a timer (a kubelet's lease is renewed every 10 s):
   * `view` gets what is stored and answers what is seen.
   */
  showAs(resource: string, view: (stored: KubeObject) => KubeObject): void;
}

const firstNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Makes an API server without a wire. It has the namespaces of a new cluster and nothing else. */
export function createApi(options: { readonly clock: Clock; readonly seed: number }): TwinApi {
  const store = new ObjectStore();
  const views = new Map<string, (stored: KubeObject) => KubeObject>();
  const get: Api['get'] = (resource, namespace, name) => show(views, resource, store.get(resource, namespace, name));
  const list: Api['list'] = (resource, namespace) => {
    const view = views.get(resource);
    const stored = store.list(resource, namespace);
    return view ? stored.map((object) => view(object)) : stored;
  };
  const state: ApiState = {
    clock: options.clock,
    store,
    registry: new ResourceRegistry(),
    cluster: { get, list },
    names: { real: new RandomNames(options.seed), dryRun: new RandomNames(options.seed ^ 0x5eed) },
  };
  store.subscribe((change) => followDefinitions(state, change));
  const api = makeApi(state, get, list, views);
  for (const name of firstNamespaces) api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return api;
}

function makeApi(
  state: ApiState,
  get: Api['get'],
  list: Api['list'],
  views: Map<string, (stored: KubeObject) => KubeObject>,
): TwinApi {
  const { store, registry } = state;
  const typeOf = (resource: string): ResourceType => {
    const type = registry.find(resource);
    if (!type) throw noSuchPath();
    return type;
  };
  const update: Api['update'] = (user, resource, object, options = {}) =>
    updateObject(state, user, typeOf(resource), object, options);
  const scaleOf: TwinApi['scaleOf'] = (resource, namespace, name) => {
    const type = typeOf(resource);
    if (!type.subresources.includes('scale')) throw noSuchPath();
    return readScale(mustGet(state, type, namespace, name));
  };
  return {
    registry,
    get,
    list,
    update,
    scaleOf,
    create: (user, resource, object, { subresource, ...rest } = {}) => {
      const type = typeOf(resource);
      if (subresource === undefined) return createObject(state, user, type, object, rest);
      if (resource === 'pods' && subresource === 'binding') return bindPod(state, user, type, object, rest);
      if (resource === 'pods' && subresource === 'eviction') {
        return evictPod(state, user, type, object, { ...readDeleteOptions(object.deleteOptions), ...rest });
      }
      throw methodNotAllowed();
    },
    edit: (user, resource, namespace, name, change, options = {}) => {
      const stored =
        options.subresource === 'scale'
          ? scaleOf(resource, namespace, name)
          : mustGet(state, typeOf(resource), namespace, name);
      const copy = cloneJson(stored);
      change(copy as Parameters<typeof change>[0]);
      return equalJson(copy, stored) ? stored : update(user, resource, copy, options);
    },
    delete: (user, resource, namespace, name, options = {}) =>
      deleteObject(state, user, typeOf(resource), namespace, name, options),
    evict: (user, namespace, name, options = {}) => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      return evictPod(state, user, typeOf('pods'), eviction, options);
    },
    seed: (object) => seedObject(state, object),
    subscribe: (listener) => store.subscribe(listener),
    version: () => String(store.version),
    changesSince: (version) => store.changesSince(Number(version)),
    resources: () => store.resources(),
    showAs: (resource, view) => {
      views.set(resource, view);
    },
  };
}

function show(
  views: ReadonlyMap<string, (stored: KubeObject) => KubeObject>,
  resource: string,
  stored: KubeObject | undefined,
): KubeObject | undefined {
  const view = stored && views.get(resource);
  return view ? view(stored) : stored;
}

/** Stores an object as it is, with defaults for what it leaves out; one of the same name is replaced. */
function seedObject(state: ApiState, sent: KubeObject): KubeObject {
  const type = state.registry.typeOf(sent);
  const namespaced =
    type.isNamespaced && !sent.metadata.namespace
      ? { ...sent, metadata: { ...sent.metadata, namespace: 'default' } }
      : sent;
  const object = readObject(type, namespaced);
  const { metadata } = object;
  const old = state.store.get(resourceId(type), metadata.namespace, metadata.name);
  metadata.uid ??= old?.metadata.uid ?? state.names.real.uid();
  state.names.real.take(metadata.uid);
  metadata.creationTimestamp ??= kubeTime(state.clock.now());
  if (type.hasGeneration) metadata.generation ??= 1;
  delete metadata.managedFields;
  applyDefaults(type, object);
  return state.store.put(resourceId(type), object);
}

/** A CustomResourceDefinition makes its resource known, and takes it and its objects away when it goes. */
function followDefinitions(state: ApiState, change: Change): void {
  if (change.resource !== 'customresourcedefinitions.apiextensions.k8s.io') return;
  if (change.type !== 'DELETED') {
    const declared = state.registry.declare(change.object);
    if (declared?.guessedId) state.store.rename(declared.guessedId, resourceId(declared.type));
    return;
  }
  const type = state.registry.withdraw(change.object);
  if (!type) return;
  for (const object of state.store.list(resourceId(type))) state.store.remove(resourceId(type), cloneJson(object));
}
