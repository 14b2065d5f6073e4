import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import type { World, WorldNodeGroup } from '../../sandbox/world.ts';

/** How big the cluster is. */
export interface LoadSize {
  readonly nodeGroups: number;
  /** Deployments with a budget of their own each, which keeps 80 % of its pods. */
  readonly budgets: number;
  readonly podsPerBudget: number;
  /** Entries of webhook configurations, two in each. */
  readonly webhooks: number;
}

export const fullSize: LoadSize = { nodeGroups: 450, budgets: 500, podsPerBudget: 10, webhooks: 200 };

/** As long as EKS takes them: what goes through the machines holds all their names. */
const nameLength = 63;
const deploymentsPerNamespace = 10;
const backends = 20;
const policies = 'policies';

/**
 * A cluster with more node groups than EKS gives anybody, each of one node and of sizes of its own, every tenth slow to be changed;
 * pods under budgets; and webhooks that would keep nodes from joining, of which a stop relaxes each.
 */
export function loadWorld(size: LoadSize): World {
  const deployments = numbers(size.budgets);
  const namespaces = [...new Set([...deployments.map(namespaceOf), policies])];
  const services = numbers(Math.min(backends, size.webhooks));
  return {
    cluster: { name: 'load', version: '1.33', tags: {} },
    nodeGroups: numbers(size.nodeGroups).map(nodeGroup),
    objects: [
      ...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
      ...deployments.flatMap((index) => guarded(index, size.podsPerBudget)),
      ...services.flatMap((index) => backend(index)),
      ...numbers(Math.ceil(size.webhooks / 2)).map((index) => configuration(index, size.webhooks)),
    ],
    notes: [],
  };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function nodeGroup(index: number): WorldNodeGroup {
  return {
    name: `group-${String(index).padStart(3, '0')}-`.padEnd(nameLength, 'x'),
    ...{ minSize: index % 2, maxSize: 1 + (index % 5), desiredSize: 1 },
    ...{ instanceTypes: ['m6i.xlarge'], labels: {}, taints: [] },
    ...{ launchSeconds: 5 + (index % 7), bootSeconds: 5, terminateSeconds: 5 },
    updateSeconds: index % 10 === 0 ? 90 : 5,
  };
}

function namespaceOf(index: number): string {
  return `shop-${String(Math.floor(index / deploymentsPerNamespace)).padStart(2, '0')}`;
}

function guarded(index: number, replicas: number): KubeObject[] {
  const place = { name: `app-${String(index).padStart(3, '0')}`, namespace: namespaceOf(index) };
  const selector = { matchLabels: { app: place.name } };
  return [
    deployment(place, replicas),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: place,
      spec: { minAvailable: '80%', selector },
    },
  ];
}

function deployment(place: { readonly name: string; readonly namespace: string }, replicas: number): KubeObject {
  const labels = { app: place.name };
  const spec = { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: place,
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function backend(index: number): KubeObject[] {
  const place = { name: `policy-${index}`, namespace: policies };
  const ports = [{ name: 'https', port: 443, targetPort: 9443 }];
  return [
    deployment(place, 2),
    { apiVersion: 'v1', kind: 'Service', metadata: place, spec: { selector: { app: place.name }, ports } },
  ];
}

function configuration(index: number, entries: number): KubeObject {
  const own = [2 * index, 2 * index + 1].filter((entry) => entry < entries);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${index % 2 === 0 ? 'Validating' : 'Mutating'}WebhookConfiguration`,
    metadata: { name: `policy-${String(index).padStart(3, '0')}` },
    webhooks: own.map((entry) => ({
      name: `entry-${entry}.policy.example.com`,
      clientConfig: {
        service: { namespace: policies, name: `policy-${index % backends}`, port: 443 },
        caBundle: 'Y2E=',
      },
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      namespaceSelector: {},
      objectSelector: {},
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 10,
      rules: [
        { apiGroups: [''], apiVersions: ['v1'], resources: ['nodes'], operations: ['CREATE', 'UPDATE'], scope: '*' },
      ],
    })),
  };
}
