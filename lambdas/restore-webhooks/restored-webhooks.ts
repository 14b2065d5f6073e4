import { z } from 'zod';
import { nameOfWebhook } from '../../src/domain/recorded-on-webhooks.ts';
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

/** What this run has noted so far of the webhooks that it brought back, for a later phase: nothing before Restore webhooks. */
export async function readRestored({ journal, run }: PhaseContext): Promise<RestoredWebhook[]> {
  const entry = (await journal.read(run)).find(({ phase }) => phase === 'restore-webhooks');
  return restoredIn(entry?.facts ?? {});
}

function restoredIn({ webhooksRestored }: Readonly<Record<string, unknown>>): RestoredWebhook[] {
  return z.array(restoredWebhook).safeParse(webhooksRestored).data ?? [];
}

/** Notes what this pass came to, together with what earlier passes did: a fact replaces the one before. */
export async function noteRestored(context: PhaseContext, results: readonly RestoredWebhook[]): Promise<void> {
  const all = [...restoredIn(await context.remembered()), ...results];
  context.notes.fact('webhooksRestored', [...new Map(all.map((one) => [nameOfWebhook(one), one])).values()]);
}
