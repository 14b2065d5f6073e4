import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import type { LabelSelector, Labels, Namespace, WebhookEntry, WebhookRule } from '../domain/kubernetes-objects.ts';
import { matchesSelector } from '../domain/label-selector.ts';
import { ruleNames } from '../domain/webhook-rules.ts';
import type { Cluster } from './cluster.ts';
import { type Call, fieldManager } from './connection.ts';
import type { ApiFailure } from './errors-from-api.ts';
import { isWebhookFailure } from './errors-from-api.ts';
import { type ProbeKind, probeKinds } from './probe-objects.ts';

type ProbeAnswer = Awaited<ReturnType<Cluster['probeWebhook']>>;

/** Never stored: the patch that carries it is a dry run. */
const probeAnnotation = 'eks-scheduler.io/probe';

const cannotProbe = (message: string): ProbeAnswer => ({ result: 'cannot-probe', message });

/**
 * Sends a harmless object that the entry's rules match, as a server-side dry run whatever the run is, and says what came of it.
 * Tries the kinds one after the other until one tells something.
 */
export async function probeWebhook(
  call: Call,
  entry: WebhookEntry,
  listNamespaces: () => Promise<readonly Namespace[]>,
): Promise<ProbeAnswer> {
  if (entry.sideEffects !== 'None' && entry.sideEffects !== 'NoneOnDryRun') {
    return cannotProbe(`its sideEffects are ${entry.sideEffects}, so a dry run is refused`);
  }
  const onNode = await probeOnNode(call, entry);
  if (onNode && onNode.result !== 'cannot-probe') return onNode;
  const labels = labelsFor(entry.objectSelector);
  const kinds = probeKinds.filter((kind) => entry.rules.some((rule) => matchesKind(rule, kind)));
  if (kinds.length === 0 || !labels) return cannotProbe('its rules and selectors match no harmless object');

  const namespace = await namespaceFor(entry, listNamespaces);
  let answer = cannotProbe('its namespace selector matches no namespace');
  for (const kind of kinds) {
    const probed = await probeWith(call, entry, kind, labels, namespace);
    if (!probed) continue;
    if (probed.result !== 'cannot-probe') return probed;
    answer = probed;
  }
  return answer;
}

const nodesLookedAt = 20;

/**
 * An annotation on a node of the cluster, as a dry run: the one probe that needs no right beyond cordoning. Null where the entry does
 * not look at nodes that change.
 */
