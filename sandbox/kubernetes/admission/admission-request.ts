import type { User } from '../api.ts';
import type { KubeObject } from '../objects.ts';
import { parseApiVersion } from '../resource-registry.ts';
import type { ResourceType } from '../resource-types.ts';

/** What webhooks are asked about: one write, before it happens. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly type: ResourceType;
  readonly subresource?: string | undefined;
  /** For a Namespace object its own name, as Kubernetes does. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
  readonly user: User;
  readonly isDryRun: boolean;
}

/** What admission needs to know of the cluster. */
export interface ClusterView {
  get(resource: string, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: string, namespace?: string): readonly KubeObject[];
}

/** The variables of a match condition. */
export function conditionVariables(request: AdmissionRequest, cluster: ClusterView): Record<string, unknown> {
  const { type } = request;
  const version = parseApiVersion((request.object ?? request.oldObject)?.apiVersion ?? '').version;
  return {
    request: {
      kind: { group: type.group, version, kind: type.kind },
      resource: { group: type.group, version, resource: type.plural },
      subResource: request.subresource ?? '',
      name: request.name,
      namespace: request.namespace ?? '',
      operation: request.operation,
      userInfo: { username: request.user.name, groups: [...request.user.groups], uid: '' },
      dryRun: request.isDryRun,
    },
    object: request.object ?? null,
    oldObject: request.oldObject ?? null,
    namespaceObject:
      request.namespace === undefined ? null : (cluster.get('namespaces', undefined, request.namespace) ?? null),
  };
}
