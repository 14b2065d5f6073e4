import type { WebhookEntry } from './kubernetes-objects.ts';
import type { FailurePolicy } from './recorded-state.ts';
import type { WebhookReadiness } from './webhook-readiness.ts';

/** What to do in the morning with one entry that has a policy recorded. */
export type RestoreStep =
  | { readonly action: 'restore' }
  /** It holds what was recorded: whoever put it back, there is nothing left to do. */
  | { readonly action: 'already' }
  | { readonly action: 'gone' }
  /** It holds something that we never wrote. */
  | { readonly action: 'drift'; readonly reason: string }
  | { readonly action: 'wait'; readonly reason: string }
  /** Its backend will not answer, so Fail would block the cluster: it stays as it is. */
  | { readonly action: 'leave-relaxed'; readonly reason: string };

/**
 * Says what becomes of a recorded entry. Only Ignore is ever changed, because only that is what we wrote, and only to what was
 * recorded: an entry that was Ignore stays Ignore, also where somebody has made it Fail meanwhile.
 *
 * @param entry The live entry, or undefined where it no longer exists.
 */
export function planRestore(
  recorded: FailurePolicy,
  entry: WebhookEntry | undefined,
  readiness: WebhookReadiness,
): RestoreStep {
  if (!entry) return { action: 'gone' };
  if (entry.failurePolicy === recorded) return { action: 'already' };
  if (recorded === 'Ignore') {
    return { action: 'drift', reason: 'it was Ignore when it was recorded, and somebody has made it Fail since' };
  }
  if (readiness.ready) return { action: 'restore' };
  if (readiness.willBe) return { action: 'wait', reason: readiness.reason };
  return { action: 'leave-relaxed', reason: `not ready, and will not be: ${readiness.reason}` };
}
