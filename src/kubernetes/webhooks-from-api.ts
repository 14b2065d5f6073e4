import type {
  V1MutatingWebhook,
  V1MutatingWebhookConfiguration,
  V1RuleWithOperations,
  V1ValidatingWebhook,
  V1ValidatingWebhookConfiguration,
} from '@kubernetes/client-node';
import type { WebhookEntry, WebhookRule } from '../domain/kubernetes-objects.ts';
import type { WebhookKind } from '../domain/recorded-state.ts';
import { selectorFromApi } from './selector-from-api.ts';

/** Defaults of admissionregistration.k8s.io/v1. */
const defaultTimeoutSeconds = 10;
const defaultPort = 443;

/** All entries of one configuration; one without entries has no `webhooks` key at all. */
export function webhooksFromApi(
  kind: WebhookKind,
  configuration: V1ValidatingWebhookConfiguration | V1MutatingWebhookConfiguration,
): WebhookEntry[] {
  const { metadata } = configuration;
  const entries: readonly (V1ValidatingWebhook | V1MutatingWebhook)[] = configuration.webhooks ?? [];
  return entries.map((entry) => ({
    kind,
    configuration: metadata?.name ?? '',
    configurationUid: metadata?.uid ?? '',
    annotations: metadata?.annotations ?? {},
    webhook: entry.name,
    failurePolicy: entry.failurePolicy === 'Ignore' ? 'Ignore' : 'Fail',
    timeoutSeconds: entry.timeoutSeconds ?? defaultTimeoutSeconds,
    service: serviceOf(entry),
    url: entry.clientConfig.url ?? null,
    hasCaBundle: Boolean(entry.clientConfig.caBundle),
    namespaceSelector: selectorFromApi(entry.namespaceSelector),
    objectSelector: selectorFromApi(entry.objectSelector),
    rules: (entry.rules ?? []).map(ruleFromApi),
    matchConditions: (entry.matchConditions ?? []).map(({ name, expression }) => ({ name, expression })),
    sideEffects: entry.sideEffects,
  }));
}

function serviceOf(entry: V1ValidatingWebhook | V1MutatingWebhook): WebhookEntry['service'] {
  const { service } = entry.clientConfig;
  return service ? { namespace: service.namespace, name: service.name, port: service.port ?? defaultPort } : null;
}

function ruleFromApi(rule: V1RuleWithOperations): WebhookRule {
  return {
    apiGroups: rule.apiGroups ?? [],
    apiVersions: rule.apiVersions ?? [],
    resources: rule.resources ?? [],
    operations: rule.operations ?? [],
    scope: rule.scope === 'Namespaced' || rule.scope === 'Cluster' ? rule.scope : '*',
  };
}
