import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '../kubernetes/api.ts';
import { makeCertificate, makeCertificateAuthority } from '../kubernetes/http/certificate.ts';
import { admissionAnswerer } from './admission-answerer.ts';
import { ClusterClient } from './cluster-client.ts';
import { Component } from './component.ts';
import {
  type ComponentName,
  componentFlags,
  componentNames,
  type Layout,
  type SilenceNoticed,
} from './component-flags.ts';
import { ControlPlaneError } from './control-plane-error.ts';
import { type EgressProxy, startEgressProxy } from './egress-proxy.ts';
import { freePorts } from './free-ports.ts';
import { keepAuditLog } from './keep-audit-log.ts';
import { followReadyEndpoints, type ReadyEndpoints } from './ready-endpoints.ts';
import { startTokenReview, type TokenReviewServer } from './token-review.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';
import { followWebhookObjections } from './webhook-objections.ts';
import { type StaticUser, writeFiles } from './write-files.ts';

export interface ControlPlaneOptions {
  /** What buildControlPlane answered. */
  readonly binaries: string;
  /** Of the administrator, who may do everything. */
  readonly adminToken: string;
  /** Whose any other token is; null: nobody's. */
  readonly authenticate: (token: string) => User | null;
  /** Default `as-usual`. On a busy machine `soon` takes slow kubelets for silent ones. */
  readonly silence?: SilenceNoticed;
  /** Where it listens: so many ports of 127.0.0.1, asked for anew when one of them turns out to be taken. */
  readonly findPorts?: (count: number) => Promise<readonly number[]>;
}

/** A running Kubernetes control plane, with kwok for the kubelets. Nothing of it outlives this process. */
export interface ControlPlane {
  readonly url: string;
  /** The API server's authority. */
  readonly caPem: string;
  /** The authority of the webhooks' pods: what a caBundle must hold (as PEM). */
  readonly webhookCaPem: string;
  /** A file; the administrator's. */
  readonly kubeconfig: string;
  /** The API server's audit log: a JSON document a line, metadata only, without the control plane's own requests. */
  readonly auditLog: string;
  /** Everything that it has on disk. */
  readonly folder: string;
  /** As the administrator. */
  readonly client: ClusterClient;
  /** Kills one component, as a crash would; `restart` brings it back with its data. */
  kill(name: ComponentName): Promise<void>;
  restart(name: ComponentName): Promise<void>;
  /** `at-once` kills everything where it stands, for one that is thrown away. Stopping twice changes nothing. */
  stop(how?: 'in-order' | 'at-once'): Promise<void>;
}

const readyMs = 90_000;
const pollMs = 50;
/** How long each step of a stop may take before it is hurried: nothing is kept, so nothing is lost. */
const patienceMs = 4000;
const startAttempts = 3;

/**
 * Starts etcd, the API server, controller manager, scheduler and kwok on free ports of 127.0.0.1 in a temporary folder, and waits
 * until they answer. Several may run side by side.
 *
 * @throws {ControlPlaneError} with the last words of the component that did not come up.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Somebody took a port between our finding and our using it.
      const isPortTaken = error instanceof ControlPlaneError && /address already in use/.test(error.message);
      if (!isPortTaken || attempt === startAttempts) throw error;
    }
  }
}

async function startOnce(options: ControlPlaneOptions): Promise<ControlPlane> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-scheduler-'));
  const watchdog = startWatchdog(folder);
  const parts: Parts = { folder, watchdog, components: new Map(), tokenReview: null, proxies: [], client: null };
  try {
    return await bringUp(options, parts);
  } catch (error) {
    await takeDown(parts);
    throw error;
  }
}

/** What a stop has to end; filled while it starts, so that a start that fails half-way leaves nothing either. */
interface Parts {
  readonly folder: string;
  readonly watchdog: Watchdog;
  readonly components: Map<ComponentName, Component>;
  tokenReview: TokenReviewServer | null;
  readonly proxies: EgressProxy[];
  client: ClusterClient | null;
}

