import type { KubeObject, OwnerReference, Pod, PodTemplate } from '../objects.ts';

export interface PodIdentity {
  readonly name: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** The reference by which a controller owns what it makes. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A pod as its owner asks for it: the template's copy, with the defaults that a drain looks at written out. */
export function podFromTemplate(owner: KubeObject, template: PodTemplate, identity: PodIdentity): Pod {
  const { namespace } = owner.metadata;
  const { labels, annotations } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: identity.name,
      ...(identity.generateName && { generateName: identity.generateName }),
      ...(namespace && { namespace }),
      labels: { ...labels, ...identity.labels },
      ...(annotations && { annotations: { ...annotations } }),
      ownerReferences: [controllerReference(owner)],
      ...(identity.finalizers && { finalizers: [...identity.finalizers] }),
    },
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      serviceAccountName: 'default',
      ...structuredClone(template.spec),
    },
    status: { phase: 'Pending' },
  };
}
