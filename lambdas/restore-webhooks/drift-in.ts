import { type Drift, driftOf } from '../../src/domain/drift.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import type { RestoredWebhook } from './restored-webhooks.ts';

/** The entries that somebody took away or gave another policy while the cluster slept, with what they hold. */
export function driftIn(results: readonly RestoredWebhook[], entries: readonly WebhookEntry[]): Drift[] {
  return results
    .filter(({ result }) => result === 'drift' || result === 'gone')
    .map((one) => {
      const name = nameOfWebhook(one);
      const found =
        one.result === 'gone' ? null : (entries.find((entry) => nameOfWebhook(entry) === name)?.failurePolicy ?? null);
      return driftOf('webhook', name, { recorded: one.failurePolicy, found, result: found });
    });
}
