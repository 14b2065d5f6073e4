import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import type { User } from '../../../sandbox/kubernetes/api.ts';
import { createApi, type TwinApi } from '../../../sandbox/kubernetes/create-api.ts';
import type {
  Deployment,
  EndpointSlice,
  Pod,
  PodDisruptionBudget,
  Service,
  Webhook,
  WebhookConfiguration,
} from '../../../sandbox/kubernetes/objects.ts';
import { type Status, StatusError } from '../../../sandbox/kubernetes/status-error.ts';

export const admin: User = { name: 'admin', groups: ['system:masters'] };

/** An API server without a wire, on 2026-01-05 18:00 UTC. */
export function anApi(): { readonly api: TwinApi; readonly clock: SimulatedClock } {
  const clock = new SimulatedClock(new Date('2026-01-05T18:00:00Z'));
  return { api: createApi({ clock, seed: 7 }), clock };
}

type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A Running and Ready pod `web-1` on node `n1` with the label app=web. */
export function aPod(
  changes: Changes<Pod['metadata']> & { spec?: Partial<Pod['spec']>; isReady?: boolean; phase?: string } = {},
): Pod {
  const { spec, isReady = true, phase = 'Running', ...metadata } = changes;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'default', labels: { app: 'web' }, ...metadata },
    spec: { nodeName: 'n1', containers: [{ name: 'web', image: 'nginx' }], ...spec },
    status: {
      phase: phase as 'Running',
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
    },
  } as Pod;
}

/** A budget `web` over app=web that the disruption controller has seen. */
export function aBudget(
  status: Partial<NonNullable<PodDisruptionBudget['status']>> = {},
  spec: PodDisruptionBudget['spec'] = {},
  name = 'web',
): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec },
    status: {
      observedGeneration: 1,
      disruptionsAllowed: 1,
      currentHealthy: 2,
      desiredHealthy: 1,
      expectedPods: 2,
      ...status,
    },
  };
}

export function aDeployment(spec: Partial<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
      ...spec,
    },
  };
}

/** A webhook that must answer, for the creation of pods, behind a Service that is not there. */
export function aWebhook(changes: Partial<Webhook> = {}): Webhook {
  return {
    name: 'check.policy.io',
    clientConfig: { service: { namespace: 'policy', name: 'policy-svc', path: '/validate' } },
    failurePolicy: 'Fail',
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
    ...changes,
  };
}

export function aConfiguration(
  webhooks: Webhook[] | undefined,
  { kind = 'ValidatingWebhookConfiguration', annotations = {} } = {},
): WebhookConfiguration {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'policy', annotations },
    ...(webhooks && { webhooks }),
  };
}

/** The backend of `aWebhook`: a Service, and an EndpointSlice with one endpoint. */
export function aBackend(
  endpoint: { ready?: boolean; portName?: string } = { ready: true },
): readonly (Service | EndpointSlice)[] {
  const { ready, portName = 'https' } = endpoint;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'policy-svc', namespace: 'policy' },
      spec: { ports: [{ name: 'https', port: 443 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'policy-svc-1', namespace: 'policy', labels: { 'kubernetes.io/service-name': 'policy-svc' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.9'], conditions: { ...(ready !== undefined && { ready }) } }],
      ports: [{ name: portName, port: 9443 }],
    } as EndpointSlice,
  ];
}

/** What the API refused with. @throws when it did not refuse. */
export function refusalOf(act: () => unknown): Status {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  throw new Error('nothing was refused');
}
