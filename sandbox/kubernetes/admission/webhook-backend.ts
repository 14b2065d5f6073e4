import type { EndpointSlice, KubeObject, Service, Webhook } from '../objects.ts';
import type { AdmissionRequest, ClusterView } from './admission-request.ts';

/** On a webhook configuration: a regular expression; the webhook denies what has a name that it matches. */
export const denyAnnotation = 'sandbox.eks-scheduler.io/deny';

export type WebhookAnswer =
  | { readonly result: 'allowed' }
  | { readonly result: 'denied'; readonly message: string }
  /** It could not be called, in the API server's words. */
  | { readonly result: 'unreachable'; readonly message: string };

/**
 * Calls a webhook as the API server does. One with a `url` is served by EKS itself and always answers. One behind a Service
 * answers when an EndpointSlice of it has a ready endpoint on the port's name (the API server dials pods, not the Service).
 */
export function callWebhook(
  webhook: Webhook,
  configuration: KubeObject,
  request: AdmissionRequest,
  cluster: ClusterView,
): WebhookAnswer {
  const why = unreachableBecause(webhook, cluster);
  if (why) return { result: 'unreachable', message: why };
  const pattern = configuration.metadata.annotations?.[denyAnnotation];
  if (pattern !== undefined && new RegExp(pattern).test(request.name)) {
    return { result: 'denied', message: `${request.name} matches ${pattern}` };
  }
  return { result: 'allowed' };
}

function unreachableBecause(webhook: Webhook, cluster: ClusterView): string | null {
  const target = webhook.clientConfig.service;
  if (!target) return null;
  const { namespace, name, path = '', port = 443 } = target;
  const trouble = troubleOfService(namespace, name, port, cluster);
  if (!trouble) return null;
  const url = `https://${name}.${namespace}.svc:${port}/${path.replace(/^\//, '')}?timeout=${webhook.timeoutSeconds ?? 10}s`;
  return `failed to call webhook: Post "${url}": ${trouble}`;
}

function troubleOfService(namespace: string, name: string, port: number, cluster: ClusterView): string | null {
  const service = cluster.get('services', namespace, name) as Service | undefined;
  if (!service) return `service "${name}" not found`;
  if (service.spec.type === 'ExternalName') return `unsupported service type "ExternalName"`;
  const servicePort = service.spec.ports?.find((candidate) => candidate.port === port);
  if (!servicePort) return `no service port ${port} found for service "${name}"`;
  const slices = cluster.list('endpointslices.discovery.k8s.io', namespace) as readonly EndpointSlice[];
  const isServed = slices.some(
    (slice) =>
      slice.metadata.labels?.['kubernetes.io/service-name'] === name && hasReadyEndpoint(slice, servicePort.name ?? ''),
  );
  return isServed ? null : `no endpoints available for service "${name}"`;
}

function hasReadyEndpoint(slice: EndpointSlice, portName: string): boolean {
  if (!slice.ports?.some((port) => (port.name ?? '') === portName)) return false;
  // An absent `ready` means ready.
  return (
    slice.endpoints?.some((endpoint) => endpoint.conditions?.ready !== false && endpoint.addresses.length > 0) ?? false
  );
}
