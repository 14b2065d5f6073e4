import { denyAnnotation } from '../../../sandbox/kubernetes/admission/webhook-backend.ts';
import type { KubeObject, Webhook } from '../../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../../sandbox/world.ts';
import { aBackend, aBudget, aDeployment, aPod, aWebhook, aWebhookConfiguration } from '../../journeys/objects.ts';
import type { Place } from './placed-objects.ts';

const aPlace = (name: string, objects: readonly KubeObject[], nodes = 1): Place => ({
  name,
  nodes,
  isNodeGroup: true,
  objects,
});

/** Terminating for five minutes, unless somebody ends it. */
const slow = {
  podAnnotations: { [podBehaviour.stopAfter]: '300' },
  podSpec: { terminationGracePeriodSeconds: 300 },
};

/** A webhook that is asked about removals in one namespace, and denies those of pods with this name. */
function denying(name: string, pod: string, rules: NonNullable<Webhook['rules']>): KubeObject {
  const webhook = aWebhook({
    name: `${name}.example.com`,
    clientConfig: { service: { namespace: 'policy', name: 'policy', path: `/${name}`, port: 443 }, caBundle: 'Y2E=' },
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'denied' } },
    rules,
  });
  const configuration = aWebhookConfiguration({ name, webhooks: [webhook] });
  const annotations = { [denyAnnotation]: `^${pod}$` };
  return { ...configuration, metadata: { ...configuration.metadata, annotations } };
}

const asks = (resource: string, operation: string) => ({
  apiGroups: [''],
  apiVersions: ['v1'],
  resources: [resource],
  operations: [operation],
});

/** One for each fault, and one for the pods behind the webhooks. */
export const places: readonly Place[] = [
  aPlace('crash', [aDeployment({ name: 'web', replicas: 40 })]),
  aPlace('throttled', [
    aDeployment({ name: 'web', replicas: 8 }),
    aDeployment({ name: 'stock', replicas: 4 }),
    aBudget({ name: 'stock', minAvailable: 2 }),
  ]),
  aPlace('tightened', [
    aDeployment({ name: 'cart', replicas: 4 }),
    aBudget({ name: 'cart', minAvailable: 1 }),
    aDeployment({ name: 'web', replicas: 2 }),
  ]),
  aPlace(
    'node-gone',
    [aDeployment({ name: 'web', replicas: 6 }), aDeployment({ name: 'slow', replicas: 6, ...slow })],
    3,
  ),
  aPlace('replaced', [
    aPod({ name: 'ledger' }),
    aPod({ name: 'vault' }),
    aBudget({ name: 'vault', minAvailable: 1 }),
    aPod({ name: 'desk-0', podLabels: { app: 'desk' } }),
    aPod({ name: 'desk-1', podLabels: { app: 'desk' } }),
    aBudget({ name: 'desk', minAvailable: 1 }),
  ]),
  aPlace('ending', [
    aDeployment({ name: 'web', replicas: 3 }),
    aDeployment({ name: 'solo', podAnnotations: { [podBehaviour.stopAfter]: '0' } }),
    aBudget({ name: 'solo', minAvailable: 1 }),
  ]),
  aPlace('denied', [
    aDeployment({ name: 'web', replicas: 3 }),
    aPod({ name: 'audit' }),
    aPod({ name: 'sealed' }),
    denying('no-eviction', 'audit', [asks('pods/eviction', 'CREATE')]),
    denying('no-removal', 'sealed', [asks('pods/eviction', 'CREATE'), asks('pods', 'DELETE')]),
  ]),
  { name: 'policy', nodes: 1, isNodeGroup: false, objects: aBackend() },
  aPlace('held', [
    aDeployment({ name: 'web', replicas: 2 }),
    aPod({ name: 'keep', finalizers: ['faults.example.com/keep'] }),
    aDeployment({ name: 'dns', replicas: 2, podSpec: { priorityClassName: 'system-cluster-critical' } }),
  ]),
  aPlace('two-budgets', [
    aDeployment({ name: 'web', replicas: 2 }),
    aDeployment({ name: 'cart', replicas: 2 }),
    aBudget({ name: 'front', app: 'cart', minAvailable: 1 }),
    aBudget({ name: 'sales', app: 'cart', maxUnavailable: 1 }),
    aDeployment({ name: 'stock', replicas: 3 }),
    aBudget({ name: 'stock', minAvailable: 2 }),
  ]),
];
