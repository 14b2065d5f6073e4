import type {
  Endpoints,
  Namespace,
  Node,
  Pod,
  Service,
  WebhookEntry,
  WebhookRule,
  Workload,
} from '../../src/domain/kubernetes-objects.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import { aNode as anyNode, aPod as anyPod } from './a-pod.ts';

/** A validating webhook of a `guard` product that fails closed and asks about nothing yet. */
export function aWebhook(entry: Partial<WebhookEntry> = {}): WebhookEntry {
  return {
    kind: 'Validating',
    configuration: 'guard',
    configurationUid: '0b1f8f0e-8d1c-4f6e-9a51-4f8f1d6a0001',
    annotations: {},
    webhook: 'validate.guard.example',
    failurePolicy: 'Fail',
    timeoutSeconds: 10,
    service: { namespace: 'guard', name: 'guard-svc', port: 443 },
    url: null,
    hasCaBundle: true,
    namespaceSelector: {},
    objectSelector: {},
    rules: [],
    matchConditions: [],
    sideEffects: 'None',
    ...entry,
  };
}

/** `aRule('CREATE', 'pods')`, `aRule('UPDATE', 'deployments', 'apps')`, `aRule('*', '*', '*')`. */
export function aRule(operation: string, resource: string, group = '', scope: WebhookRule['scope'] = '*'): WebhookRule {
  return { apiGroups: [group], apiVersions: ['v1'], resources: [resource], operations: [operation], scope };
}

export function aNamespace(name: string, labels: Namespace['labels'] = {}): Namespace {
  return { name, labels: { 'kubernetes.io/metadata.name': name, ...labels }, isTerminating: false };
}

export function aWorkload(workload: Partial<Workload> & Pick<Workload, 'name'>): Workload {
  const podLabels = workload.podLabels ?? { app: workload.name };
  const desired = workload.desired ?? 1;
  return {
    kind: 'Deployment',
    namespace: 'guard',
    labels: {},
    annotations: {},
    podLabels,
    selector: { matchLabels: podLabels },
    desired,
    ready: desired,
    available: desired,
    updated: desired,
    isObserved: true,
    commands: [],
    ...workload,
  };
}

export function aService(service: Partial<Service> = {}): Service {
  return {
    namespace: 'guard',
    name: 'guard-svc',
    selector: { app: 'guard' },
    ports: [{ name: 'https', port: 443 }],
    ...service,
  };
}

export function someEndpoints(endpoints: Partial<Endpoints> = {}): Endpoints {
  return {
    namespace: 'guard',
    service: 'guard-svc',
    ports: ['https'],
    readyAddresses: 1,
    readyPods: ['guard/guard-1'],
    ...endpoints,
  };
}

/** A pod of Deployment `guard`, Ready on node-1. */
export function aPod(pod: Partial<Pod> & Pick<Pod, 'name'>): Pod {
  return anyPod({ namespace: 'guard', nodeName: 'node-1', labels: { app: 'guard' }, ...pod });
}

export function aNode(node: Partial<Node> = {}): Node {
  return anyNode({ name: 'node-1', ...node });
}

export function aWebhookRecord(record: Partial<WebhookRecord> = {}): WebhookRecord {
  return {
    kind: 'Validating',
    configuration: 'guard',
    webhook: 'validate.guard.example',
    failurePolicy: 'Fail',
    recordedAt: '2026-11-03T20:00:00.000Z',
    runId: 'night-1',
    phase: 'recorded',
    ...record,
  };
}
