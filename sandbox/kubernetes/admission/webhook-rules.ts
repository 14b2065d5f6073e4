import type { KubeObject, LabelSelector, Webhook } from '../objects.ts';
import { parseApiVersion } from '../resource-registry.ts';
import { matchesLabelSelector } from '../selectors.ts';
import type { AdmissionRequest, ClusterView } from './admission-request.ts';

type Rule = NonNullable<Webhook['rules']>[number];

/** Whether a webhook's rules and selectors cover the request; match conditions come after this. */
export function matchesWebhook(webhook: Webhook, request: AdmissionRequest, cluster: ClusterView): boolean {
  if (!webhook.rules?.some((rule) => matchesRule(rule, request, webhook.matchPolicy))) return false;
  return (
    matchesNamespace(webhook.namespaceSelector, request, cluster) && matchesObject(webhook.objectSelector, request)
  );
}

function matchesRule(rule: Rule, request: AdmissionRequest, matchPolicy: string | undefined): boolean {
  return (
    matchesResource(rule.resources, request) &&
    includes(rule.apiGroups, request.type.group) &&
    includes(rule.operations, request.operation) &&
    versionsOf(request, matchPolicy).some((version) => includes(rule.apiVersions, version)) &&
    matchesScope(rule.scope, request)
  );
}

function includes(list: readonly string[] | undefined, wanted: string): boolean {
  return list?.some((item) => item === '*' || item === wanted) ?? false;
}

/** `Equivalent` (the default) matches a request also through another version of the same resource. */
function versionsOf(request: AdmissionRequest, matchPolicy: string | undefined): readonly string[] {
  if (matchPolicy !== 'Exact') return request.type.versions;
  return [parseApiVersion((request.object ?? request.oldObject)?.apiVersion ?? '').version];
}

/** `*` has no subresources, `*` + `/*` has all; `pods/*` is also `pods` itself, by the words of the API server's matcher. */
function matchesResource(resources: readonly string[] | undefined, request: AdmissionRequest): boolean {
  const subresource = request.subresource ?? '';
  return (
    resources?.some((entry) => {
      const [resource = '', wanted = ''] = entry.split('/');
      if (resource !== '*' && resource !== request.type.plural) return false;
      return wanted === '*' || wanted === subresource;
    }) ?? false
  );
}

function matchesScope(scope: string | undefined, request: AdmissionRequest): boolean {
  if (scope === 'Namespaced') return request.type.isNamespaced;
  if (scope === 'Cluster') return !request.type.isNamespaced;
  return true;
}

function isEmpty(selector: LabelSelector | undefined): boolean {
  return !selector?.matchExpressions?.length && Object.keys(selector?.matchLabels ?? {}).length === 0;
}

/** A cluster-scoped object is never exempted by its namespace: it has none. A Namespace is judged by its own labels. */
function matchesNamespace(
  selector: LabelSelector | undefined,
  request: AdmissionRequest,
  cluster: ClusterView,
): boolean {
  if (isEmpty(selector) || request.namespace === undefined) return true;
  const isItself =
    request.type.kind === 'Namespace' && request.type.group === '' && request.object && !request.subresource;
  const namespace = isItself ? request.object : cluster.get('namespaces', undefined, request.namespace);
  return matchesLabelSelector(selector, namespace?.metadata.labels);
}

/** The object as it will be or as it was: one of them is enough. */
function matchesObject(selector: LabelSelector | undefined, request: AdmissionRequest): boolean {
  if (isEmpty(selector)) return true;
  const has = (object: KubeObject | undefined) =>
    object !== undefined && matchesLabelSelector(selector, object.metadata.labels);
  return has(request.object) || has(request.oldObject);
}
