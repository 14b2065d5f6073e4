import { stringify } from 'yaml';
import type { KubernetesUsers } from './kubernetes-users.ts';

/** What a kubeconfig says of a sandbox. */
interface Reachable {
  readonly cluster: string;
  readonly kubernetes: {
    readonly url: string;
    readonly caPem: string;
    readonly users: Pick<KubernetesUsers, 'adminToken'>;
  };
}

/** A kubeconfig for the sandbox's cluster, as its administrator. */
export function kubeconfig({ cluster, kubernetes }: Reachable): string {
  const certificateAuthority = Buffer.from(kubernetes.caPem).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: cluster, cluster: { server: kubernetes.url, 'certificate-authority-data': certificateAuthority } },
    ],
    users: [{ name: 'sandbox-admin', user: { token: kubernetes.users.adminToken } }],
    contexts: [{ name: cluster, context: { cluster, user: 'sandbox-admin' } }],
    'current-context': cluster,
  });
}
