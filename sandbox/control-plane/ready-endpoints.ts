import type { EndpointSlice } from '../kubernetes/objects.ts';
import type { ClusterClient } from './cluster-client.ts';

/** Which pods stand behind some Service, ready to be dialled. */
export interface ReadyEndpoints {
  /** `10.3.4.5:9443` */
  has(address: string): boolean;
}

/** Follows the EndpointSlices of a cluster. `onChange` is called after each change of what is ready. */
export async function followReadyEndpoints(client: ClusterClient, onChange: () => void): Promise<ReadyEndpoints> {
  const slices = new Map<string, readonly string[]>();
  await client.follow('/apis/discovery.k8s.io/v1/endpointslices', ({ type, object }) => {
    const key = `${object.metadata.namespace}/${object.metadata.name}`;
    if (type === 'DELETED') slices.delete(key);
    else slices.set(key, readyAddresses(object as EndpointSlice));
    onChange();
  });
  return {
    has: (address) => [...slices.values()].some((addresses) => addresses.includes(address)),
  };
}

function readyAddresses({ endpoints, ports }: EndpointSlice): string[] {
  // An absent `ready` means ready.
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  return ready.flatMap(({ addresses }) =>
    addresses.flatMap((address) => (ports ?? []).map(({ port }) => `${address}:${port}`)),
  );
}
