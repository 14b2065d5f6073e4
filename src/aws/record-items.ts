import { z } from 'zod';
import type { AutoscalerRecord, NodeGroupRecord, WebhookRecord } from '../domain/recorded-state.ts';
import type { Item } from './dynamodb-items.ts';

/**
 * Version of the records' layout; items without one are of layout 0. It counts up when an older release would misread what is
 * written, not for an attribute that it may leave out. A reader meets a newer one after a rollback, and must not guess what that means.
 */
export const schemaVersion = 1;

/** What turns an item of each older layout into one of the next: from 0 on, records remember their instance types and the record before. */
const upgrades: readonly ((item: Item) => Item)[] = [(item) => ({ instanceTypes: [], previous: null, ...item })];

const size = z.number().int().min(0);
const base = { recordedAt: z.iso.datetime(), runId: z.string().min(1), phase: z.enum(['recorded', 'restored']) };

const sizes = { minSize: size, maxSize: size, desiredSize: size };

/** One kind of record: how its key is made and what it must hold. */
export interface RecordKind<T> {
  readonly prefix: string;
  readonly schema: z.ZodType<T>;
  readonly key: (record: T) => string;
}

export const nodeGroupRecords: RecordKind<NodeGroupRecord> = {
  prefix: 'NODEGROUP#',
  schema: z.object({
    ...base,
    ...sizes,
    name: z.string().min(1),
    instanceTypes: z.array(z.string()),
    previous: z.object({ ...sizes, recordedAt: z.iso.datetime() }).nullable(),
    raisedTo: size.optional(),
  }),
  key: ({ name }) => nodeGroupKey(name),
};

export const autoscalerRecords: RecordKind<AutoscalerRecord> = {
  prefix: 'AUTOSCALER#',
  schema: z.object({
    ...base,
    namespace: z.string().min(1),
    name: z.string().min(1),
    kind: z.literal('Deployment'),
    replicas: size,
  }),
  key: ({ namespace, name }) => autoscalerKey(namespace, name),
};

export const webhookRecords: RecordKind<WebhookRecord> = {
  prefix: 'WEBHOOK#',
  schema: z.object({
    ...base,
    kind: z.enum(['Validating', 'Mutating']),
    configuration: z.string().min(1),
    webhook: z.string().min(1),
    failurePolicy: z.enum(['Fail', 'Ignore']),
    restoredBy: z.string().optional(),
    outcome: z.enum(['restored', 'already', 'gone', 'drift']).optional(),
  }),
  key: (record) => webhookKey(record),
};

export function nodeGroupKey(name: string): string {
  return `NODEGROUP#${name}`;
}

export function autoscalerKey(namespace: string, name: string): string {
  return `AUTOSCALER#${namespace}/${name}`;
}

export function webhookKey({
  kind,
  configuration,
  webhook,
}: Pick<WebhookRecord, 'kind' | 'configuration' | 'webhook'>): string {
  return `WEBHOOK#${kind === 'Validating' ? 'V' : 'M'}#${configuration}#${webhook}`;
}

export type ReadItem<T> =
  | { readonly state: 'valid'; readonly record: T }
  | { readonly state: 'damaged' | 'newer'; readonly problem: string };

/** Reads an item strictly: what is missing or odd makes it unreadable, and never a zero. An older layout is read, a newer one is not. */
export function readRecord<T>(kind: RecordKind<T>, item: Item): ReadItem<T> {
  const version = item.schemaVersion ?? 0;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    return { state: 'damaged', problem: `schemaVersion: ${JSON.stringify(version)} is not a whole number` };
  }
  if (version > schemaVersion) {
    const problem = `it was written by a newer release (layout ${version}, this one reads up to ${schemaVersion})`;
    return { state: 'newer', problem };
  }
  const parsed = kind.schema.safeParse(upgrades.slice(version).reduce((older, upgrade) => upgrade(older), item));
  if (!parsed.success) return { state: 'damaged', problem: problemOf(parsed.error) };
  if (kind.key(parsed.data) === item.sk) return { state: 'valid', record: parsed.data };
  return { state: 'damaged', problem: 'its key names another object than its attributes' };
}

function problemOf({ issues }: z.ZodError): string {
  return issues.map((issue) => `${issue.path.join('.') || 'item'}: ${issue.message}`).join('; ');
}