async function probeOnNode(call: Call, entry: WebhookEntry): Promise<ProbeAnswer | null> {
  const subject = { operation: 'UPDATE', group: '', resource: 'nodes', subresource: '', isNamespaced: false };
  if (!entry.rules.some((rule) => ruleNames(rule, subject))) return null;
  const { items } = await call({ verb: 'list', resource: 'nodes', group: '' }, ({ core }) =>
    core.listNode({ limit: nodesLookedAt }),
  );
  const node = items.find(({ metadata }) => matchesSelector(entry.objectSelector, metadata?.labels ?? {}));
  const name = node?.metadata?.name;
  if (name === undefined) return null;
  return call<ProbeAnswer>(
    { verb: 'patch', resource: 'nodes', group: '', name },
    async ({ core }) => {
      await core.patchNode(
        { name, body: { metadata: { annotations: { [probeAnnotation]: 'asked' } } }, dryRun: 'All', fieldManager },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
      return admitted(entry);
    },
    (failure) => refused(entry, failure),
  );
}

async function probeWith(
  call: Call,
  entry: WebhookEntry,
  kind: ProbeKind,
  labels: Labels,
  namespace: string | null,
): Promise<ProbeAnswer | null> {
  if (kind.isNamespaced && namespace === null) return null;
  // A Namespace object is matched by its own labels.
  const own = kind.resource === 'namespaces' ? namespaceLabels(entry, labels) : labels;
  if (!own) return null;
  if (!(await mayCreate(call, kind, namespace))) return cannotProbe(`the role may not create ${kind.resource}`);
  return call<ProbeAnswer>(
    { verb: 'create', resource: kind.resource, group: kind.group },
    async (apis) => {
      await kind.create(apis, own, namespace ?? '');
      return admitted(entry);
    },
    (failure) => refused(entry, failure),
  );
}

/** Asked first: the role may create nothing unless a cluster's owners grant it, and refusals alarm those who watch the audit log. */
async function mayCreate(call: Call, { resource, group, isNamespaced }: ProbeKind, namespace: string | null) {
  const where = isNamespaced && namespace !== null ? { namespace } : {};
  const body = { spec: { resourceAttributes: { verb: 'create', resource, group, ...where } } };
  return call<boolean>(
    { verb: 'create', resource: 'selfsubjectaccessreviews', group: 'authorization.k8s.io' },
    async ({ authorization }) => (await authorization.createSelfSubjectAccessReview({ body })).status?.allowed ?? false,
    ({ status }) => (status === 403 ? false : undefined),
  );
}

function namespaceLabels(entry: WebhookEntry, labels: Labels): Labels | null {
  const more = labelsFor(entry.namespaceSelector);
  const all = { ...labels, ...more };
  return more && matchesSelector(entry.namespaceSelector, all) && matchesSelector(entry.objectSelector, all)
    ? all
    : null;
}

/** With Ignore an admitted object proves nothing, and match conditions may have kept it from the webhook. */
function admitted(entry: WebhookEntry): ProbeAnswer {
  if (entry.failurePolicy === 'Ignore')
    return cannotProbe('with failurePolicy Ignore an admitted object proves nothing');
  if (entry.matchConditions.length > 0) {
    return cannotProbe('its match conditions may have kept the admitted object from it');
  }
  return { result: 'answered', message: 'it admitted a dry run' };
}

function refused(entry: WebhookEntry, failure: ApiFailure): ProbeAnswer | undefined {
  const { status, message } = failure;
  if (message.includes(`admission webhook "${entry.webhook}" denied`)) return { result: 'answered', message };
  if (message.includes(`failed calling webhook "${entry.webhook}"`)) return { result: 'failed', message };
  if (isWebhookFailure(failure)) return cannotProbe(`another webhook came before it: ${message}`);
  // An object of that name exists: said only after all webhooks had spoken.
  if (status === 409 && failure.reason === 'AlreadyExists') return admitted(entry);
  return status >= 400 && status < 500 && status !== 401 && status !== 429 ? cannotProbe(message) : undefined;
}

function matchesKind(rule: WebhookRule, kind: ProbeKind): boolean {
  const has = (values: readonly string[], value: string) => values.includes('*') || values.includes(value);
  const isInScope = rule.scope === '*' || (rule.scope === 'Namespaced') === kind.isNamespaced;
  return (
    isInScope &&
    has(rule.operations, 'CREATE') &&
    has(rule.apiGroups, kind.group) &&
    has(rule.apiVersions, 'v1') &&
    (has(rule.resources, kind.resource) || rule.resources.includes('*/*'))
  );
}

/** Labels that satisfy a selector, or null when none can. */
export function labelsFor(selector: LabelSelector): Labels | null {
  const labels: Record<string, string> = { ...selector.matchLabels };
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    if (operator === 'In' && labels[key] === undefined) labels[key] = values?.[0] ?? '';
    if (operator === 'Exists') labels[key] ??= 'true';
  }
  return matchesSelector(selector, labels) ? labels : null;
}

async function namespaceFor(
  entry: WebhookEntry,
  listNamespaces: () => Promise<readonly Namespace[]>,
): Promise<string | null> {
  const fitting = (await listNamespaces()).filter(
    (namespace) => !namespace.isTerminating && matchesSelector(entry.namespaceSelector, namespace.labels),
  );
  return (fitting.find(({ name }) => name === 'default') ?? fitting[0])?.name ?? null;
}
