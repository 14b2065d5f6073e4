import type { Labels } from '../domain/kubernetes-objects.ts';
import { type Apis, fieldManager } from './connection.ts';

/** A kind of object that may be created as a dry run to see whether a webhook answers. */
export interface ProbeKind {
  readonly resource: string;
  readonly group: string;
  readonly isNamespaced: boolean;
  readonly create: (apis: Apis, labels: Labels, namespace: string) => Promise<unknown>;
}

const name = 'eks-scheduler-probe';
const asDryRun = { dryRun: 'All', fieldManager };

const metadata = (labels: Labels) => ({ name, labels: { ...labels } });

/** Least consequential first. */
export const probeKinds: readonly ProbeKind[] = [
  {
    resource: 'configmaps',
    group: '',
    isNamespaced: true,
    create: ({ core }, labels, namespace) =>
      core.createNamespacedConfigMap({ namespace, body: { metadata: metadata(labels) }, ...asDryRun }),
  },
  {
    resource: 'pods',
    group: '',
    isNamespaced: true,
    create: ({ core }, labels, namespace) =>
      core.createNamespacedPod({
        namespace,
        body: {
          metadata: metadata(labels),
          spec: { containers: [{ name: 'probe', image: 'registry.k8s.io/pause:3.10' }], restartPolicy: 'Never' },
        },
        ...asDryRun,
      }),
  },
  {
    resource: 'services',
    group: '',
    isNamespaced: true,
    create: ({ core }, labels, namespace) =>
      core.createNamespacedService({
        namespace,
        body: { metadata: metadata(labels), spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
        ...asDryRun,
      }),
  },
  {
    resource: 'serviceaccounts',
    group: '',
    isNamespaced: true,
    create: ({ core }, labels, namespace) =>
      core.createNamespacedServiceAccount({ namespace, body: { metadata: metadata(labels) }, ...asDryRun }),
  },
  {
    resource: 'leases',
    group: 'coordination.k8s.io',
    isNamespaced: true,
    create: ({ coordination }, labels, namespace) =>
      coordination.createNamespacedLease({ namespace, body: { metadata: metadata(labels), spec: {} }, ...asDryRun }),
  },
  {
    resource: 'namespaces',
    group: '',
    isNamespaced: false,
    create: ({ core }, labels) => core.createNamespace({ body: { metadata: metadata(labels) }, ...asDryRun }),
  },
  {
    resource: 'nodes',
    group: '',
    isNamespaced: false,
    create: ({ core }, labels) => core.createNode({ body: { metadata: metadata(labels) }, ...asDryRun }),
  },
];
