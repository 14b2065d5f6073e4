import type { LabelSelector } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';
import type { PlainObject } from '../../src/kubernetes/list-objects.ts';
import { fieldsOf } from './fields.ts';

const workloads = ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];

/** Finds the pods of workloads among those that are on a node and not on their way out. */
export class RunningPods {
  readonly #byNamespace: ReadonlyMap<string, readonly PlainObject[]>;

  constructor(objects: readonly PlainObject[]) {
    const running = objects.filter(isRunning);
    this.#byNamespace = Map.groupBy(running, ({ metadata }) => metadata.namespace ?? '');
  }

  /** None of an object that is no workload, and of a ReplicaSet whose Deployment has them already. */
  of({ kind, metadata, spec }: PlainObject): readonly PlainObject[] {
    const isOfDeployment = metadata.ownerReferences?.some((owner) => owner.kind === 'Deployment') ?? false;
    if (!workloads.includes(kind) || isOfDeployment) return [];
    const selector = fieldsOf(spec).selector as LabelSelector | undefined;
    const pods = this.#byNamespace.get(metadata.namespace ?? '') ?? [];
    return pods.filter((pod) => matchesSelector(selector, pod.metadata.labels ?? {}));
  }
}

function isRunning({ kind, metadata, spec, status }: PlainObject): boolean {
  const { phase } = fieldsOf(status);
  const isOver = phase === 'Succeeded' || phase === 'Failed' || metadata.deletionTimestamp !== undefined;
  return kind === 'Pod' && fieldsOf(spec).nodeName !== undefined && !isOver;
}

/** The same workload with another template. */
export function withTemplate(object: PlainObject, template: Readonly<Record<string, unknown>>): PlainObject {
  return { ...object, spec: { ...fieldsOf(object.spec), template } };
}

/** `Deployment shop/cart` */
export function workloadName({ kind, metadata }: PlainObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}
