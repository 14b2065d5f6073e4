import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import { likelyReverter } from '../../src/domain/webhook-reverter.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { recordPolicies } from '../record-state/record-webhooks.ts';
import { type JudgedWebhook, judgeWebhooks } from './judge-webhooks.ts';
import { relaxEntries } from './relax-entries.ts';

/** Whoever reverts does so within a second or two; there is no point in asking much later. */
const longestWaitSeconds = 5;

/**
 * Makes every webhook fail open that would keep pods from leaving tonight or nodes from joining in the morning, recorded first.
 * After a change it looks again, because some controllers rewrite their own configurations. One that does so until the deadline
 * is a warning: its pods will be gone, and Validate bootstrap relaxes it in the morning, when nobody reverts.
 *
 * Safe to repeat: an entry that we relaxed is judged by what was recorded of it.
 */
export const relaxWebhooks: Phase = async (context) => {
  const { run, notes } = context;
  const { judged, table } = await judgeWebhooks(context);
  notes.fact(
    'webhooks',
    judged.map(({ live: { kind, configuration, webhook }, verdict: { decision, reason, why } }) => {
      return { kind, configuration, webhook, decision, reason, why };
    }),
  );
  const toRelax = judged.filter(({ verdict }) => verdict.decision === 'relax');
  // Record state has written them already, and on a dry run listed them; here only what appeared in between is new.
  const toRecord = toRelax.map(({ recorded }) => recorded);
  if (!run.dryRun) await recordPolicies(context, toRecord, table);
  const changed = await relaxEntries(context, toRelax);
  const summary = { webhooks: judged.length, relaxed: toRelax.length };
  if (changed.length === 0 || run.dryRun) return { status: 'done', summary };
  const deadline = deadlineOf(context.loopStartedAt, run.settings.timeouts.relaxWebhooks);
  if (context.now() >= deadline) {
    warnOfReverters(context, changed);
    return { status: 'done', summary };
  }
  return {
    status: 'pending',
    waitSeconds: Math.min(nextLook(context.loopStartedAt, context.now(), deadline), longestWaitSeconds),
    reason: `looking whether ${changed.length} relaxed webhooks stay relaxed`,
    summary,
  };
};

function warnOfReverters({ notes }: PhaseContext, reverted: readonly JudgedWebhook[]): void {
  for (const { live } of reverted) {
    const { who, cure } = likelyReverter(live);
    notes.warn(
      `Webhook ${nameOfWebhook(live)} was put back to Fail each time it was relaxed, most likely by ${who}. ` +
        `It is relaxed again in the morning, before nodes come. ${cure}`,
    );
  }
}
