import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import type { PhaseContext } from '../phase.ts';
import type { Turn } from './turn.ts';

/**
 * Relaxes once more the webhooks that were relaxed before and hold Fail again: controllers rewrite their own
 * configurations, and a webhook whose pods are about to leave would then refuse every eviction.
 */
export async function relaxAgain({ run, cluster, records, notes }: PhaseContext, turn: Turn): Promise<void> {
  if (run.settings.webhooks.relax === 'off') return;
  const relaxed = (await records.webhooks()).records.filter(
    ({ phase, failurePolicy }) => phase === 'recorded' && failurePolicy === 'Fail',
  );
  if (relaxed.length === 0) return;
  const keys = new Set(relaxed.map(keyOf));
  for (const entry of await cluster.listWebhooks()) {
    if (entry.failurePolicy !== 'Fail' || !keys.has(keyOf(entry)) || !(await turn.mayGoOn())) continue;
    if ((await cluster.setFailurePolicy(entry, 'Fail', 'Ignore')) !== 'set') continue;
    notes.did({ verb: 'relax webhook', target: keyOf(entry), detail: 'Fail -> Ignore (again)' });
    notes.warn(`Webhook ${keyOf(entry)} had been put back to Fail before the drain; it was relaxed again.`);
  }
}

function keyOf({
  kind,
  configuration,
  webhook,
}: Pick<WebhookRecord | WebhookEntry, 'kind' | 'configuration' | 'webhook'>) {
  return `${kind}/${configuration}/${webhook}`;
}
