import { z } from 'zod';
import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import type { Run } from '../../src/domain/run.ts';
import type { PhaseContext } from '../phase.ts';

/** What became of one recorded entry, as the journal keeps it (fact `webhooksRestored`). */
export type RestoredWebhook = z.infer<typeof restoredWebhook>;

const restoredWebhook = z.object({
  kind: z.enum(['Validating', 'Mutating']),
  configuration: z.string(),
  webhook: z.string(),
  failurePolicy: z.enum(['Fail', 'Ignore']),
  result: z.enum(['restored', 'already', 'left-relaxed', 'gone', 'drift']),
  reason: z.string().nullable(),
});

/**
 * What this run has brought back so far, for a later phase: nothing before Restore webhooks. The journal tells it, and for what
 * was restored by a pass that crashed before its journal, the records.
 */
export async function readRestored({ journal, records, run }: PhaseContext): Promise<RestoredWebhook[]> {
  const entry = (await journal.read(run)).find(({ phase }) => phase === 'restore-webhooks');
  return eachOnce([...inRecords(run, (await records.webhooks()).records), ...restoredIn(entry?.facts ?? {})]);
}

function inRecords({ id }: Pick<Run, 'id'>, records: readonly WebhookRecord[]): RestoredWebhook[] {
  return records.flatMap(({ kind, configuration, webhook, failurePolicy, phase, restoredBy, outcome }) =>
    phase === 'restored' && restoredBy === id && outcome
      ? [{ kind, configuration, webhook, failurePolicy, result: outcome, reason: null }]
      : [],
  );
}

function eachOnce(all: readonly RestoredWebhook[]): RestoredWebhook[] {
  return [...new Map(all.map((one) => [nameOfWebhook(one), one])).values()];
}

function restoredIn({ webhooksRestored }: Readonly<Record<string, unknown>>): RestoredWebhook[] {
  return z.array(restoredWebhook).safeParse(webhooksRestored).data ?? [];
}

/**
 * Notes what this pass came to, together with what earlier passes did: a fact replaces the one before. A pass that crashed before
 * its journal has left its part in the records.
 */
export async function noteRestored(
  context: PhaseContext,
  results: readonly RestoredWebhook[],
  records: readonly WebhookRecord[],
): Promise<void> {
  const before = inRecords(context.run, records);
  if (results.length + before.length === 0) return;
  const all = [...before, ...restoredIn(await context.remembered()), ...results];
  context.notes.fact('webhooksRestored', eachOnce(all));
}
