/** One kind of thing that the API serves. */
export interface ResourceType {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  /** '' is the core group. */
  readonly group: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
  readonly isNamespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
  /** Whether `metadata.generation` counts the changes of the spec. */
  readonly hasGeneration: boolean;
  /** Comes from a CustomResourceDefinition, or from an object of a kind that nobody declared. */
  readonly isCustom: boolean;
}

/** `pods`, `deployments.apps`: how the rest of the twin names a resource. */
export function resourceId(type: Pick<ResourceType, 'plural' | 'group'>): string {
  return type.group ? `${type.plural}.${type.group}` : type.plural;
}

interface Declaration {
  readonly short?: string;
  readonly cluster?: boolean;
  readonly sub?: string;
  readonly all?: boolean;
  readonly plural?: string;
  readonly versions?: readonly string[];
}

const core: Record<string, Declaration> = {
  Node: { short: 'no', cluster: true, sub: 'status proxy' },
  Namespace: { short: 'ns', cluster: true, sub: 'status finalize' },
  Pod: {
    short: 'po',
    all: true,
    sub: 'status binding eviction ephemeralcontainers resize log exec attach portforward proxy',
  },
  Service: { short: 'svc', all: true, sub: 'status proxy' },
  ServiceAccount: { short: 'sa', sub: 'token' },
  ConfigMap: { short: 'cm' },
  Secret: {},
  Event: { short: 'ev' },
  PersistentVolumeClaim: { short: 'pvc', sub: 'status' },
  PersistentVolume: { short: 'pv', cluster: true, sub: 'status' },
  ReplicationController: { short: 'rc', all: true, sub: 'status scale' },
  Endpoints: { short: 'ep', plural: 'endpoints' },
  LimitRange: { short: 'limits' },
  ResourceQuota: { short: 'quota', sub: 'status' },
};

const named: Record<string, Record<string, Declaration>> = {
  apps: {
    Deployment: { short: 'deploy', all: true, sub: 'status scale' },
    ReplicaSet: { short: 'rs', all: true, sub: 'status scale' },
    StatefulSet: { short: 'sts', all: true, sub: 'status scale' },
    DaemonSet: { short: 'ds', all: true, sub: 'status' },
    ControllerRevision: {},
  },
  batch: { Job: { all: true, sub: 'status' }, CronJob: { short: 'cj', all: true, sub: 'status' } },
  policy: { PodDisruptionBudget: { short: 'pdb', sub: 'status' } },
  'discovery.k8s.io': { EndpointSlice: {} },
  'coordination.k8s.io': { Lease: {} },
  'admissionregistration.k8s.io': {
    ValidatingWebhookConfiguration: { cluster: true },
    MutatingWebhookConfiguration: { cluster: true },
    ValidatingAdmissionPolicy: { cluster: true, plural: 'validatingadmissionpolicies', sub: 'status' },
    ValidatingAdmissionPolicyBinding: { cluster: true },
  },
  'storage.k8s.io': {
    StorageClass: { short: 'sc', cluster: true },
    VolumeAttachment: { cluster: true, sub: 'status' },
    CSINode: { cluster: true },
    CSIDriver: { cluster: true },
  },
  'certificates.k8s.io': { CertificateSigningRequest: { short: 'csr', cluster: true, sub: 'status approval' } },
  'rbac.authorization.k8s.io': {
    Role: {},
    RoleBinding: {},
    ClusterRole: { cluster: true },
    ClusterRoleBinding: { cluster: true },
  },
  'networking.k8s.io': {
    Ingress: { short: 'ing', sub: 'status' },
    IngressClass: { cluster: true },
    NetworkPolicy: { short: 'netpol' },
  },
  autoscaling: { HorizontalPodAutoscaler: { short: 'hpa', all: true, sub: 'status', versions: ['v2', 'v1'] } },
  'scheduling.k8s.io': { PriorityClass: { short: 'pc', cluster: true } },
  'apiextensions.k8s.io': { CustomResourceDefinition: { short: 'crd crds', cluster: true, sub: 'status' } },
};

const withoutGeneration = new Set([
  '',
  'coordination.k8s.io',
  'storage.k8s.io',
  'certificates.k8s.io',
  'rbac.authorization.k8s.io',
]);

/** `Policy` -> `policies`, `Ingress` -> `ingresses`, `Pod` -> `pods`: how a plural usually is. */
export function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

function words(text: string | undefined): string[] {
  return text ? text.split(' ') : [];
}

function declare(group: string, kind: string, declaration: Declaration): ResourceType {
  return {
    plural: declaration.plural ?? guessPlural(kind),
    singular: kind.toLowerCase(),
    kind,
    group,
    versions: declaration.versions ?? ['v1'],
    isNamespaced: !declaration.cluster,
    shortNames: words(declaration.short),
    categories: declaration.all ? ['all'] : [],
    subresources: words(declaration.sub),
    hasGeneration: !withoutGeneration.has(group),
    isCustom: false,
  };
}

/** What every cluster serves. */
export const builtInTypes: readonly ResourceType[] = [
  ...Object.entries(core).map(([kind, declaration]) => declare('', kind, declaration)),
  ...Object.entries(named).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([kind, declaration]) => declare(group, kind, declaration)),
  ),
];
