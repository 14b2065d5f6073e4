import type { Deployment, WebhookConfiguration } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyOf } from './informer.ts';

/** On a Deployment (`true`): while it is ready, it undoes changes of the webhook configurations that it manages. */
export const revertsWebhooksAnnotation = 'sandbox.eks-scheduler.io/reverts-webhooks';

const user = controllerUser('kyverno-admission-controller');
const managedLabel = 'webhook.kyverno.io/managed-by';
const revertMs = 1000;

const configurations = [
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
];

/** What Kyverno's admission controller does to its configurations: within a second each failurePolicy is back as it was. */
export function startWebhookReverter(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const originals = new Map<string, ReadonlyMap<string, string | undefined>>();
  const queue = context.queue(reconcile);
  for (const resource of configurations) {
    context.on(resource, ({ type, object }) => {
      const key = `${resource} ${keyOf(object)}`;
      if (object.metadata.labels?.[managedLabel] !== 'kyverno') return;
      if (type === 'DELETED') {
        originals.delete(key);
        queue.forget(key);
        return;
      }
      if (!originals.has(key)) originals.set(key, policiesOf(object as WebhookConfiguration));
      if (isAtWork()) queue.addAt(key, clock.now() + revertMs);
    });
  }
  context.on('deployments.apps', ({ object, old }) => {
    const wasReady = ((old as Deployment | undefined)?.status?.readyReplicas ?? 0) > 0;
    if (!revertsWebhooks(object as Deployment) || wasReady || !isAtWork()) return;
    for (const key of originals.keys()) queue.addAt(key, clock.now() + revertMs);
  });

  function isAtWork(): boolean {
    return informer
      .list<Deployment>('deployments.apps')
      .some((deployment) => revertsWebhooks(deployment) && (deployment.status?.readyReplicas ?? 0) > 0);
  }

  function reconcile(key: string): void {
    const [resource = '', name = ''] = key.split(' ');
    const original = originals.get(key);
    if (!original || !isAtWork() || !informer.get(resource, undefined, name)) return;
    api.edit<WebhookConfiguration>(user, resource, undefined, name, (live) => {
      for (const webhook of live.webhooks ?? []) {
        const policy = original.get(webhook.name);
        if (policy === 'Fail' || policy === 'Ignore') webhook.failurePolicy = policy;
      }
    });
  }
}

function revertsWebhooks(deployment: Deployment): boolean {
  return deployment.metadata.annotations?.[revertsWebhooksAnnotation] === 'true';
}

function policiesOf(configuration: WebhookConfiguration): ReadonlyMap<string, string | undefined> {
  return new Map((configuration.webhooks ?? []).map(({ name, failurePolicy }) => [name, failurePolicy]));
}
