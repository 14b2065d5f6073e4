import type { Readable } from '../../src/aws/ports.ts';
import { webhookKey } from '../../src/aws/record-items.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import {
  configurationsOf,
  decodePolicies,
  encodePolicies,
  nameOfWebhook,
  type OutstandingPolicy,
  recordedPoliciesAnnotation,
} from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import type { PhaseContext } from '../phase.ts';
import type { RestoredWebhook } from './restored-webhooks.ts';

/**
 * Leaves on each configuration only what is still to be brought back, and takes the annotation away with the last entry; also one
 * that a crash left over. An annotation that cannot be read stays for a person to look at, unless the table has the records of that
 * configuration: then it says nothing that nobody knows.
 */
export async function tidyAnnotations(
  { cluster, assertLock }: PhaseContext,
  entries: readonly WebhookEntry[],
  outstanding: readonly OutstandingPolicy[],
  { results, table }: { readonly results: readonly RestoredWebhook[]; readonly table: Readable<WebhookRecord> },
): Promise<void> {
  const finished = new Set(results.filter(({ result }) => result !== 'left-relaxed').map(nameOfWebhook));
  const remaining = outstanding.filter((policy) => !finished.has(nameOfWebhook(policy)));
  for (const { kind, configuration, annotations } of configurationsOf(entries)) {
    const text = annotations[recordedPoliciesAnnotation];
    if (text === undefined) continue;
    if (decodePolicies(text).problem !== null && !isInTable(table, { kind, configuration })) continue;
    const here = remaining.filter((policy) => policy.kind === kind && policy.configuration === configuration);
    const wanted = encodePolicies(Object.fromEntries(here.map((policy) => [policy.webhook, policy.failurePolicy])));
    if (wanted === text) continue;
    await assertLock();
    await cluster.annotateWebhookConfiguration({ kind, name: configuration }, { [recordedPoliciesAnnotation]: wanted });
  }
}

function isInTable(
  { records, unreadable }: Readable<WebhookRecord>,
  { kind, configuration }: Pick<WebhookEntry, 'kind' | 'configuration'>,
): boolean {
  const prefix = webhookKey({ kind, configuration, webhook: '' });
  return (
    records.some((record) => record.kind === kind && record.configuration === configuration) &&
    !unreadable.some(({ key }) => key.startsWith(prefix))
  );
}
