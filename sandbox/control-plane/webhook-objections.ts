import { denyAnnotation } from '../kubernetes/admission/webhook-backend.ts';
import type { WebhookConfiguration } from '../kubernetes/objects.ts';
import type { AdmissionQuestion } from './admission-answerer.ts';
import type { ClusterClient } from './cluster-client.ts';

type Objection = (question: AdmissionQuestion) => string | null;

const configurations = '/apis/admissionregistration.k8s.io/v1';

/** Follows the configurations that say in an annotation what their webhook denies, as the twin reads them. */
export async function followWebhookObjections(client: ClusterClient): Promise<Objection> {
  const denials = new Map<string, readonly { readonly target: string; readonly pattern: RegExp }[]>();
  const follow = (plural: string) =>
    client.follow(`${configurations}/${plural}`, ({ type, object }) => {
      const { metadata, webhooks } = object as WebhookConfiguration;
      const pattern = metadata.annotations?.[denyAnnotation];
      const key = `${plural}/${metadata.name}`;
      if (type === 'DELETED' || pattern === undefined) denials.delete(key);
      else {
        const targets = (webhooks ?? []).map(targetOf);
        denials.set(
          key,
          targets.map((target) => ({ target, pattern: new RegExp(pattern) })),
        );
      }
    });
  await Promise.all([follow('validatingwebhookconfigurations'), follow('mutatingwebhookconfigurations')]);
  return ({ host, path, name }) => {
    const denial = [...denials.values()]
      .flat()
      .find(({ target, pattern }) => target === `${host}${path}` && pattern.test(name));
    return denial ? `${name} matches ${denial.pattern.source}` : null;
  };
}

function targetOf({ clientConfig }: NonNullable<WebhookConfiguration['webhooks']>[number]): string {
  const { service } = clientConfig;
  if (!service) return '';
  return `${service.name}.${service.namespace}.svc/${(service.path ?? '').replace(/^\//, '')}`;
}
