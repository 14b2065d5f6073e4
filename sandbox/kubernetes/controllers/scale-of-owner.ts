import { isJsonObject, valueAt } from '../json-values.ts';
import type { KubeObject, OwnerReference, Pod } from '../objects.ts';
import { parseApiVersion } from '../resource-registry.ts';
import { builtInTypes, resourceId } from '../resource-types.ts';
import type { Informer } from './informer.ts';
import { controllerOf } from './pod-facts.ts';

/** The topmost owner whose replicas count, and how many it wants. */
export interface OwnerScale {
  readonly uid: string;
  readonly replicas: number;
}

/** Built-in kinds that have a scale. */
const scalableTypes = builtInTypes.filter(({ subresources }) => subresources.includes('scale'));
export const scalableResources: readonly string[] = scalableTypes.map(resourceId);

export function replicasOf(object: KubeObject): number {
  const replicas = valueAt(object, 'spec', 'replicas');
  return typeof replicas === 'number' ? replicas : 1;
}

/** What a pod's controller is scaled to, or why that cannot be said, in the disruption controller's words. */
export function scaleOfOwner(informer: Informer, pod: Pod, reference: OwnerReference): OwnerScale | string {
  const { group } = parseApiVersion(reference.apiVersion);
  const place = { pod, reference, group };
  const type = builtInTypes.find((known) => known.kind === reference.kind && known.group === group);
  if (!type) return scaleOfCustom(informer, place);
  if (!type.subresources.includes('scale')) return withoutScale(type);
  const owner = informer.get(resourceId(type), pod.metadata.namespace, reference.name);
  if (owner?.metadata.uid !== reference.uid) return withoutController(pod);
  const topmost = deploymentOf(informer, owner) ?? owner;
  return { uid: topmost.metadata.uid ?? reference.uid, replicas: replicasOf(topmost) };
}

/** A Deployment for its ReplicaSets, so that a rollout does not count twice. */
function deploymentOf(informer: Informer, owner: KubeObject): KubeObject | undefined {
  const reference = owner.kind === 'ReplicaSet' ? controllerOf(owner) : undefined;
  if (reference?.kind !== 'Deployment') return undefined;
  return informer.get('deployments.apps', owner.metadata.namespace, reference.name);
}

interface CustomOwner {
  readonly pod: Pod;
  readonly reference: OwnerReference;
  readonly group: string;
}

/** By what the CustomResourceDefinition says where the replicas are. */
function scaleOfCustom(informer: Informer, { pod, reference, group }: CustomOwner): OwnerScale | string {
  const definition = informer
    .list('customresourcedefinitions.apiextensions.k8s.io')
    .find((one) => valueAt(one, 'spec', 'group') === group && valueAt(one, 'spec', 'names', 'kind') === reference.kind);
  if (!definition) return `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`;
  const plural = String(valueAt(definition, 'spec', 'names', 'plural'));
  const versions = valueAt(definition, 'spec', 'versions');
  const path = (Array.isArray(versions) ? versions.filter(isJsonObject) : [])
    .map((version) => valueAt(version, 'subresources', 'scale', 'specReplicasPath'))
    .find((declared) => typeof declared === 'string');
  if (typeof path !== 'string') return withoutScale({ plural, group });
  const owner = informer.get(`${plural}.${group}`, pod.metadata.namespace, reference.name);
  if (owner?.metadata.uid !== reference.uid) return withoutController(pod);
  const replicas = valueAt(owner, ...path.split('.').filter(Boolean));
  return { uid: reference.uid, replicas: typeof replicas === 'number' ? replicas : 0 };
}

function withoutScale(type: { readonly plural: string; readonly group: string }): string {
  return `${resourceId(type)} does not implement the scale subresource`;
}

function withoutController(pod: Pod): string {
  return `found no controllers for pod "${pod.metadata.name}"`;
}
