import { z } from 'zod';
import { type ClusterTable, queryItems } from './dynamodb-items.ts';
import { type RunKey, runKey } from './journal-items.ts';

/** A warning of a run, with the title of its phase. */
export interface JournalledWarning {
  readonly phase: string;
  readonly message: string;
}

const phaseWithWarnings = z.object({
  type: z.literal('phase'),
  title: z.string(),
  warnings: z.array(z.string()),
});

/** What the phases of a run have warned of so far, in the order of the runbook. It leaves the long part of the journal unread. */
export async function journalledWarnings(at: ClusterTable, run: RunKey): Promise<JournalledWarning[]> {
  const items = await queryItems(at, `${runKey(run)}#PHASE#`, ['type', 'title', 'warnings']);
  return items.flatMap((item) => {
    const { data } = phaseWithWarnings.safeParse(item);
    return data ? data.warnings.map((message) => ({ phase: data.title, message })) : [];
  });
}
