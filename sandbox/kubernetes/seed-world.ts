import type { Api } from './api.ts';
import { findCondition } from './controllers/conditions.ts';
import { kubeletStoppedLabel } from './controllers/node-rules.ts';
import { controllerOf, isFinished } from './controllers/pod-facts.ts';
import { isSameTemplate } from './controllers/template-hash.ts';
import { cloneJson } from './json-values.ts';
import type { Deployment, KubeObject, Node, Pod, ReplicaSet, Service } from './objects.ts';
import { completePod } from './pod-admission.ts';
import { parseApiVersion } from './resource-registry.ts';
import { matchesLabelSelector } from './selectors.ts';

/** What a node has where the world does not say: a large instance's. */
const defaultCapacity = { cpu: '4', memory: '16Gi', pods: '58' };

/** Kinds whose status the controllers compute anew. A Job's status counts what has run, and stays. */
const computedStatus = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'PodDisruptionBudget']);

/** Kinds that the cluster writes by itself, and writes again. */
const ephemeral = new Set(['Event', 'Lease', 'VolumeAttachment']);

/** Whose pods the twin makes. */
const podOwners = new Set(['apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', 'batch/Job']);

/**
 * Puts a world's objects into the store, past admission, as `kubectl get -o yaml` prints them: uids and owner references are made
 * to fit each other, namespaces that are only referred to are made, nodes get a capacity and are Ready when they do not say,
 * and what the twin's controllers make or compute is left to them: pods with an owner, statuses, EndpointSlices of Services with a
 * selector, what is on its way out.
 */
export function seedWorld(api: Pick<Api, 'get' | 'list' | 'seed'>, objects: readonly KubeObject[]): void {
  const present = objects.filter((object) => !object.metadata.deletionTimestamp && !ephemeral.has(object.kind));
  const world = new Index(present);
  const kept = present.filter((object) => isKept(object, world));
  seedNamespaces(api, kept);
  const uids = new Map<string, string>();
  const seeded = kept.map((object) => {
    const stored = api.seed(prepared(object, world, api));
    uids.set(pathOf(object, object.metadata), stored.metadata.uid ?? '');
    return stored;
  });
  for (const object of seeded) mendOwners(api, object, uids);
}

/** What an object is, as it says itself or as a reference to it does. */
type TypeOfObject = Pick<KubeObject, 'apiVersion' | 'kind'>;

/** The world's objects by type, namespace and name. */
class Index {
  readonly #objects = new Map<string, KubeObject>();
  readonly all: readonly KubeObject[];

  constructor(objects: readonly KubeObject[]) {
    this.all = objects;
    for (const object of objects) this.#objects.set(pathOf(object, object.metadata), object);
  }

  get<T extends KubeObject>(type: TypeOfObject, of: KubeObject, name: string): T | undefined {
    return this.#objects.get(pathOf(type, { ...of.metadata, name })) as T | undefined;
  }

  ofType<T extends KubeObject>(type: TypeOfObject, namespace: string | undefined): readonly T[] {
    const wanted = groupKind(type);
    return this.all.filter((object) => groupKind(object) === wanted && object.metadata.namespace === namespace) as T[];
  }
}

const deployments: TypeOfObject = { apiVersion: 'apps/v1', kind: 'Deployment' };
const services: TypeOfObject = { apiVersion: 'v1', kind: 'Service' };
const nodes: TypeOfObject = { apiVersion: 'v1', kind: 'Node' };

const clusterScopedOwners = new Set(['/Node', '/Namespace']);

function pathOf(
  type: TypeOfObject,
  { name, namespace = '' }: Pick<KubeObject['metadata'], 'name' | 'namespace'>,
): string {
  const path = groupKind(type);
  return `${path}/${clusterScopedOwners.has(path) ? '' : namespace}/${name}`;
}

/** Kinds of other groups may have the same name. The version does not matter: all of a group show the same objects. */
function groupKind({ apiVersion, kind }: TypeOfObject): string {
  return `${parseApiVersion(apiVersion).group}/${kind}`;
}

function isKept(object: KubeObject, world: Index): boolean {
  if (object.kind === 'Pod') return !isMadeByOwner(object as Pod, world);
  if (object.kind === 'ReplicaSet') return !isLeftover(object as ReplicaSet, world);
  if (object.kind === 'EndpointSlice') return !isComputedSlice(object, world);
  return true;
}

