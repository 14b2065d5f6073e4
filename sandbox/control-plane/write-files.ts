import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import type { Certificate } from '../kubernetes/http/certificate.ts';
import type { SilenceNoticed } from './component-flags.ts';

/** One who is known by a token that never changes. */
export interface StaticUser {
  readonly name: string;
  readonly token: string;
  readonly groups: readonly string[];
}

export interface FilesOptions {
  readonly folder: string;
  readonly url: string;
  readonly certificate: Certificate;
  /** By the name of an egress selection. */
  readonly egressSockets: Readonly<Record<string, string>>;
  readonly tokenReviewUrl: string;
  readonly silence: SilenceNoticed;
  readonly users: readonly StaticUser[];
  /** Names of files, and who uses them. */
  readonly kubeconfigs: Readonly<Record<string, StaticUser>>;
}

const stages = new URL('stages.yaml', import.meta.url);

/** Writes everything that the components' flags name. */
export function writeFiles(options: FilesOptions): void {
  const { certificate } = options;
  const write = (name: string, text: string) => writeFileSync(join(options.folder, name), text, { mode: 0o600 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  write('server.crt', certificate.cert);
  write('server.key', certificate.key);
  // In this form the API server takes it for both halves of the pair.
  write('service-accounts.key', privateKey.export({ type: 'sec1', format: 'pem' }).toString());
  write('tokens.csv', options.users.map(tokenLine).join(''));
  write('egress.yaml', stringify(egressConfiguration(options.egressSockets)));
  write('token-review.yaml', stringify(tokenReviewConfiguration(options.tokenReviewUrl)));
  write('audit-policy.yaml', stringify(auditPolicy));
  write('stages.yaml', stagesFor(options.silence));
  for (const [name, user] of Object.entries(options.kubeconfigs)) {
    write(name, kubeconfigOf(options.url, certificate.caPem, user));
  }
}

function tokenLine({ token, name, groups }: StaticUser): string {
  return `${token},${name},${name},"${groups.join(',')}"\n`;
}

function kubeconfigOf(url: string, caPem: string, user: StaticUser): string {
  const certificateAuthority = Buffer.from(caPem).toString('base64');
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'sandbox', cluster: { server: url, 'certificate-authority-data': certificateAuthority } }],
    users: [{ name: user.name, user: { token: user.token } }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: user.name } }],
    'current-context': 'sandbox',
  });
}

/** Calls of webhooks go to our proxy; the connection to etcd stays direct. */
function egressConfiguration(sockets: FilesOptions['egressSockets']): unknown {
  return {
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: Object.entries(sockets).map(([name, udsName]) => ({
      name,
      connection: { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName } } },
    })),
  };
}

function tokenReviewConfiguration(url: string): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'sandbox', cluster: { server: url } }],
    users: [{ name: 'kube-apiserver', user: {} }],
    contexts: [{ name: 'sandbox', context: { cluster: 'sandbox', user: 'kube-apiserver' } }],
    'current-context': 'sandbox',
  };
}

/** Everybody's requests but those of the control plane itself, which are most of them. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    {
      level: 'None',
      users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler', 'sandbox:kubelets'],
    },
    { level: 'None', userGroups: ['system:serviceaccounts:kube-system'] },
    { level: 'Metadata' },
  ],
};

/** A kubelet renews its lease each quarter of the lease's duration. */
function stagesFor(silence: SilenceNoticed): string {
  const documents = parseAllDocuments(readFileSync(stages, 'utf8'));
  documents[0]?.setIn(['options', 'nodeLeaseDurationSeconds'], silence === 'soon' ? 8 : 40);
  return documents.map(String).join('');
}
