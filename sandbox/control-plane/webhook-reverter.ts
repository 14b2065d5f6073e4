import { revertsWebhooksAnnotation } from '../kubernetes/controllers/webhook-reverter.ts';
import type { Deployment, WebhookConfiguration } from '../kubernetes/objects.ts';
import type { ClusterClient } from './cluster-client.ts';

const configurations = '/apis/admissionregistration.k8s.io/v1';
const managedLabel = 'webhook.kyverno.io/managed-by';
const revertMs = 1000;

/**
 * Kyverno's part, as the twin plays it: while a Deployment with the annotation is ready, each failurePolicy of the configurations that
 * Kyverno manages is back within about a second as it was when it was first seen.
 */
export async function startWebhookReverter(client: ClusterClient): Promise<void> {
  const originals = new Map<string, ReadonlyMap<string, string | undefined>>();
  const atWork = new Set<string>();

  const revertSoon = (path: string) => {
    setTimeout(() => {
      const original = originals.get(path);
      if (!original || atWork.size === 0) return;
      void revert(client, path, original);
    }, revertMs).unref();
  };

  const follow = (plural: string) =>
    client.follow(`${configurations}/${plural}`, ({ type, object }) => {
      const path = `${configurations}/${plural}/${object.metadata.name}`;
      if (object.metadata.labels?.[managedLabel] !== 'kyverno') return;
      if (type === 'DELETED') originals.delete(path);
      else if (!originals.has(path)) originals.set(path, policiesOf(object as WebhookConfiguration));
      else if (atWork.size > 0) revertSoon(path);
    });
  await Promise.all([
    follow('validatingwebhookconfigurations'),
    follow('mutatingwebhookconfigurations'),
    client.follow('/apis/apps/v1/deployments', ({ type, object }) => {
      const { metadata, status } = object as Deployment;
      if (metadata.annotations?.[revertsWebhooksAnnotation] !== 'true') return;
      const key = `${metadata.namespace}/${metadata.name}`;
      const wasAtWork = atWork.size > 0;
      if (type !== 'DELETED' && (status?.readyReplicas ?? 0) > 0) atWork.add(key);
      else atWork.delete(key);
      if (!wasAtWork && atWork.size > 0) for (const path of originals.keys()) revertSoon(path);
    }),
  ]);
}

/** A refusal needs no care: the configuration has changed meanwhile or is gone, and each change is told of. */
async function revert(
  client: ClusterClient,
  path: string,
  original: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const { statusCode, body } = await client.send('GET', path);
  if (statusCode !== 200) return;
  const { webhooks = [] } = body as WebhookConfiguration;
  const changes = webhooks.flatMap(({ name, failurePolicy }, index) => {
    const value = original.get(name);
    if (value === undefined || value === failurePolicy) return [];
    const at = `/webhooks/${index}`;
    return [
      { op: 'test', path: `${at}/name`, value: name },
      { op: 'replace', path: `${at}/failurePolicy`, value },
    ];
  });
  if (changes.length > 0) await client.send('PATCH', path, changes, 'application/json-patch+json');
}

function policiesOf({ webhooks }: WebhookConfiguration): ReadonlyMap<string, string | undefined> {
  return new Map((webhooks ?? []).map(({ name, failurePolicy }) => [name, failurePolicy]));
}
