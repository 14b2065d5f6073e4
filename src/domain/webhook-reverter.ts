import type { WebhookEntry } from './kubernetes-objects.ts';

/** Who puts a configuration back after it was changed, as far as its name and annotations tell, and how to make it stop. */
export interface WebhookReverter {
  readonly who: string;
  readonly cure: string;
}

/** The ones known to rewrite failurePolicy while they run, by the names they give their configurations. */
const rewriters: readonly (WebhookReverter & { readonly name: RegExp })[] = [
  {
    name: /^kyverno-/,
    who: 'Kyverno',
    cure:
      'Set features.forceFailurePolicyIgnore.enabled=true or, better, features.excludeBootstrapResources.enabled=true in its ' +
      'chart (1.19 and later), so that nothing has to be relaxed.',
  },
  {
    name: /^istio(d-default-validator|-validator)/,
    who: 'istiod',
    cure: 'Set base.validationCABundle in its chart: istiod then leaves the configuration alone.',
  },
  {
    name: /^datadog-webhook/,
    who: 'the Datadog cluster agent',
    cure: 'Set clusterAgent.admissionController.failurePolicy=Ignore in its chart.',
  },
];

/** Makes a guess for the warning: a product's own controller first, then the tool that deployed it, else somebody unknown. */
export function likelyReverter(entry: Pick<WebhookEntry, 'configuration' | 'annotations'>): WebhookReverter {
  const rewriter = rewriters.find(({ name }) => name.test(entry.configuration));
  if (rewriter) return { who: rewriter.who, cure: rewriter.cure };
  if ('argocd.argoproj.io/tracking-id' in entry.annotations) {
    return {
      who: 'Argo CD (self-heal)',
      cure: 'Ignore differences in /webhooks/*/failurePolicy of this object (ignoreDifferences with RespectIgnoreDifferences).',
    };
  }
  return {
    who: 'a controller or a GitOps tool',
    cure: 'Find its name with kubectl get --show-managed-fields -o yaml, and let it leave failurePolicy alone.',
  };
}
