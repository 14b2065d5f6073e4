import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import type { PhaseContext } from '../phase.ts';
import type { JudgedWebhook } from './judge-webhooks.ts';

/**
 * Makes those entries fail open that do not yet. Their policies must be recorded before. Answers the ones that were changed: a
 * controller may be about to put them back.
 */
export async function relaxEntries(
  { cluster, notes, assertLock }: PhaseContext,
  toRelax: readonly JudgedWebhook[],
): Promise<JudgedWebhook[]> {
  const changed: JudgedWebhook[] = [];
  for (const one of toRelax.filter(({ live }) => live.failurePolicy === 'Fail')) {
    await assertLock();
    const outcome = await cluster.setFailurePolicy(one.live, 'Fail', 'Ignore');
    if (outcome !== 'set') continue;
    changed.push(one);
    const detail = `Fail -> Ignore (${one.verdict.reason})`;
    notes.did({ verb: 'relax webhook', target: nameOfWebhook(one.live), detail });
  }
  return changed;
}
