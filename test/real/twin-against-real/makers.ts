import type {
  KubeObject,
  LabelSelector,
  PodDisruptionBudget,
  StatefulSet,
  Webhook,
} from '../../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../../sandbox/world.ts';
import {
  aBackend,
  aBudget,
  aStatefulSet,
  aWebhook,
  aWebhookConfiguration,
  type WorkloadParts,
} from '../../journeys/objects.ts';

/** A StatefulSet without volumes: nothing here provisions any. */
export function aPlainStatefulSet(parts: WorkloadParts): StatefulSet {
  const { volumeClaimTemplates: _none, ...spec } = aStatefulSet(parts).spec;
  return { ...aStatefulSet(parts), spec };
}

/** A budget over whatever the selector says; undefined leaves it out. */
export function aBudgetOver(
  selector: LabelSelector | undefined,
  spec: Omit<PodDisruptionBudget['spec'], 'selector'>,
  name = 'guard',
): KubeObject {
  return { ...aBudget({ name }), spec: { ...spec, ...(selector && { selector }) } };
}

export const neverReady = { [podBehaviour.neverReady]: 'true' };
/** Ignores SIGTERM until its grace is over. */
export const stubborn = { [podBehaviour.stopAfter]: '3600' };
/** What a DaemonSet's pods tolerate, and more. */
export const everything = [{ operator: 'Exists' }];
/** A label that no node has. */
export const nowhere = { 'no-node-has': 'this' };

/** One for everything of the scenario and of nothing else: its namespace, and its node. */
export function aWebhookHere(parts: Partial<Webhook> = {}, kind: 'Validating' | 'Mutating' = 'Validating'): KubeObject {
  const webhook = aWebhook({
    name: 'ask.{ns}.example.com',
    clientConfig: { service: { namespace: '{ns}', name: 'policy', path: '/{ns}', port: 443 }, caBundle: 'Y2E=' },
    namespaceSelector: { matchLabels: { scenario: '{ns}' } },
    timeoutSeconds: 5,
    ...parts,
  });
  return aWebhookConfiguration({ kind, name: '{ns}', webhooks: [webhook] });
}

/** The Deployment and the Service that `aWebhookHere` names. */
export function theBackend(): KubeObject[] {
  return aBackend({ name: 'policy' });
}

export function on(resource: string, ...operations: string[]): NonNullable<Webhook['rules']> {
  // Those for everything spare what belongs to no namespace: it is every scenario's.
  const scope = resource.includes('*') ? 'Namespaced' : '*';
  return [{ apiGroups: ['*'], apiVersions: ['*'], resources: [resource], operations, scope }];
}
