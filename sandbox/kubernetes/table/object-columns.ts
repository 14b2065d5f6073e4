import { isJsonObject, valueAt } from '../json-values.ts';
import type { KubeObject } from '../objects.ts';
import { ageColumn, ageSince, type Column, fieldColumn, itemsAt, nameColumn, numberColumn, textAt } from './column.ts';

function servicePorts(service: KubeObject): string {
  const ports = itemsAt(service, 'spec.ports').map((port) => `${port.port}/${port.protocol ?? 'TCP'}`);
  return ports.join(',') || '<none>';
}

function serviceSelector(service: KubeObject): string {
  const selector = valueAt(service, 'spec', 'selector');
  if (!isJsonObject(selector)) return '<none>';
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function endpoints(slice: KubeObject): string {
  const addresses = itemsAt(slice, 'endpoints').flatMap((endpoint) => endpoint.addresses);
  return addresses.join(',') || '<unset>';
}

const webhookColumns: readonly Column[] = [
  nameColumn,
  { name: 'Webhooks', type: 'integer', cell: (configuration) => itemsAt(configuration, 'webhooks').length },
  ageColumn,
];

export const objectColumns: Readonly<Record<string, readonly Column[]>> = {
  namespaces: [nameColumn, fieldColumn('Status', 'status.phase', 'Active'), ageColumn],
  services: [
    nameColumn,
    fieldColumn('Type', 'spec.type', 'ClusterIP'),
    fieldColumn('Cluster-IP', 'spec.clusterIP', 'None'),
    fieldColumn('External-IP', 'spec.externalName'),
    { name: 'Port(s)', cell: servicePorts },
    ageColumn,
    { name: 'Selector', priority: 1, cell: serviceSelector },
  ],
  'poddisruptionbudgets.policy': [
    nameColumn,
    fieldColumn('Min Available', 'spec.minAvailable', 'N/A'),
    fieldColumn('Max Unavailable', 'spec.maxUnavailable', 'N/A'),
    numberColumn('Allowed Disruptions', 'status.disruptionsAllowed'),
    ageColumn,
  ],
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhookColumns,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhookColumns,
  'endpointslices.discovery.k8s.io': [
    nameColumn,
    fieldColumn('AddressType', 'addressType'),
    {
      name: 'Ports',
      cell: (slice) =>
        itemsAt(slice, 'ports')
          .map((port) => port.port)
          .join(',') || '<unset>',
    },
    { name: 'Endpoints', cell: endpoints },
    ageColumn,
  ],
  'leases.coordination.k8s.io': [nameColumn, fieldColumn('Holder', 'spec.holderIdentity', ''), ageColumn],
  'volumeattachments.storage.k8s.io': [
    nameColumn,
    fieldColumn('Attacher', 'spec.attacher'),
    fieldColumn('PV', 'spec.source.persistentVolumeName'),
    fieldColumn('Node', 'spec.nodeName'),
    fieldColumn('Attached', 'status.attached', 'false'),
    ageColumn,
  ],
  persistentvolumeclaims: [
    nameColumn,
    fieldColumn('Status', 'status.phase'),
    fieldColumn('Volume', 'spec.volumeName', ''),
    fieldColumn('Capacity', 'status.capacity.storage', ''),
    fieldColumn('Access Modes', 'spec.accessModes', ''),
    fieldColumn('StorageClass', 'spec.storageClassName', ''),
    ageColumn,
  ],
  events: [
    { name: 'Last Seen', cell: (event, now) => ageSince(event.lastTimestamp ?? event.metadata.creationTimestamp, now) },
    fieldColumn('Type', 'type'),
    fieldColumn('Reason', 'reason'),
    {
      name: 'Object',
      cell: (event) =>
        `${textAt(event, 'involvedObject.kind', '').toLowerCase()}/${textAt(event, 'involvedObject.name', '')}`,
    },
    fieldColumn('Message', 'message', ''),
  ],
};
