import { join } from 'node:path';

/** How soon the control plane notices that a kubelet is silent: as in every cluster (about 50 s), or in 6 to 8 s. */
export type SilenceNoticed = 'as-usual' | 'soon';

export interface Layout {
  readonly folder: string;
  readonly ports: { readonly etcd: number; readonly etcdPeer: number; readonly apiServer: number };
  readonly silence: SilenceNoticed;
}

export type ComponentName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kwok';

/** In the order in which they start. */
export const componentNames: readonly ComponentName[] = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
];

/** Controllers keep up with a sandbox's night on a small machine: their own limits are those of a shared control plane. */
const generousClient = ['--kube-api-qps=500', '--kube-api-burst=1000'];

/** How each component is started. The files that they name are written by `writeFiles`. */
export function componentFlags(name: ComponentName, layout: Layout): string[] {
  const { folder, ports, silence } = layout;
  const file = (base: string) => join(folder, base);
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`;
  switch (name) {
    case 'etcd': {
      const peerUrl = `http://127.0.0.1:${ports.etcdPeer}`;
      return [
        `--data-dir=${file('etcd')}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=default=${peerUrl}`,
        // Nothing here outlives the sandbox.
        '--unsafe-no-fsync',
        '--quota-backend-bytes=8589934592',
        '--log-level=error',
      ];
    }
    case 'kube-apiserver':
      return [
        `--etcd-servers=${etcdUrl}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${ports.apiServer}`,
        `--cert-dir=${folder}`,
        `--tls-cert-file=${file('server.crt')}`,
        `--tls-private-key-file=${file('server.key')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${file('service-accounts.key')}`,
        `--service-account-signing-key-file=${file('service-accounts.key')}`,
        '--service-cluster-ip-range=10.100.0.0/16',
        '--allow-privileged=true',
        // As on EKS: who may do what, what kubelets may write, and webhooks dialled at their pods.
        '--authorization-mode=Node,RBAC',
        '--enable-admission-plugins=NodeRestriction',
        '--enable-aggregator-routing=true',
        `--egress-selector-config-file=${file('egress.yaml')}`,
        `--token-auth-file=${file('tokens.csv')}`,
        `--authentication-token-webhook-config-file=${file('token-review.yaml')}`,
        '--authentication-token-webhook-version=v1',
        '--authentication-token-webhook-cache-ttl=10s',
        `--audit-policy-file=${file('audit-policy.yaml')}`,
        `--audit-log-path=${file('audit.log')}`,
      ];
    case 'kube-controller-manager':
      return [
        `--kubeconfig=${file('kube-controller-manager.kubeconfig')}`,
        `--service-account-private-key-file=${file('service-accounts.key')}`,
        '--use-service-account-credentials=true',
        '--leader-elect=false',
        '--secure-port=0',
        '--concurrent-deployment-syncs=20',
        '--concurrent-replicaset-syncs=20',
        ...(silence === 'soon' ? ['--node-monitor-grace-period=6s', '--node-monitor-period=1s'] : []),
        ...generousClient,
      ];
    case 'kube-scheduler':
      return [
        `--kubeconfig=${file('kube-scheduler.kubeconfig')}`,
        '--leader-elect=false',
        '--secure-port=0',
        ...generousClient,
      ];
    case 'kwok':
      return [`--kubeconfig=${file('kwok.kubeconfig')}`, `--config=${file('stages.yaml')}`, '--v=WARN'];
  }
}
