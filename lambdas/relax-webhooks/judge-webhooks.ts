import type { Readable } from '../../src/aws/ports.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import {
  asRecorded,
  configurationsOf,
  decodePolicies,
  recordedPoliciesAnnotation,
} from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import { judgeWebhook, type WebhookVerdict } from '../../src/domain/webhook-verdict.ts';
import type { PhaseContext } from '../phase.ts';

/** One entry with what the rules say of it. */
export interface JudgedWebhook {
  readonly live: WebhookEntry;
  /** As it was before we relaxed it: what was judged. */
  readonly recorded: WebhookEntry;
  readonly verdict: WebhookVerdict;
}

export interface JudgedWebhooks {
  readonly judged: readonly JudgedWebhook[];
  readonly table: Readable<WebhookRecord>;
}

/** Reads every webhook of the cluster and judges it in its surroundings; what cannot be read of the records is a warning. */
export async function judgeWebhooks(context: PhaseContext): Promise<JudgedWebhooks> {
  const { cluster, run } = context;
  const { entries, table } = await readWebhooks(context);
  if (entries.length === 0) return { judged: [], table };
  const [namespaces, workloads, services] = await Promise.all([
    cluster.listNamespaces(),
    cluster.listWorkloads(),
    cluster.listServices(),
  ]);
  const surroundings = { namespaces, workloads, services, settings: run.settings.webhooks };
  const judged = entries.map((live) => {
    const recorded = asRecorded(live, table.records);
    return { live, recorded, verdict: judgeWebhook(recorded, surroundings) };
  });
  return { judged, table };
}

/** The live entries and both copies of what was recorded of them; a copy that cannot be read is a warning and counts as missing. */
export async function readWebhooks({ cluster, records, notes }: PhaseContext): Promise<{
  readonly entries: readonly WebhookEntry[];
  readonly table: Readable<WebhookRecord>;
}> {
  const [entries, table] = await Promise.all([cluster.listWebhooks(), records.webhooks()]);
  for (const { key, problem } of table.unreadable) notes.warn(`The record ${key} cannot be read: ${problem}.`);
  for (const { kind, configuration, annotations } of configurationsOf(entries)) {
    const { problem } = decodePolicies(annotations[recordedPoliciesAnnotation]);
    if (problem) notes.warn(`On ${kind}WebhookConfiguration ${configuration}, ${problem}.`);
  }
  return { entries, table };
}
