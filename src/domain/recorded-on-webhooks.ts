import { chooseCopy, type StopHistory } from './choose-copy.ts';
import type { WebhookEntry } from './kubernetes-objects.ts';
import type { FailurePolicy, WebhookKind, WebhookRecord } from './recorded-state.ts';

/**
 * The annotation of a webhook configuration that holds what its relaxed entries must come back to: the copy of the records that
 * is on the thing itself. Its value is JSON: `{"validate.kyverno.svc-fail":"Fail"}`.
 */
export const recordedPoliciesAnnotation = 'eks-scheduler.io/recorded-failure-policies';

/** failurePolicy by webhook name. */
export type RecordedPolicies = Readonly<Record<string, FailurePolicy>>;

/** Where to find one entry: names of webhooks are unique in one configuration, and configurations by kind. */
export interface WebhookName {
  readonly kind: WebhookKind;
  readonly configuration: string;
  readonly webhook: string;
}

/** An entry's name in reports: `Validating/kyverno-resource-validating-webhook-cfg/validate.kyverno.svc-fail`. */
export function nameOfWebhook({ kind, configuration, webhook }: WebhookName): string {
  return `${kind}/${configuration}/${webhook}`;
}

/** The annotation's value; null when nothing is left to note, so that the annotation goes. */
export function encodePolicies(policies: RecordedPolicies): string | null {
  const sorted = Object.entries(policies).sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.length === 0 ? null : JSON.stringify(Object.fromEntries(sorted));
}

/** Reads the annotation's value. What cannot be read counts as missing and is named in `problem`; nothing is guessed. */
export function decodePolicies(text: string | undefined): {
  readonly policies: RecordedPolicies;
  readonly problem: string | null;
} {
  if (text === undefined) return { policies: {}, problem: null };
  const entries = entriesOf(text);
  if (!entries) return { policies: {}, problem: `${recordedPoliciesAnnotation} is not a JSON object: ${text}` };
  const readable = entries.filter((entry): entry is [string, FailurePolicy] => isPolicy(entry[1]));
  const odd = entries.filter(([, policy]) => !isPolicy(policy)).map(([webhook]) => webhook);
  return {
    policies: Object.fromEntries(readable),
    problem: odd.length === 0 ? null : `${recordedPoliciesAnnotation} holds no failurePolicy for ${odd.join(', ')}`,
  };
}

function entriesOf(text: string): [string, unknown][] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : null;
}

function isPolicy(value: unknown): value is FailurePolicy {
  return value === 'Fail' || value === 'Ignore';
}

/** What is still to be brought back for one entry, and which of the two copies says so. */
export interface OutstandingPolicy extends WebhookName {
  readonly failurePolicy: FailurePolicy;
  readonly source: 'table' | 'annotation';
  /** Where both are there and differ: what the other one says, and why it was not believed. */
  readonly dispute?: { readonly other: FailurePolicy; readonly why: string };
}

/**
 * Everything that is still to be brought back. Of two copies that disagree one is chosen (choose-copy.ts; Fail is the larger, and an
 * annotation names no run). An annotation alone counts only for an entry that the table has no record of at all: where the table
 * says `restored`, it is merely left over.
 *
 * @param history The stops that are known; looked up only where copies disagree.
 */
export function outstandingPolicies(
  records: readonly WebhookRecord[],
  entries: readonly WebhookEntry[],
  history: StopHistory = new Map(),
): OutstandingPolicy[] {
  const known = new Set(records.map(nameOfWebhook));
  const annotated = new Map(
    configurationsOf(entries).map(({ kind, configuration, annotations }) => {
      const { policies } = decodePolicies(annotations[recordedPoliciesAnnotation]);
      return [`${kind}/${configuration}`, policies] as const;
    }),
  );
  const fromTable = records
    .filter((record) => record.phase === 'recorded')
    .map((record) => {
      const policies = annotated.get(`${record.kind}/${record.configuration}`) ?? {};
      const other = Object.hasOwn(policies, record.webhook) ? policies[record.webhook] : undefined;
      return believed(record, other, history);
    });
  const fromAnnotations = configurationsOf(entries).flatMap(({ kind, configuration, annotations }) =>
    Object.entries(decodePolicies(annotations[recordedPoliciesAnnotation]).policies)
      .map(([webhook, failurePolicy]) => ({
        kind,
        configuration,
        webhook,
        failurePolicy,
        source: 'annotation' as const,
      }))
      .filter((policy) => !known.has(nameOfWebhook(policy))),
  );
  return [...fromTable, ...fromAnnotations];
}

function believed(
  record: WebhookRecord,
  annotated: FailurePolicy | undefined,
  history: StopHistory,
): OutstandingPolicy {
  const { kind, configuration, webhook, failurePolicy, runId } = record;
  const name = { kind, configuration, webhook };
  if (annotated === undefined || annotated === failurePolicy) return { ...name, failurePolicy, source: 'table' };
  const mark = { value: annotated, runId: null };
  const isFail = (policy: FailurePolicy) => (policy === 'Fail' ? 1 : 0);
  const { winner, why } = chooseCopy({ value: failurePolicy, runId }, mark, history, (a, b) => isFail(a) - isFail(b));
  return winner === 'table'
    ? { ...name, failurePolicy, source: 'table', dispute: { other: annotated, why } }
    : { ...name, failurePolicy: annotated, source: 'annotation', dispute: { other: failurePolicy, why } };
}

/** One entry of each configuration: its annotations are the configuration's. */
export function configurationsOf(entries: readonly WebhookEntry[]): WebhookEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.kind}/${entry.configuration}`, entry])).values()];
}

/**
 * The entry as it was before it was relaxed: where it holds Ignore and a record or the annotation says Fail, with Fail. On a later
 * pass this is what to judge, or what we relaxed would look harmless.
 */
export function asRecorded(entry: WebhookEntry, records: readonly WebhookRecord[]): WebhookEntry {
  if (entry.failurePolicy === 'Fail') return entry;
  const outstanding = outstandingPolicies(records, [entry]).find(
    (policy) => nameOfWebhook(policy) === nameOfWebhook(entry),
  );
  return outstanding ? { ...entry, failurePolicy: outstanding.failurePolicy } : entry;
}
