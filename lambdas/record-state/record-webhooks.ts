import type { Readable } from '../../src/aws/ports.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import {
  configurationsOf,
  decodePolicies,
  encodePolicies,
  nameOfWebhook,
  outstandingPolicies,
  type RecordedPolicies,
  recordedPoliciesAnnotation,
} from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import type { PhaseContext } from '../phase.ts';
import { judgeWebhooks } from '../relax-webhooks/judge-webhooks.ts';
import { recordInTheWay } from './record-in-the-way.ts';

/**
 * Makes sure that the failurePolicy of every entry that will be relaxed stands in the table and on its configuration, in this
 * order, and answers how many entries that are.
 *
 * @throws {StateMissingError} when a record that cannot be read is in the way of a new one.
 */
export async function recordWebhooks(context: PhaseContext): Promise<number> {
  const { judged, table } = await judgeWebhooks(context);
  const toRelax = judged.filter(({ verdict }) => verdict.decision === 'relax').map(({ recorded }) => recorded);
  await recordPolicies(context, toRelax, table);
  return toRelax.length;
}

/**
 * Writes the policies of these entries down, as they are given: first into the table, then onto their configurations. What is
 * recorded and not restored yet is left as it is.
 *
 * @throws {StateMissingError} when a record that cannot be read is in the way of a new one.
 */
export async function recordPolicies(
  context: PhaseContext,
  toRelax: readonly WebhookEntry[],
  table: Readable<WebhookRecord>,
): Promise<void> {
  for (const entry of toRelax) await recordOne(context, entry, table);
  for (const configuration of configurationsOf(toRelax)) await annotate(context, configuration, toRelax, table.records);
}

async function recordOne(
  { run, records, notes, now, assertLock }: PhaseContext,
  entry: WebhookEntry,
  { records: known, unreadable }: Readable<WebhookRecord>,
): Promise<void> {
  const name = nameOfWebhook(entry);
  if (known.some((record) => record.phase === 'recorded' && nameOfWebhook(record) === name)) return;
  const { kind, configuration, webhook, failurePolicy } = entry;
  if (!run.dryRun) {
    await assertLock();
    const stamp = { recordedAt: now().toISOString(), runId: run.id, phase: 'recorded' } as const;
    const result = await records.recordWebhook({ kind, configuration, webhook, failurePolicy, ...stamp });
    if (result === 'kept') throw recordInTheWay(`${configuration}#${webhook}`, unreadable);
  }
  notes.did({ verb: 'record', target: `webhook/${name}`, detail: failurePolicy });
}

/** The second copy, on the configuration: what is outstanding on it, and what was recorded now. */
async function annotate(
  { cluster, assertLock }: PhaseContext,
  { kind, configuration, annotations }: WebhookEntry,
  toRelax: readonly WebhookEntry[],
  known: readonly WebhookRecord[],
): Promise<void> {
  const isHere = (one: { readonly kind: string; readonly configuration: string }) =>
    one.kind === kind && one.configuration === configuration;
  const here = toRelax.filter(isHere);
  const policies: RecordedPolicies = Object.fromEntries(
    [...outstandingPolicies(known, here).filter(isHere), ...here].map((one) => [one.webhook, one.failurePolicy]),
  );
  const text = encodePolicies(policies);
  const annotated = decodePolicies(annotations[recordedPoliciesAnnotation]);
  if (annotated.problem === null && encodePolicies(annotated.policies) === text) return;
  await assertLock();
  await cluster.annotateWebhookConfiguration({ kind, name: configuration }, { [recordedPoliciesAnnotation]: text });
}
