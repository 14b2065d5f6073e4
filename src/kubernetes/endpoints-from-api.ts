import type { V1Endpoint, V1EndpointSlice } from '@kubernetes/client-node';
import type { Endpoints } from '../domain/kubernetes-objects.ts';

const serviceLabel = 'kubernetes.io/service-name';

/** Sums the slices of each service: a service has several when it is large, or has addresses of both families. */
export function endpointsFromApi(slices: readonly V1EndpointSlice[]): Endpoints[] {
  const byService = new Map<string, V1EndpointSlice[]>();
  for (const slice of slices) {
    const service = slice.metadata?.labels?.[serviceLabel];
    if (!service) continue;
    const key = `${slice.metadata?.namespace ?? ''}/${service}`;
    byService.set(key, [...(byService.get(key) ?? []), slice]);
  }
  return [...byService].map(([key, ofService]) => endpointsOfService(key, ofService));
}

function endpointsOfService(key: string, slices: readonly V1EndpointSlice[]): Endpoints {
  const [namespace = '', service = ''] = key.split('/');
  const withReady = slices.filter((slice) => (slice.endpoints ?? []).some(isReady));
  const ready = withReady.flatMap((slice) => (slice.endpoints ?? []).filter(isReady));
  // The ports that something serves; where nothing is ready, those that something would.
  const portSlices = withReady.length > 0 ? withReady : slices;
  const pods = ready.flatMap((endpoint) => podOf(endpoint, namespace) ?? []);
  return {
    namespace,
    service,
    ports: [...new Set(portSlices.flatMap((slice) => (slice.ports ?? []).map((port) => port.name ?? '')))],
    // A pod behind addresses of both families counts once.
    readyAddresses: new Set(ready.map((endpoint) => podOf(endpoint, namespace) ?? endpoint.addresses.join())).size,
    readyPods: [...new Set(pods)],
  };
}

/** An absent `ready` counts as ready: that is how the API defines it. */
function isReady({ conditions }: V1Endpoint): boolean {
  return conditions?.ready !== false && conditions?.terminating !== true;
}

function podOf({ targetRef }: V1Endpoint, namespace: string): string | undefined {
  return targetRef?.kind === 'Pod' ? `${targetRef.namespace ?? namespace}/${targetRef.name}` : undefined;
}
