import { driftOf } from '../../src/domain/drift.ts';
import { nameOfWebhook, outstandingPolicies } from '../../src/domain/recorded-on-webhooks.ts';
import { webhookReadiness } from '../../src/domain/webhook-readiness.ts';
import { likelyReverter } from '../../src/domain/webhook-reverter.ts';
import { noteDrift } from '../note-drift.ts';
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
  const failing = judged.filter(
    ({ live, verdict }) =>
      live.failurePolicy === 'Fail' && (verdict.decision === 'relax' || verdict.reason === 'excluded'),
  );
  if (failing.length === 0) return 0;
  const backends = await readBackends(context.cluster);
  const withoutBackend = failing.filter(({ live }) => !webhookReadiness(live, backends).ready);
  warnOfExcluded(context, withoutBackend);
  const blocking = withoutBackend.filter(({ verdict }) => verdict.decision === 'relax');
  await recordPolicies(
    context,
    blocking.map(({ recorded }) => recorded),
    table,
  );
  const relaxed = await relaxEntries(context, blocking);
  if (relaxed.length > 0 && !context.run.dryRun) await warnOfReverted(context, relaxed);
  const known = outstandingPolicies(
    table.records,
    judged.map(({ live }) => live),
  ).map(nameOfWebhook);
  const drift = relaxed.map(({ live }) => {
    const recorded = known.includes(nameOfWebhook(live)) ? 'Ignore for the night' : null;
    return driftOf('webhook', nameOfWebhook(live), { recorded, found: 'Fail', result: 'Fail' });
  });
  await noteDrift(context, 'webhook', drift);
  return relaxed.length;
}

/** The configuration keeps us from relaxing these, so the likeliest cause of nodes that never join is named before they are paid for. */
function warnOfExcluded({ notes }: PhaseContext, withoutBackend: readonly JudgedWebhook[]): void {
  for (const { live, verdict } of withoutBackend.filter((one) => one.verdict.reason === 'excluded')) {
    notes.warn(
      `Webhook ${nameOfWebhook(live)} holds Fail, nothing answers for it, and the configuration says not to relax it ` +
        `(webhooks.never, webhooks.relax). It may block ${verdict.why}. If nodes do not join, set it to Ignore by hand.`,
    );
  }
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
