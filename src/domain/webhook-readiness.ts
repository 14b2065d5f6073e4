import type { Endpoints, Node, Pod, Service, WebhookEntry, Workload } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';
import { isNodeUp } from './node-readiness.ts';

/** What stands behind webhooks, cluster-wide. */
export interface WebhookBackends {
  readonly services: readonly Service[];
  readonly endpoints: readonly Endpoints[];
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
}

/** `willBe` false: waiting is in vain, somebody has to change something first. */
export type WebhookReadiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly willBe: boolean };

/**
 * Says whether a webhook would answer if it were asked now. The first failing check is the reason: its service and port, a ready
 * endpoint whose pod is Ready on a Ready node (endpoints stay ready for most of a minute after their node was lost), its
 * Deployment, its CA bundle. Only a call proves that the certificate fits. Pure; never throws.
 */
export function webhookReadiness(entry: WebhookEntry, backends: WebhookBackends): WebhookReadiness {
  if (entry.url !== null || entry.service === null) return { ready: true };
  const { namespace, name, port } = entry.service;
  const service = backends.services.find((one) => one.namespace === namespace && one.name === name);
  if (!service) return never(`service ${namespace}/${name} does not exist`);
  const servicePort = service.ports.find((one) => one.port === port);
  if (!servicePort) return never(`service ${namespace}/${name} has no port ${port}`);
  return (
    workloadTrouble(service, backends) ??
    endpointTrouble(service, servicePort.name, backends) ??
    bundleTrouble(entry) ?? { ready: true }
  );
}

type NotReady = Extract<WebhookReadiness, { ready: false }>;

function never(reason: string): NotReady {
  return { ready: false, reason, willBe: false };
}

function notYet(reason: string): NotReady {
  return { ready: false, reason, willBe: true };
}

function workloadTrouble(service: Service, backends: WebhookBackends): NotReady | null {
  const isBehind = behind(service);
  // A service without a selector has endpoints that somebody else keeps.
  if (!isBehind) return null;
  const workloads = backends.workloads.filter(({ namespace, podLabels }) => isBehind(namespace, podLabels));
  if (workloads.length === 0) {
    const hasPods = backends.pods.some(({ namespace, labels }) => isBehind(namespace, labels));
    return hasPods ? null : never(`nothing runs behind service ${service.namespace}/${service.name}`);
  }
  const wanted = workloads.filter(({ kind, desired }) => desired > 0 || kind === 'DaemonSet');
  if (wanted.length === 0) return never(`${workloads.map(nameOf).join(', ')} has 0 replicas`);
  if (wanted.some(({ isObserved, available }) => isObserved && available >= 1)) return null;
  return notYet(`${wanted.map(nameOf).join(', ')} has no available pod`);
}

function nameOf({ kind, namespace, name }: Workload): string {
  return `${kind} ${namespace}/${name}`;
}

/** Tells the pods that a service selects; null where it selects none by itself. */
function behind(service: Service): ((namespace: string, labels: Pod['labels']) => boolean) | null {
  const matchLabels = service.selector;
  if (!matchLabels || Object.keys(matchLabels).length === 0) return null;
  return (namespace, labels) => namespace === service.namespace && matchesSelector({ matchLabels }, labels);
}

function endpointTrouble(service: Service, portName: string, backends: WebhookBackends): NotReady | null {
  const name = `${service.namespace}/${service.name}`;
  const slices = backends.endpoints.filter((one) => `${one.namespace}/${one.service}` === name);
  const serving = slices.filter(({ ports, readyAddresses }) => ports.includes(portName) && readyAddresses > 0);
  if (serving.length === 0) {
    const reason = slices.some(({ readyAddresses }) => readyAddresses > 0)
      ? `service ${name} has no ready endpoint on port ${portName || 'without a name'}`
      : `service ${name} has no ready endpoint`;
    return behind(service) ? notYet(reason) : never(`${reason}, and no selector that would give it one`);
  }
  const named = serving.flatMap(({ readyPods }) => readyPods);
  // Addresses without pods belong to something outside the cluster: nothing more to look at.
  const isLive =
    serving.some(({ readyPods }) => readyPods.length === 0) || named.some((pod) => isServing(pod, backends));
  return isLive ? null : notYet(`the endpoints of service ${name} are left over: no Ready pod on a Ready node`);
}

function isServing(name: string, { pods, nodes }: WebhookBackends): boolean {
  const pod = pods.find((one) => `${one.namespace}/${one.name}` === name);
  const node = nodes.find((one) => one.name === pod?.nodeName);
  // A pod on Fargate has a node as well, and it is Ready like any other.
  return pod?.isReady === true && pod.deletionAt === null && node !== undefined && isNodeUp(node);
}

function bundleTrouble(entry: WebhookEntry): NotReady | null {
  return entry.hasCaBundle ? null : notYet('its CA bundle is empty: nobody has put it in yet');
}
