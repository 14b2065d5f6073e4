import { WebhookNotReadyError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { type WebhookBackends, webhookReadiness } from '../../src/domain/webhook-readiness.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { readBackends } from '../restore-webhooks/read-backends.ts';
import { type RestoredWebhook, readRestored } from '../restore-webhooks/restored-webhooks.ts';

/** Whoever reverts a webhook does so within a second or two, so a policy that holds this long has been accepted. */
const settleSeconds = 3;

/**
 * Proves that the webhooks that came back work: each holds its policy and keeps it, its backend is ready, and a server-side dry
 * run through it gets an answer where something harmless matches its rules.
 *
 * @throws {WebhookNotReadyError} at the deadline, naming each that does not.
 */
export const validateWebhooks: Phase = async (context) => {
  const { run, cluster } = context;
  if (run.dryRun) return { status: 'skipped', reason: 'a dry run restores no webhook', summary: {} };
  const back = (await readRestored(context)).filter(isBack);
  if (back.length === 0) return { status: 'skipped', reason: 'no webhook was restored', summary: {} };
  const [entries, backends] = await Promise.all([cluster.listWebhooks(), readBackends(cluster)]);
  const failing: string[] = [];
  let answered = 0;
  for (const one of back) {
    const entry = entries.find((live) => nameOfWebhook(live) === nameOfWebhook(one));
    const found = await look(context, one, entry, backends);
    if (found === 'answered') answered += 1;
    else if (found !== null) failing.push(`${nameOfWebhook(one)} ${found.trouble}`);
  }
  return answer(context, { webhooks: back.length, answered }, failing);
};

/** Entries that were Ignore all along fail open, whatever becomes of them. */
function isBack({ result, failurePolicy }: RestoredWebhook): boolean {
  return failurePolicy === 'Fail' && (result === 'restored' || result === 'already');
}

/** Whether it answered a probe, what is wrong with it, or null where nothing is wrong and nothing could be asked. */
async function look(
  { cluster, notes }: PhaseContext,
  { result }: RestoredWebhook,
  entry: WebhookEntry | undefined,
  backends: WebhookBackends,
): Promise<'answered' | { readonly trouble: string } | null> {
  if (!entry) return { trouble: 'no longer exists' };
  if (entry.failurePolicy !== 'Fail') return { trouble: 'holds failurePolicy Ignore again' };
  const readiness = webhookReadiness(entry, backends);
  if (!readiness.ready) {
    // Somebody else made this one Fail; it would never become ready, however long the run waits.
    if (result === 'restored' || readiness.willBe) return { trouble: `is not ready: ${readiness.reason}` };
    notes.warn(
      `Webhook ${nameOfWebhook(entry)} was put back to Fail by somebody else and cannot answer: ${readiness.reason}. ` +
        'It blocks what its rules match until its backend is there.',
    );
    return null;
  }
  const probe = await cluster.probeWebhook(entry);
  if (probe.result === 'failed') return { trouble: `cannot be called: ${probe.message}` };
  return probe.result === 'answered' ? 'answered' : null;
}

function answer(
  { run, now, loopStartedAt }: PhaseContext,
  counts: { readonly webhooks: number; readonly answered: number },
  failing: readonly string[],
): PhaseAnswer {
  const { validateWebhooks: timeoutSeconds } = run.settings.timeouts;
  const summary = { ...counts, failing: failing.length };
  const deadline = deadlineOf(loopStartedAt, timeoutSeconds);
  const isSettled = now() >= deadlineOf(loopStartedAt, settleSeconds);
  if (failing.length === 0) {
    if (isSettled) return { status: 'done', summary };
    return { status: 'pending', waitSeconds: settleSeconds, reason: 'looking whether the policies are kept', summary };
  }
  if (now() >= deadline) {
    throw new WebhookNotReadyError(
      `After ${timeoutSeconds} s, ${failing.length} of ${counts.webhooks} restored webhooks do not work: ${few(failing).join('; ')}.`,
      'Mend their backends, or set the policy back where it was changed, and redrive the run: it looks again.',
    );
  }
  const waitSeconds = nextLook(loopStartedAt, now(), deadline);
  return { status: 'pending', waitSeconds, reason: `webhook ${failing[0]}`, summary };
}