/** The owner is in the world, or was cut out of it between a Deployment and its pods. */
function isMadeByOwner(pod: Pod, world: Index): boolean {
  const owner = controllerOf(pod);
  if (!owner || !podOwners.has(groupKind(owner))) return false;
  if (world.get(owner, pod, owner.name)) return true;
  return world
    .ofType<Deployment>(deployments, pod.metadata.namespace)
    .some((deployment) => matchesLabelSelector(deployment.spec.selector, pod.metadata.labels));
}

/** In the middle of a rollout: the Deployment's own template has another ReplicaSet, or will get one. */
function isLeftover(set: ReplicaSet, world: Index): boolean {
  const owner = controllerOf(set);
  const deployment =
    owner && groupKind(owner) === groupKind(deployments) && world.get<Deployment>(owner, set, owner.name);
  if (!deployment || set.spec.replicas === 0) return false;
  return !isSameTemplate(set.spec.template, deployment.spec.template);
}

function isComputedSlice(slice: KubeObject, world: Index): boolean {
  const service = world.get<Service>(services, slice, slice.metadata.labels?.['kubernetes.io/service-name'] ?? '');
  return Object.keys(service?.spec.selector ?? {}).length > 0;
}

function seedNamespaces(api: Pick<Api, 'get' | 'seed'>, objects: readonly KubeObject[]): void {
  const named = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  for (const { metadata } of objects) {
    const name = metadata.namespace;
    if (!name || named.has(name)) continue;
    named.add(name);
    if (!api.get('namespaces', undefined, name)) api.seed({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

function prepared(object: KubeObject, world: Index, api: Pick<Api, 'get' | 'list'>): KubeObject {
  const copy = cloneJson(object);
  if (computedStatus.has(copy.kind)) delete copy.status;
  if (copy.kind === 'Node') prepareNode(copy as Node);
  if (copy.kind === 'Pod') {
    completePod(copy as Pod, api);
    preparePod(copy as Pod, world);
  }
  return copy;
}

/** A node that the world says is not Ready stays so: its kubelet is silent. */
function prepareNode(node: Node): void {
  const { status = {}, metadata } = node;
  const capacity = { ...defaultCapacity, ...status.capacity };
  const ready = findCondition(status.conditions, 'Ready');
  if (ready && ready.status !== 'True') metadata.labels = { ...metadata.labels, [kubeletStoppedLabel]: '1' };
  node.status = {
    ...status,
    capacity,
    allocatable: { ...capacity, ...status.allocatable },
    addresses: status.addresses ?? [{ type: 'InternalIP', address: addressFrom(metadata.name) }],
    conditions: ready ? (status.conditions ?? []) : [...(status.conditions ?? []), { type: 'Ready', status: 'True' }],
  };
}

/** `ip-10-0-1-23.…` says it itself. */
function addressFrom(nodeName: string): string {
  const [, ...bytes] = /^ip-(\d+)-(\d+)-(\d+)-(\d+)/.exec(nodeName) ?? [];
  return bytes.length === 4 ? bytes.join('.') : '10.0.0.1';
}

/** It starts again, where it was: a pod that has finished stays finished, and one of a node that is not there is free. */
function preparePod(pod: Pod, world: Index): void {
  if (pod.spec.nodeName && !world.get(nodes, pod, pod.spec.nodeName)) delete pod.spec.nodeName;
  if (!isFinished(pod)) pod.status = { phase: 'Pending' };
}

/** Owner references carry the uid that the owner has here; an owner that the world does not have is kept as it is written. */
function mendOwners(api: Pick<Api, 'seed'>, object: KubeObject, uids: ReadonlyMap<string, string>): void {
  const references = object.metadata.ownerReferences ?? [];
  const mended = references.map((reference) => {
    const path = pathOf(reference, { ...object.metadata, name: reference.name });
    return { ...reference, uid: uids.get(path) ?? reference.uid };
  });
  if (mended.every((reference, index) => reference.uid === references[index]?.uid)) return;
  api.seed({ ...cloneJson(object), metadata: { ...cloneJson(object.metadata), ownerReferences: mended } });
}
