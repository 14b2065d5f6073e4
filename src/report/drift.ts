import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';
import type { Drift } from '../domain/drift.ts';

/** What somebody else changed while the cluster slept, and the phase that found it. */
export interface ReportDrift extends Drift {
  readonly phase: string;
}

const text = z.string().nullable();
export const driftSchema = z.object({
  kind: z.enum(['node group', 'autoscaler', 'webhook']),
  name: z.string(),
  recorded: text,
  found: text,
  result: text,
  outcome: z.enum(['restored', 'kept', 'merged', 'recorded', 'gone', 'new']),
});
const drifts = z.array(driftSchema);

/** The drift of a run in the order of the runbook (facts `nodeGroupDrift`, `autoscalerDrift`, `webhookDrift`). */
export function driftOfRun(entries: readonly JournalEntry[]): ReportDrift[] {
  return entries.flatMap(({ phase, facts }) =>
    [facts.nodeGroupDrift, facts.autoscalerDrift, facts.webhookDrift].flatMap((fact) =>
      (drifts.safeParse(fact).data ?? []).map((drift) => ({ phase, ...drift })),
    ),
  );
}
