import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';

/** One entry of a webhook configuration. */
export interface ReportWebhook {
  readonly kind: string;
  readonly configuration: string;
  readonly webhook: string;
  /** What Relax webhooks decided and why, in one word; null in a run that did not decide. */
  readonly decision: 'relax' | 'leave' | null;
  readonly reason: string | null;
  /** The same for a person: the first request that the entry could have blocked. */
  readonly why: string | null;
  /** What Restore webhooks came to (restored, already, left-relaxed, gone, drift); null in a run that restored nothing. */
  readonly result: string | null;
  readonly resultReason: string | null;
}

const entryId = z.object({ kind: z.string(), configuration: z.string(), webhook: z.string() });
const decided = z.array(
  entryId.extend({ decision: z.enum(['relax', 'leave']), reason: z.string(), why: z.string().optional() }),
);
const restored = z.array(entryId.extend({ result: z.string(), reason: z.string().nullish() }));

/** The webhooks that a run judged (fact `webhooks`) or brought back (fact `webhooksRestored`), in that order, each once. */
export function webhooksOf(entries: readonly JournalEntry[]): ReportWebhook[] {
  const webhooks = new Map<string, ReportWebhook>();
  for (const { facts } of entries) {
    for (const { decision, reason, why, ...id } of decided.safeParse(facts.webhooks).data ?? []) {
      webhooks.set(keyOf(id), { ...id, decision, reason, why: why ?? null, result: null, resultReason: null });
    }
    for (const { result, reason, kind, configuration, webhook } of restored.safeParse(facts.webhooksRestored).data ??
      []) {
      const id = { kind, configuration, webhook };
      const known = webhooks.get(keyOf(id)) ?? { ...id, decision: null, reason: null, why: null };
      webhooks.set(keyOf(id), { ...known, result, resultReason: reason ?? null });
    }
  }
  return [...webhooks.values()];
}

function keyOf({ kind, configuration, webhook }: z.infer<typeof entryId>): string {
  return `${kind}/${configuration}/${webhook}`;
}
