import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import {
  nameOfWebhook,
  type OutstandingPolicy,
  outstandingPolicies,
  type WebhookName,
} from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import { webhookReadiness } from '../../src/domain/webhook-readiness.ts';
import { planRestore, type RestoreStep } from '../../src/domain/webhook-restore.ts';
import { noteDrift } from '../note-drift.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { readWebhooks } from '../relax-webhooks/judge-webhooks.ts';
import { driftIn } from './drift-in.ts';
import { readBackends } from './read-backends.ts';
import { noteRestored, type RestoredWebhook } from './restored-webhooks.ts';
import { tidyAnnotations } from './tidy-annotations.ts';
import { warnOfUnknown } from './warn-of-unknown.ts';

/**
 * Gives every relaxed webhook its recorded failurePolicy back, each as soon as its backend would answer: before that, the restore
 * itself would be the outage. One whose backend will not come stays relaxed and recorded, with a warning.
 *
 * Safe to repeat: a record is marked restored only after its entry is back, and only what still holds our Ignore is changed.
 */
export const restoreWebhooks: Phase = async (context) => {
  const { run, now, loopStartedAt } = context;
  const { entries, table } = await readWebhooks(context);
  const outstanding = await believedPolicies(context, table.records, entries);
  await warnOfUnknown(context, { table, entries, outstanding });
  const deadline = deadlineOf(loopStartedAt, run.settings.timeouts.restoreWebhooks);
  const steps = outstanding.length === 0 ? [] : await planAll(context, outstanding, entries, now() >= deadline);
  const results: RestoredWebhook[] = [];
  const waiting: string[] = [];
  for (const { policy, step } of steps) {
    if (step.action === 'wait') waiting.push(`${nameOfWebhook(policy)}: ${step.reason}`);
    else results.push(await carryOut(context, policy, step));
  }
  await tidyAnnotations(context, entries, outstanding, { results, table });
  await noteRestored(context, results, table.records);
  await noteDrift(context, 'webhook', driftIn(results, entries));
  const left = results.filter(({ result }) => result === 'left-relaxed').length;
  const summary = { webhooks: outstanding.length, leftRelaxed: left, waiting: waiting.length };
  const [first] = waiting;
  if (first === undefined) return { status: 'done', summary };
  const waitSeconds = nextLook(loopStartedAt, now(), deadline);
  const more = waiting.length > 1 ? ` (and ${waiting.length - 1} more)` : '';
  return { status: 'pending', waitSeconds, reason: `webhook ${first}${more}`, summary };
};

/** What is to be brought back; the history of runs is looked up only where the copies disagree, and that is a warning. */
async function believedPolicies(
  { records, notes }: PhaseContext,
  known: readonly WebhookRecord[],
  entries: readonly WebhookEntry[],
): Promise<OutstandingPolicy[]> {
  const atFirst = outstandingPolicies(known, entries);
  if (!atFirst.some(({ dispute }) => dispute)) return atFirst;
  const outstanding = outstandingPolicies(known, entries, await records.stops());
  for (const { failurePolicy, source, dispute, ...name } of outstanding) {
    if (!dispute) continue;
    const other = source === 'table' ? 'annotation' : 'record';
    const own = source === 'table' ? 'record' : 'annotation';
    notes.warn(
      `Webhook ${nameOfWebhook(name)}: its ${own} says ${failurePolicy}, its ${other} ${dispute.other}. The ${own} is taken: ${dispute.why}.`,
    );
  }
  return outstanding;
}

interface PlannedRestore {
  readonly policy: OutstandingPolicy;
  readonly step: RestoreStep;
}

