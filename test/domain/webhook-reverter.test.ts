import { expect, test } from '@jest/globals';
import { likelyReverter } from '../../src/domain/webhook-reverter.ts';

test.each([
  ['kyverno-resource-validating-webhook-cfg', {}, 'Kyverno'],
  ['istiod-default-validator', {}, 'istiod'],
  ['istio-validator-istio-system', {}, 'istiod'],
  ['datadog-webhook', {}, 'the Datadog cluster agent'],
  ['my-guard', { 'argocd.argoproj.io/tracking-id': 'guard:x' }, 'Argo CD (self-heal)'],
  ['my-guard', {}, 'a controller or a GitOps tool'],
  // Istio never touches the policy of its injector.
  ['istio-sidecar-injector', {}, 'a controller or a GitOps tool'],
])('%s with %j is most likely put back by %s', (configuration, annotations, who) => {
  const reverter = likelyReverter({ configuration, annotations });

  expect(reverter.who).toBe(who);
  expect(reverter.cure).toMatch(/\.$/);
});
