import { type AdmissionRequest, mayMatch } from './cel.ts';
import { type CriticalRequest, criticalRequests } from './critical-requests.ts';
import type { Labels, Namespace, Service, WebhookEntry, Workload } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';
import type { WebhookSettings } from './run-settings.ts';
import { namesOnlyCustomResources, namesOnlyPodCreation, ruleNames } from './webhook-rules.ts';

/** Why an entry is relaxed or left alone, one word each. */
export const webhookReasons = {
  bootstrap: 'Relaxed: while its pods are gone, it would keep nodes from joining or kube-system from starting.',
  drain: 'Relaxed: while its pods are gone, it would keep pods from leaving or volumes from being detached.',
  configured: 'Relaxed: named under webhooks.always in the configuration.',
  ignore: 'Left alone: it fails open already (failurePolicy Ignore).',
  url: 'Left alone: it is served outside the cluster (clientConfig.url), so it does not sleep.',
  injector: 'Left alone: it changes only pods that ask for it, and a pod let in without it stays without it.',
  'own-resources': 'Left alone: it concerns custom resources only.',
  application: 'Left alone: it can hold back applications only, and they are tried again until it is back.',
  excluded: 'Left alone: the rules would relax it, but the configuration says not to (webhooks.never, webhooks.relax).',
} as const;

export type WebhookReason = keyof typeof webhookReasons;

export interface WebhookVerdict {
  readonly decision: 'relax' | 'leave';
  readonly reason: WebhookReason;
  /** For a person: the first critical request that the entry could block, else what the reason says. */
  readonly why: string;
}

/** What in the cluster decides whether an entry is dangerous. */
export interface WebhookSurroundings {
  readonly namespaces: readonly Namespace[];
  readonly workloads: readonly Workload[];
  readonly services: readonly Service[];
  readonly settings: WebhookSettings;
}

/**
 * Decides from rules and selectors, not from product names, whether a webhook must fail open while the cluster sleeps: only an
 * entry that fails closed, is served from inside the cluster, and may be asked about a request that nodes need to join or pods
 * need to leave. Judge what was recorded (`asRecorded`), or an entry that we relaxed looks harmless. Pure; never throws.
 */
export function judgeWebhook(entry: WebhookEntry, surroundings: WebhookSurroundings): WebhookVerdict {
  if (entry.url !== null || entry.service === null) return leave('url');
  if (entry.failurePolicy === 'Ignore') return leave('ignore');
  const { relax, always, never } = surroundings.settings;
  const mayRelax = relax !== 'off' && !isListed(never, entry);
  if (mayRelax && isListed(always, entry)) {
    return { decision: 'relax', reason: 'configured', why: webhookReasons.configured };
  }
  const blocked = criticalRequests.find((request) => canBlock(entry, request, surroundings));
  if (!blocked) return leave(harmlessReason(entry));
  if (!mayRelax || relax === 'listed') return { decision: 'leave', reason: 'excluded', why: whyOf(blocked) };
  return { decision: 'relax', reason: blocked.purpose, why: whyOf(blocked) };
}

function leave(reason: WebhookReason): WebhookVerdict {
  return { decision: 'leave', reason, why: webhookReasons[reason] };
}

function whyOf(request: CriticalRequest): string {
  const resource = request.subresource ? `${request.resource}/${request.subresource}` : request.resource;
  return `${request.operation} ${resource}: ${request.why}`;
}

function isListed(names: readonly string[], entry: WebhookEntry): boolean {
  return names.includes(entry.configuration) || names.includes(`${entry.configuration}/${entry.webhook}`);
}

function harmlessReason(entry: WebhookEntry): WebhookReason {
  if (namesOnlyCustomResources(entry.rules)) return 'own-resources';
  return entry.kind === 'Mutating' && namesOnlyPodCreation(entry.rules) && isOptIn(entry) ? 'injector' : 'application';
}

