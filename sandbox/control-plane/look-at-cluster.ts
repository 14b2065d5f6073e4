import type { ClusterView } from '../kubernetes/admission/admission-request.ts';
import type { KubeObject } from '../kubernetes/objects.ts';
import { builtInTypes, type ResourceType, resourceId } from '../kubernetes/resource-types.ts';
import type { ClusterClient } from './cluster-client.ts';

/** What those who watch a night from outside ask for. */
const looked = new Set([
  'nodes',
  'pods',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'poddisruptionbudgets.policy',
  'persistentvolumeclaims',
  'services',
  'endpointslices.discovery.k8s.io',
  'volumeattachments.storage.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
]);

/**
 * Reads a cluster as it is now, under the twin's names of resources (`deployments.apps`).
 *
 * @returns A view that throws for a resource that was not read.
 */
export async function lookAtCluster(client: ClusterClient): Promise<ClusterView> {
  const types = builtInTypes.filter((type) => looked.has(resourceId(type)));
  const lists = await Promise.all(types.map((type) => client.list(pathOf(type))));
  const byResource = new Map(types.map((type, index) => [resourceId(type), lists[index]?.items ?? []]));
  const list = (resource: string, namespace?: string): readonly KubeObject[] => {
    const items = byResource.get(resource);
    if (!items) throw new Error(`${resource} is not among what is read of a real cluster.`);
    return namespace === undefined ? items : items.filter(({ metadata }) => metadata.namespace === namespace);
  };
  return {
    list,
    get: (resource, namespace, name) => list(resource, namespace).find(({ metadata }) => metadata.name === name),
  };
}

function pathOf({ group, versions, plural }: ResourceType): string {
  return group ? `/apis/${group}/${versions[0]}/${plural}` : `/api/${versions[0]}/${plural}`;
}
