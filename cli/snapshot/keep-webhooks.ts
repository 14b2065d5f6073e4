import { type Fields, fieldsOf, filled, listOf, pick } from './fields.ts';
import type { Tally } from './tally.ts';

const decisive = [
  'name',
  'failurePolicy',
  'matchPolicy',
  'namespaceSelector',
  'objectSelector',
  'rules',
  'sideEffects',
  'timeoutSeconds',
  'admissionReviewVersions',
  'matchConditions',
  'reinvocationPolicy',
];

/** Base64 of `left out`: that a webhook has an authority, and not which, decides whether it can be put back. */
const someCaBundle = 'bGVmdCBvdXQ=';

/** The entries of a webhook configuration, with all that decides about them. */
export function keepWebhooks(webhooks: unknown, tally: Tally): Fields[] {
  return listOf(webhooks).map((entry) => {
    const { url, service, caBundle } = fieldsOf(entry.clientConfig);
    tally.count('CA bundles', caBundle ? 1 : 0);
    const clientConfig = filled({
      url: typeof url === 'string' ? originOf(url) : null,
      service: service ? pick(service, 'namespace', 'name', 'port', 'path') : null,
      caBundle: caBundle ? someCaBundle : null,
    });
    return { ...pick(entry, ...decisive), clientConfig };
  });
}

/** A path or a query may hold a key. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'https://left.out';
}