async function planAll(
  { cluster, run }: PhaseContext,
  outstanding: readonly OutstandingPolicy[],
  entries: readonly WebhookEntry[],
  isLate: boolean,
): Promise<PlannedRestore[]> {
  const backends = await readBackends(cluster);
  return outstanding.map((policy) => {
    const entry = entries.find((one) => nameOfWebhook(one) === nameOfWebhook(policy));
    const readiness = entry ? webhookReadiness(entry, backends) : ({ ready: true } as const);
    const step = planRestore(policy.failurePolicy, entry, readiness);
    if (step.action !== 'wait') return { policy, step };
    // A dry run waits for nothing: it lists what the morning would do once the backend is there.
    if (run.dryRun) return { policy, step: { action: 'restore' } };
    if (!isLate) return { policy, step };
    const reason = `not ready after ${run.settings.timeouts.restoreWebhooks} s: ${step.reason}`;
    return { policy, step: { action: 'leave-relaxed', reason } };
  });
}

type FinalStep = Exclude<RestoreStep, { readonly action: 'wait' }>;

async function carryOut(context: PhaseContext, policy: OutstandingPolicy, step: FinalStep): Promise<RestoredWebhook> {
  const { run, records, notes, assertLock, now } = context;
  // Before the record too: marked restored by a run that lost its cluster, it would be lost to the stop that took it.
  await assertLock();
  // What the table lost goes into it again: should this pass crash, the next one still knows what it did.
  if (policy.source === 'annotation' && !run.dryRun) {
    const { kind, configuration, webhook, failurePolicy } = policy;
    const stamp = { recordedAt: now().toISOString(), runId: run.id, phase: 'recorded' } as const;
    await records.recordWebhook({ kind, configuration, webhook, failurePolicy, ...stamp });
  }
  const outcome = await outcomeOf(context, policy, step);
  const { kind, configuration, webhook, failurePolicy } = policy;
  if (outcome.warning) notes.warn(outcome.warning);
  if (outcome.result !== 'left-relaxed' && !run.dryRun) {
    await records.markWebhookRestored(policy, run.id, outcome.result);
  }
  return { kind, configuration, webhook, failurePolicy, result: outcome.result, reason: outcome.reason };
}

interface Outcome extends Pick<RestoredWebhook, 'result' | 'reason'> {
  readonly warning?: string;
}

async function outcomeOf(context: PhaseContext, policy: OutstandingPolicy, step: FinalStep): Promise<Outcome> {
  switch (step.action) {
    case 'restore':
      return restore(context, policy);
    case 'already':
      return { result: 'already', reason: null };
    case 'gone':
      return gone(policy);
    case 'drift':
      return drift(policy, step.reason);
    case 'leave-relaxed':
      return { result: 'left-relaxed', reason: step.reason, warning: warningOfRelaxed(policy, step.reason) };
  }
}

async function restore({ cluster, notes }: PhaseContext, policy: OutstandingPolicy): Promise<Outcome> {
  switch (await cluster.setFailurePolicy(policy, 'Ignore', policy.failurePolicy)) {
    case 'set':
      notes.did({
        verb: 'restore webhook',
        target: nameOfWebhook(policy),
        detail: `Ignore -> ${policy.failurePolicy}`,
      });
      return { result: 'restored', reason: null };
    case 'already':
      return { result: 'already', reason: null };
    case 'gone':
      return gone(policy);
    case 'changed-by-other':
      return drift(policy, 'somebody changed it just now');
  }
}

function gone(webhook: WebhookName): Outcome {
  const warning = `Webhook ${nameOfWebhook(webhook)} no longer exists: there is nothing to restore.`;
  return { result: 'gone', reason: 'it no longer exists', warning };
}

function drift(webhook: WebhookName, reason: string): Outcome {
  return { result: 'drift', reason, warning: `Webhook ${nameOfWebhook(webhook)} is left alone: ${reason}.` };
}

function warningOfRelaxed(webhook: WebhookName, reason: string): string {
  const resource = `${webhook.kind.toLowerCase()}webhookconfiguration`;
  return (
    `Webhook ${nameOfWebhook(webhook)} stays relaxed (failurePolicy Ignore): ${reason}. Mend its backend; the next start then ` +
    `restores it, or set it by hand: kubectl edit ${resource} ${webhook.configuration}`
  );
}
