import { StateMissingError, TransientError } from '../../src/domain/errors.ts';
import type { WebhookEntry, Workload } from '../../src/domain/kubernetes-objects.ts';
import {
  asRecorded,
  configurationsOf,
  decodePolicies,
  encodePolicies,
  nameOfWebhook,
  outstandingPolicies,
  type RecordedPolicies,
  recordedPoliciesAnnotation,
} from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import { judgeWebhook } from '../../src/domain/webhook-verdict.ts';
import type { PhaseContext } from '../phase.ts';

/**
 * Makes sure that the failurePolicy of every entry that will be relaxed stands in the table and on its configuration, in this
 * order, and answers how many entries that are.
 *
 * @throws {StateMissingError} when a damaged record is in the way of a new one.
 */
export async function recordWebhooks(context: PhaseContext, workloads: readonly Workload[]): Promise<number> {
  const { cluster, notes, run } = context;
  const entries = await cluster.listWebhooks();
  if (entries.length === 0) return 0;
  const [namespaces, services, table] = await Promise.all([
    cluster.listNamespaces(),
    cluster.listServices(),
    context.records.webhooks(),
  ]);
  for (const { key, problem } of table.unreadable) notes.warn(`The record ${key} cannot be read: ${problem}.`);
  const surroundings = { namespaces, workloads, services, settings: run.settings.webhooks };
  const toRelax = entries
    .map((entry) => asRecorded(entry, table.records))
    .filter((entry) => judgeWebhook(entry, surroundings).decision === 'relax');
  const unreadable = table.unreadable.map(({ key }) => key);
  for (const entry of toRelax) await recordOne(context, entry, table.records, unreadable);
  for (const configuration of configurationsOf(toRelax)) await annotate(context, configuration, toRelax, table.records);
  return toRelax.length;
}

async function recordOne(
  { run, records, notes, now, assertLock }: PhaseContext,
  entry: WebhookEntry,
  known: readonly WebhookRecord[],
  unreadable: readonly string[],
): Promise<void> {
  const name = nameOfWebhook(entry);
  if (known.some((record) => record.phase === 'recorded' && nameOfWebhook(record) === name)) return;
  const { kind, configuration, webhook, failurePolicy } = entry;
  if (!run.dryRun) {
    await assertLock();
    const stamp = { recordedAt: now().toISOString(), runId: run.id, phase: 'recorded' } as const;
    const result = await records.recordWebhook({ kind, configuration, webhook, failurePolicy, ...stamp });
    if (result === 'kept') throw inTheWay(entry, unreadable);
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

function inTheWay(entry: WebhookEntry, unreadable: readonly string[]): Error {
  const name = nameOfWebhook(entry);
  if (!unreadable.some((key) => key.endsWith(`#${entry.configuration}#${entry.webhook}`))) {
    return new TransientError(`Another pass has just recorded webhook ${name}.`, 'Nothing to do: it is read again.');
  }
  return new StateMissingError(
    `The record of webhook ${name} in the table is damaged and cannot be overwritten.`,
    'Note what it says, delete that item, and redrive the run.',
  );
}
