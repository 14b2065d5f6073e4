import type { ApiState } from './api-state.ts';
import type { ResourceType } from './resource-types.ts';
import { forbidden, notFound } from './status-error.ts';

const undeletable = new Set(['default', 'kube-system', 'kube-public']);

/** @throws {StatusError} 404 when the namespace is missing, 403 with cause NamespaceTerminating when it is being deleted. */
export function requireLivingNamespace(state: ApiState, type: ResourceType, namespace: string, name: string): void {
  const found = state.store.get('namespaces', undefined, namespace);
  if (!found) throw notFound({ plural: 'namespaces', group: '', name: namespace });
  if (!found.metadata.deletionTimestamp) return;
  throw forbidden(
    { plural: type.plural, group: type.group, name },
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}

/** @throws {StatusError} 403 for the namespaces that a cluster cannot be without. */
export function requireDeletable(type: ResourceType, name: string): void {
  if (type.kind !== 'Namespace' || type.group !== '' || !undeletable.has(name)) return;
  throw forbidden({ plural: 'namespaces', group: '', name }, 'this namespace may not be deleted');
}
