import type { KubeObject } from '../kubernetes/objects.ts';

const rbac = 'rbac.authorization.k8s.io';

interface Access {
  readonly user: string;
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}

/** What EKS itself may do in a cluster, as far as the sandbox's EKS does it: cordon and drain on a scale-in, take nodes away. */
const accesses: readonly Access[] = [
  {
    user: 'eks:node-manager',
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'delete'] },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
    ],
  },
  {
    user: 'eks:cloud-controller-manager',
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch', 'delete'] }],
  },
];

/** The roles of EKS's own users, ready to apply. Kubelets need none: they are authorized as nodes. */
export const internalAccess: readonly KubeObject[] = accesses.flatMap(({ user, rules }) => [
  { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: user }, rules },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: user },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: user },
    subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
  },
]);
