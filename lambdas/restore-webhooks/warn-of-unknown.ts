import type { Readable } from '../../src/aws/ports.ts';
import { webhookKey } from '../../src/aws/record-items.ts';
import { few } from '../../src/domain/few.ts';
import type { WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import { nameOfWebhook, type WebhookName } from '../../src/domain/recorded-on-webhooks.ts';
import type { WebhookRecord } from '../../src/domain/recorded-state.ts';
import { judgeWebhook } from '../../src/domain/webhook-verdict.ts';
import type { PhaseContext } from '../phase.ts';

interface KnownOfWebhooks {
  readonly table: Readable<WebhookRecord>;
  readonly entries: readonly WebhookEntry[];
  readonly outstanding: readonly WebhookName[];
}

/**
 * Names the webhooks that may have been relaxed without anybody knowing from what: their record cannot be read and no annotation
 * has them, or the table knows of no stop at all. They are left as they are, because Ignore may be what they always held.
 */
export async function warnOfUnknown(context: PhaseContext, known: KnownOfWebhooks): Promise<void> {
  const { table, entries, outstanding } = known;
  const open = entries.filter(
    (entry) =>
      entry.failurePolicy === 'Ignore' && !outstanding.some((one) => nameOfWebhook(one) === nameOfWebhook(entry)),
  );
  const unreadable = open.filter((entry) => table.unreadable.some(({ key }) => key === webhookKey(entry)));
  if (unreadable.length > 0) warn(context, 'Their record cannot be read, and no annotation has them', unreadable);
  if (open.length === 0 || outstanding.length + table.records.length + table.unreadable.length > 0) return;
  if ((await context.records.stops()).size > 0) return;
  const suspects = await likelyRelaxed(context, open);
  if (suspects.length > 0)
    warn(context, 'The table knows of no stop of this cluster, and no annotation has them', suspects);
}

function warn({ notes }: PhaseContext, why: string, suspects: readonly WebhookEntry[]): void {
  const [first] = suspects;
  if (!first) return;
  notes.warn(
    `Webhooks hold Ignore, and nothing says whether a stop relaxed them: ${few(suspects.map(nameOfWebhook)).join(', ')}. ${why}: they ` +
      `are left as they are. If that is wrong: kubectl edit ${first.kind.toLowerCase()}webhookconfiguration ` +
      `${first.configuration}, and set failurePolicy: Fail`,
  );
}

/** Those that a stop would relax, were they Fail. */
async function likelyRelaxed({ run, cluster }: PhaseContext, open: readonly WebhookEntry[]): Promise<WebhookEntry[]> {
  const [namespaces, workloads, services] = await Promise.all([
    cluster.listNamespaces(),
    cluster.listWorkloads(),
    cluster.listServices(),
  ]);
  const surroundings = { namespaces, workloads, services, settings: run.settings.webhooks };
  return open.filter((entry) => judgeWebhook({ ...entry, failurePolicy: 'Fail' }, surroundings).decision === 'relax');
}
