/** The Kubernetes group that the access entry of the role `eks-scheduler-access` puts it in. */
export const accessGroup = 'eks-scheduler';

export interface AccessRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/**
 * What the phases may do in a cluster: exactly what they do in the tests on the real control plane, which fail on a rule too few
 * and on one too many. Creating objects, with which more webhooks could be probed, is left to a cluster's owners to grant.
 */
export const accessRules: readonly AccessRule[] = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['list', 'get', 'patch'] },
  { apiGroups: [''], resources: ['namespaces', 'services'], verbs: ['list'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list', 'get', 'patch'] },
  { apiGroups: ['apps'], resources: ['daemonsets', 'statefulsets'], verbs: ['list'] },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: ['list'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list'] },
  { apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'], verbs: ['list'] },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    verbs: ['list', 'get', 'patch'],
  },
];

/** The ClusterRole and its binding, ready to apply. */
export function accessManifest(): readonly Record<string, unknown>[] {
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: accessGroup }, rules: accessRules },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: accessGroup },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: accessGroup },
      subjects: [{ apiGroup: rbac, kind: 'Group', name: accessGroup }],
    },
  ];
}