/** True where a namespace or a pod must ask for the webhook by a label. */
function isOptIn(entry: WebhookEntry): boolean {
  const plain = namespaceLabels(undefined, someApplication);
  return !matchesSelector(entry.namespaceSelector, plain) || !matchesSelector(entry.objectSelector, {});
}

/** True where the API server may ask the entry about the request. */
function canBlock(entry: WebhookEntry, request: CriticalRequest, surroundings: WebhookSurroundings): boolean {
  const isNamespaced = request.place !== 'cluster';
  if (!entry.rules.some((rule) => ruleNames(rule, { ...request, isNamespaced }))) return false;
  if (!selectsObject(entry, request, surroundings)) return false;
  return namespacesOf(request, entry, surroundings).some(
    // Cluster-scoped objects are asked about whatever the namespaceSelector says.
    (namespace) =>
      (!isNamespaced || matchesSelector(entry.namespaceSelector, namespace.labels)) &&
      entry.matchConditions.every(({ expression }) => mayMatch(expression, admissionOf(request, namespace.name))),
  );
}

function admissionOf(request: CriticalRequest, namespace: string): AdmissionRequest {
  return { ...request, version: 'v1', namespace, username: request.by.username, groups: request.by.groups };
}

function selectsObject(entry: WebhookEntry, request: CriticalRequest, surroundings: WebhookSurroundings): boolean {
  // Whatever a selector asks for, some pod or node may carry it.
  if (request.labels === 'any') return true;
  return labelsOf(request, entry, surroundings).some((labels) => matchesSelector(entry.objectSelector, labels));
}

function labelsOf(request: CriticalRequest, entry: WebhookEntry, surroundings: WebhookSurroundings): Labels[] {
  const { workloads } = surroundings;
  if (request.labels === 'system-daemon-sets') {
    const daemonSets = workloads.filter(({ kind, namespace }) => kind === 'DaemonSet' && namespace === 'kube-system');
    return [{}, ...daemonSets.flatMap((daemonSet) => [daemonSet.labels, daemonSet.podLabels])];
  }
  if (request.labels === 'backend') return workloadsBehind(entry, surroundings).map(({ podLabels }) => podLabels);
  return [{}];
}

/** The workloads that serve the entry: those whose pods its service selects. */
export function workloadsBehind(
  entry: WebhookEntry,
  { services, workloads }: Pick<WebhookSurroundings, 'services' | 'workloads'>,
): Workload[] {
  const service = services.find(
    ({ namespace, name }) => namespace === entry.service?.namespace && name === entry.service?.name,
  );
  const matchLabels = service?.selector;
  if (!service || !matchLabels || Object.keys(matchLabels).length === 0) return [];
  return workloads.filter(
    ({ namespace, podLabels }) => namespace === service.namespace && matchesSelector({ matchLabels }, podLabels),
  );
}

/** Stands for an application's namespace that nobody labelled: a world may hold none yet. */
const someApplication = 'an-application';

function namespacesOf(
  request: CriticalRequest,
  entry: WebhookEntry,
  { namespaces }: WebhookSurroundings,
): { readonly name: string; readonly labels: Labels }[] {
  const named = (name: string) => ({ name, labels: namespaceLabels(namespaces, name) });
  switch (request.place) {
    case 'cluster':
      return [{ name: '', labels: {} }];
    case 'kube-system':
    case 'kube-node-lease':
      return [named(request.place)];
    case 'backend':
      return entry.service ? [named(entry.service.namespace)] : [];
    case 'anywhere':
      return [...new Set([...namespaces.map(({ name }) => name), 'kube-system', someApplication])].map(named);
  }
}

/** The API server itself keeps this label on every namespace. */
function namespaceLabels(namespaces: readonly Namespace[] | undefined, name: string): Labels {
  const labels = namespaces?.find((namespace) => namespace.name === name)?.labels ?? {};
  return { ...labels, 'kubernetes.io/metadata.name': name };
}
