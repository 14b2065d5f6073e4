import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import { webhookReadiness } from '../../src/domain/webhook-readiness.ts';
import { likelyReverter } from '../../src/domain/webhook-reverter.ts';
import type { PhaseContext } from '../phase.ts';
import { recordPolicies } from '../record-state/record-webhooks.ts';
import { type JudgedWebhook, judgeWebhooks } from '../relax-webhooks/judge-webhooks.ts';
import { relaxEntries } from '../relax-webhooks/relax-entries.ts';
import { readBackends } from '../restore-webhooks/read-backends.ts';

/**
 * Relaxes what would keep nodes from joining now: webhooks that somebody put back to Fail during the night, and dangerous ones
 * that are new. One whose backend answers (the cluster is half awake) blocks nothing and stays. Answers how many were relaxed.
 */
export async function relaxAgain(context: PhaseContext): Promise<number> {
  const { judged, table } = await judgeWebhooks(context);
  const failing = judged.filter(({ live, verdict }) => verdict.decision === 'relax' && live.failurePolicy === 'Fail');
  if (failing.length === 0) return 0;
  const backends = await readBackends(context.cluster);
  const blocking = failing.filter(({ live }) => !webhookReadiness(live, backends).ready);
  await recordPolicies(
    context,
    blocking.map(({ recorded }) => recorded),
    table,
  );
  const relaxed = await relaxEntries(context, blocking);
  if (relaxed.length > 0 && !context.run.dryRun) await warnOfReverted(context, relaxed);
  return relaxed.length;
}

async function warnOfReverted({ cluster, notes }: PhaseContext, relaxed: readonly JudgedWebhook[]): Promise<void> {
  const live = await cluster.listWebhooks();
  for (const { live: before } of relaxed) {
    const after = live.find((entry) => nameOfWebhook(entry) === nameOfWebhook(before));
    if (after?.failurePolicy !== 'Fail') continue;
    const { who, cure } = likelyReverter(after);
    notes.warn(`Webhook ${nameOfWebhook(after)} was put back to Fail at once, most likely by ${who}. ${cure}`);
  }
}