async function bringUp(options: ControlPlaneOptions, parts: Parts): Promise<ControlPlane> {
  const { binaries, adminToken, silence = 'as-usual', findPorts = freePorts } = options;
  const { folder, components } = parts;
  const [ports, certificate, webhookAuthority, tokenReview] = await Promise.all([
    findPorts(3),
    makeCertificate(),
    makeCertificateAuthority(),
    startTokenReview(options.authenticate),
  ]);
  parts.tokenReview = tokenReview;
  const [etcd = 0, etcdPeer = 0, apiServer = 0] = ports;
  const url = `https://127.0.0.1:${apiServer}`;
  const client = new ClusterClient({ url, caPem: certificate.caPem, token: adminToken });
  parts.client = client;

  let endpoints: ReadyEndpoints | undefined;
  let objection: Awaited<ReturnType<typeof followWebhookObjections>> = () => null;
  const answerer = await admissionAnswerer(webhookAuthority, (question) => objection(question));
  const egressSockets = { cluster: join(folder, 'cluster.sock'), controlplane: join(folder, 'controlplane.sock') };
  // The API server dials pods, not Services, as EKS does.
  const toPods = await startEgressProxy(egressSockets.cluster, (pod) => (endpoints?.has(pod) ? answerer : null));
  parts.proxies.push(toPods);
  // Here it comes for TokenReviews, and for webhooks with a `url`: those EKS serves itself, and they are always there.
  const toEks = (address: string) => (address === tokenReview.address ? tokenReview : answerer);
  parts.proxies.push(await startEgressProxy(egressSockets.controlplane, toEks));

  const layout: Layout = { folder, ports: { etcd, etcdPeer, apiServer }, silence };
  const { users, kubeconfigs } = staticUsers(adminToken);
  writeFiles({ folder, url, certificate, egressSockets, tokenReviewUrl: tokenReview.url, silence, users, kubeconfigs });
  for (const name of componentNames) {
    components.set(name, new Component(name, componentFlags(name, layout), { ...parts, binaries }));
  }
  const component = (name: ComponentName): Component => {
    const found = components.get(name);
    if (!found) throw new Error(`There is no component ${name}.`);
    return found;
  };

  component('etcd').start();
  component('kube-apiserver').start();
  const answers = async (path: string) => (await client.send('GET', path)).statusCode === 200;
  const isServing = () => answers('/readyz');
  await until(isServing, components, 'kube-apiserver did not become ready');
  for (const name of ['kube-controller-manager', 'kube-scheduler', 'kwok'] as const) component(name).start();
  endpoints = await followReadyEndpoints(client, () => toPods.cutStaleConnections());
  objection = await followWebhookObjections(client);
  // The first thing that the controller manager makes, and what pods in that namespace need.
  const hasAccount = () => answers('/api/v1/namespaces/default/serviceaccounts/default');
  await until(hasAccount, components, 'kube-controller-manager did not begin its work');

  return {
    url,
    caPem: certificate.caPem,
    webhookCaPem: webhookAuthority.caPem,
    kubeconfig: join(folder, 'admin.kubeconfig'),
    auditLog: auditLogIn(folder),
    folder,
    client,
    kill: (name) => component(name).kill(),
    restart: async (name) => {
      component(name).start();
      await until(isServing, components, `${name} did not come back`, [name]);
    },
    stop: (how) => takeDown(parts, how),
  };
}

const auditLogIn = (folder: string) => join(folder, 'audit.log');

function staticUsers(adminToken: string): { users: StaticUser[]; kubeconfigs: Record<string, StaticUser> } {
  const withToken = (name: string, groups: readonly string[] = []): StaticUser => ({
    name,
    groups,
    token: randomBytes(16).toString('hex'),
  });
  const admin: StaticUser = { name: 'sandbox-admin', token: adminToken, groups: ['system:masters'] };
  const kubeconfigs = {
    'admin.kubeconfig': admin,
    'kube-controller-manager.kubeconfig': withToken('system:kube-controller-manager'),
    'kube-scheduler.kubeconfig': withToken('system:kube-scheduler'),
    // kwok speaks for every kubelet with one voice, which no kubelet's rights would allow.
    'kwok.kubeconfig': withToken('sandbox:kubelets', ['system:masters']),
  };
  return { users: Object.values(kubeconfigs), kubeconfigs };
}

async function until(
  isDone: () => Promise<boolean>,
  components: ReadonlyMap<ComponentName, Component>,
  otherwise: string,
  needed: readonly ComponentName[] = [...components].filter(([, { isRunning }]) => isRunning).map(([name]) => name),
): Promise<void> {
  for (const deadline = performance.now() + readyMs; !(await isDone()); ) {
    for (const name of needed) components.get(name)?.assertRunning();
    if (performance.now() > deadline) {
      const words = needed.map((name) => `${name}: ${components.get(name)?.lastWords()}`).join('; ');
      throw new ControlPlaneError(`${otherwise} within ${readyMs / 1000} s. ${words}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/**
 * Our own watches end first: the API server would wait a minute for them. Then whoever talks to the API server, the API server,
 * and etcd, without which the API server cannot end.
 */
async function takeDown(
  { folder, components, client, proxies, tokenReview, watchdog }: Parts,
  how: 'in-order' | 'at-once' = 'in-order',
): Promise<void> {
  await client?.close();
  if (how === 'at-once') await Promise.all([...components.values()].map((component) => component.kill()));
  for (const names of [['kwok', 'kube-scheduler', 'kube-controller-manager'], ['kube-apiserver'], ['etcd']] as const) {
    await Promise.all(names.map((name) => components.get(name)?.stop(patienceMs)));
  }
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await tokenReview?.close();
  keepAuditLog(auditLogIn(folder));
  await watchdog.end();
}
