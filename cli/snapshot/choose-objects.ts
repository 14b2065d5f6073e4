import type { LabelSelector } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';
import type { PlainObject, PlainOwner } from '../../src/kubernetes/list-objects.ts';
import { fieldsOf, listOf } from './fields.ts';
import type { Tally } from './tally.ts';

/** Owners whose pods a rehearsal makes by itself. */
const podOwners = ['DaemonSet', 'ReplicaSet', 'StatefulSet', 'Job'];

/**
 * Leaves out what a rehearsal makes by itself: pods of owners that are there, ReplicaSets of Deployments, EndpointSlices of Services
 * with a selector; and what is over: finished Jobs and their pods, what is being deleted.
 */
export function chooseObjects(objects: readonly PlainObject[], tally: Tally): PlainObject[] {
  const isLeaving = ({ metadata }: PlainObject) => metadata.deletionTimestamp !== undefined;
  tally.count('objects that are being deleted', objects.filter(isLeaving).length);
  const staying = objects.filter((object) => !isLeaving(object));
  const cluster = new Owners(staying);
  return staying.filter((object) => {
    const why = reasonToLeaveOut(object, cluster);
    if (why !== null) tally.count(why);
    return why === null;
  });
}

function reasonToLeaveOut(object: PlainObject, cluster: Owners): string | null {
  switch (object.kind) {
    case 'Pod':
      return reasonAgainstPod(object, cluster);
    case 'ReplicaSet':
      if (fieldsOf(object.spec).replicas === 0) return 'ReplicaSets without pods';
      return cluster.has(object, controllerOf(object)) ? 'ReplicaSets that their Deployments make' : null;
    case 'Job':
      return isOver(object) ? 'finished Jobs' : null;
    case 'EndpointSlice':
      return cluster.isOfSelector(object) ? 'EndpointSlices that follow from pods' : null;
    case 'PersistentVolume':
      return fieldsOf(object.spec).claimRef ? null : 'volumes that nobody claims';
    default:
      return null;
  }
}

function reasonAgainstPod(pod: PlainObject, cluster: Owners): string | null {
  const owner = controllerOf(pod);
  if (!owner) return null;
  if (['Succeeded', 'Failed'].includes(String(fieldsOf(pod.status).phase))) return 'finished pods';
  if (!podOwners.includes(owner.kind)) return null;
  return cluster.has(pod, owner) || cluster.hasDeploymentOf(pod) ? 'pods that their owners make' : null;
}

export function controllerOf({ metadata }: PlainObject): PlainOwner | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

function isOver({ status }: PlainObject): boolean {
  return listOf(fieldsOf(status).conditions).some(
    (condition) => ['Complete', 'Failed'].includes(String(condition.type)) && condition.status === 'True',
  );
}

/** Who is there to make what. */
class Owners {
  readonly #names: ReadonlySet<string>;
  readonly #deployments: readonly PlainObject[];
  readonly #selecting: ReadonlySet<string>;

  constructor(objects: readonly PlainObject[]) {
    this.#names = new Set(
      objects.map((object) => nameOf(object.kind, object.metadata.namespace, object.metadata.name)),
    );
    this.#deployments = objects.filter(({ kind }) => kind === 'Deployment');
    this.#selecting = new Set(
      objects
        .filter(({ kind, spec }) => kind === 'Service' && Object.keys(fieldsOf(fieldsOf(spec).selector)).length > 0)
        .map(({ metadata }) => nameOf('Service', metadata.namespace, metadata.name)),
    );
  }

  has({ metadata }: PlainObject, owner: PlainOwner | undefined): boolean {
    return owner !== undefined && this.#names.has(nameOf(owner.kind, metadata.namespace, owner.name));
  }

  /** Also where the ReplicaSet between the two may not be read. */
  hasDeploymentOf({ metadata }: PlainObject): boolean {
    return this.#deployments.some(
      (deployment) =>
        deployment.metadata.namespace === metadata.namespace &&
        matchesSelector(fieldsOf(deployment.spec).selector as LabelSelector | undefined, metadata.labels ?? {}),
    );
  }

  isOfSelector({ metadata }: PlainObject): boolean {
    const service = metadata.labels?.['kubernetes.io/service-name'] ?? '';
    return this.#selecting.has(nameOf('Service', metadata.namespace, service));
  }
}

function nameOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
