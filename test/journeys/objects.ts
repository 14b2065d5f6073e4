import type {
  DaemonSet,
  Deployment,
  Job,
  KubeObject,
  ObjectMeta,
  Pod,
  PodDisruptionBudget,
  PodSpec,
  Service,
  StatefulSet,
  Webhook,
  WebhookConfiguration,
} from '../../sandbox/kubernetes/objects.ts';

/** What a maker of a workload takes: everything but the name has a default. */
export interface WorkloadParts {
  readonly name: string;
  readonly namespace?: string;
  readonly replicas?: number;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly podLabels?: Record<string, string>;
  /** Mostly `sandbox.eks-scheduler.io/…`: how the simulated kubelet treats the pods. */
  readonly podAnnotations?: Record<string, string>;
  readonly podSpec?: Partial<PodSpec>;
}

export const applicationsNamespace = 'shop';

/** Its pods carry the label `app: <name>`, which a budget or a service may select. */
export function aDeployment(parts: WorkloadParts): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(parts),
    spec: { replicas: parts.replicas ?? 1, selector: selectorOf(parts), template: templateOf(parts) },
  };
}

/** The Cluster Autoscaler, labelled as its chart does it. */
export function anAutoscaler(parts: Partial<WorkloadParts> = {}): Deployment {
  const labels = { 'app.kubernetes.io/name': 'aws-cluster-autoscaler' };
  return aDeployment({ name: 'cluster-autoscaler', namespace: 'kube-system', labels, ...parts });
}

/** With one volume a replica. */
export function aStatefulSet(parts: WorkloadParts): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(parts),
    spec: {
      replicas: parts.replicas ?? 1,
      serviceName: parts.name,
      selector: selectorOf(parts),
      template: templateOf(parts),
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  };
}

export function aDaemonSet(parts: WorkloadParts): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadataOf(parts),
    spec: { selector: selectorOf(parts), template: templateOf(parts) },
  };
}

export function aJob(parts: WorkloadParts): Job {
  const template = templateOf({ ...parts, podSpec: { restartPolicy: 'Never', ...parts.podSpec } });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(parts),
    spec: { completions: 1, parallelism: 1, backoffLimit: 6, template },
  };
}

/** A pod that nothing brings back. */
export function aPod(parts: Omit<WorkloadParts, 'replicas'> & Pick<ObjectMeta, 'finalizers' | 'ownerReferences'>): Pod {
  const { metadata, spec } = templateOf(parts);
  const { finalizers = [], ownerReferences = [] } = parts;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadataOf(parts), ...metadata, finalizers, ownerReferences },
    spec,
  };
}

export function aBudget(
  parts: { readonly name: string; readonly namespace?: string; readonly app?: string } & Pick<
    PodDisruptionBudget['spec'],
    'minAvailable' | 'maxUnavailable' | 'unhealthyPodEvictionPolicy'
  >,
): PodDisruptionBudget {
  const { name, namespace = applicationsNamespace, app = name, ...spec } = parts;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace },
    spec: { ...spec, selector: { matchLabels: { app } } },
  };
}

export function aService(parts: {
  readonly name: string;
  readonly namespace?: string;
  readonly app?: string;
}): Service {
  const { name, namespace = applicationsNamespace, app = name } = parts;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: { app }, ports: [{ name: 'https', port: 443, targetPort: 9443 }] },
  };
}

/** One that fails closed on nodes and pods, everywhere but in the namespace of its backend: `policy/policy` as `aBackend` makes it. */
export function aWebhook(parts: Partial<Webhook> = {}): Webhook {
  return {
    name: 'validate.policy.example.com',
    clientConfig: { service: { namespace: 'policy', name: 'policy', path: '/validate', port: 443 }, caBundle: 'Y2E=' },
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['policy'] }],
    },
    objectSelector: {},
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    timeoutSeconds: 10,
    rules: [
      {
        apiGroups: [''],
        apiVersions: ['v1'],
        resources: ['nodes', 'pods'],
        operations: ['CREATE', 'UPDATE'],
        scope: '*',
      },
    ],
    ...parts,
  };
}

export function aWebhookConfiguration(
  parts: {
    readonly kind?: 'Validating' | 'Mutating';
    readonly name?: string;
    readonly labels?: Record<string, string>;
    readonly webhooks?: Webhook[];
  } = {},
): WebhookConfiguration {
  const { kind = 'Validating', name = 'policy', labels = {}, webhooks = [aWebhook()] } = parts;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name, labels },
    webhooks,
  };
}

/** The Deployment and the Service behind `aWebhook`. */
export function aBackend(parts: Partial<WorkloadParts> = {}): KubeObject[] {
  const { name = 'policy', namespace = 'policy' } = parts;
  return [aDeployment({ ...parts, name, namespace }), aService({ name, namespace })];
}

function metadataOf({ name, namespace = applicationsNamespace, labels = {}, annotations = {} }: WorkloadParts) {
  return { name, namespace, labels, annotations };
}

function selectorOf({ name, podLabels = {} }: WorkloadParts) {
  return { matchLabels: { app: name, ...podLabels } };
}

function templateOf({ name, podLabels = {}, podAnnotations = {}, podSpec = {} }: WorkloadParts) {
  return {
    metadata: { labels: { app: name, ...podLabels }, annotations: podAnnotations },
    spec: { containers: [{ name, image: `shop.example/${name}:1` }], ...podSpec },
  };
}
