import type { Deployment, KubeObject, Pod, PodSpec, StatefulSet } from '../kubernetes/objects.ts';

interface Claim extends KubeObject {
  spec: {
    volumeName?: string;
    storageClassName?: string;
    accessModes?: string[];
    resources?: { requests?: { storage?: string } };
    [field: string]: unknown;
  };
}

/**
 * What a world refers to and does not have, and a real API server insists on: service accounts, priority classes (of value 0), and
 * the volumes of claims, which no provisioner makes here.
 */
export function missingObjects(objects: readonly KubeObject[]): KubeObject[] {
  const known = new Set(objects.map(identityOf));
  const claims = [...objects.filter(({ kind }) => kind === 'PersistentVolumeClaim'), ...claimsOfSets(objects)];
  const wanted = [
    ...namespacesOf(objects).map((namespace) => serviceAccount(namespace, 'default')),
    ...objects
      .flatMap(podSpecOf)
      .flatMap(({ namespace, spec }) => [
        ...(spec.serviceAccountName ? [serviceAccount(namespace, spec.serviceAccountName)] : []),
        ...(isOwnClass(spec.priorityClassName) ? [priorityClass(spec.priorityClassName)] : []),
      ]),
    ...(claims as Claim[]).map(volumeFor),
  ];
  const claimed = new Set(objects.filter(({ kind }) => kind === 'PersistentVolume').map(claimOf));
  return wanted.filter((object) => {
    const identity = identityOf(object);
    if (known.has(identity) || claimed.has(claimOf(object))) return false;
    known.add(identity);
    return true;
  });
}

function identityOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function namespacesOf(objects: readonly KubeObject[]): string[] {
  return [
    ...new Set(
      objects.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : (metadata.namespace ?? []))),
    ),
  ];
}

function podSpecOf(object: KubeObject): { namespace: string; spec: PodSpec }[] {
  const { namespace = 'default' } = object.metadata;
  if (object.kind === 'Pod') return [{ namespace, spec: (object as Pod).spec }];
  const { template, jobTemplate } = (object.spec ?? {}) as {
    readonly template?: Deployment['spec']['template'];
    readonly jobTemplate?: { readonly spec?: { readonly template?: Deployment['spec']['template'] } };
  };
  const spec = template?.spec ?? jobTemplate?.spec?.template?.spec;
  return spec?.containers ? [{ namespace, spec }] : [];
}

function serviceAccount(namespace: string, name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
}

function isOwnClass(name: string | undefined): name is string {
  return name !== undefined && !name.startsWith('system-');
}

function priorityClass(name: string): KubeObject {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: 0 };
}

/** The claims that the controller of each StatefulSet will make. */
function claimsOfSets(objects: readonly KubeObject[]): KubeObject[] {
  return objects
    .filter(({ kind }) => kind === 'StatefulSet')
    .flatMap((object) => {
      const { metadata, spec } = object as StatefulSet;
      const ordinals = Array.from({ length: spec.replicas ?? 1 }, (_, ordinal) => ordinal);
      return (spec.volumeClaimTemplates ?? []).flatMap((template) =>
        ordinals.map((ordinal) => ({
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: {
            name: `${template.metadata.name}-${metadata.name}-${ordinal}`,
            namespace: metadata.namespace ?? 'default',
          },
          spec: template.spec,
        })),
      );
    });
}

/** `namespace/name` of the claim that a volume is for; of other objects their own identity. */
function claimOf(object: KubeObject): string {
  const { claimRef } = (object.spec ?? {}) as { readonly claimRef?: { namespace?: string; name?: string } };
  return claimRef ? `${claimRef.namespace}/${claimRef.name}` : identityOf(object);
}

function volumeFor({ metadata, spec }: Claim): KubeObject {
  const { namespace = 'default' } = metadata;
  const name = spec.volumeName ?? `pv-${namespace}-${metadata.name}`;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      accessModes: spec.accessModes ?? ['ReadWriteOnce'],
      capacity: { storage: spec.resources?.requests?.storage ?? '1Gi' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: metadata.name },
      csi: { driver: 'ebs.csi.aws.com', volumeHandle: name },
      persistentVolumeReclaimPolicy: 'Retain',
      ...(spec.storageClassName && { storageClassName: spec.storageClassName }),
    },
  };
}
