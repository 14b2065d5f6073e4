import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StopHistory } from '../domain/choose-copy.ts';
import { TransientError } from '../domain/errors.ts';
import type { NodeGroupRecord, RecordPhase, WebhookOutcome } from '../domain/recorded-state.ts';
import { type ClusterTable, type Item, queryItems, wrote } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';
import type { Readable, RecordStore } from './ports.ts';
import {
  autoscalerKey,
  autoscalerRecords,
  nodeGroupKey,
  nodeGroupRecords,
  type RecordKind,
  readRecord,
  schemaVersion,
  webhookKey,
  webhookRecords,
} from './record-items.ts';

const attemptsAtMost = 3;

/** What must come back, one item each. A record that is still to be restored is never overwritten. */
export function dynamodbRecords(at: ClusterTable): RecordStore {
  return {
    nodeGroups: () => readAll(at, nodeGroupRecords),
    autoscalers: () => readAll(at, autoscalerRecords),
    webhooks: () => readAll(at, webhookRecords),
    recordNodeGroup: (record) => recordOnce(at, nodeGroupRecords, record, withPrevious),
    recordAutoscaler: (record) => recordOnce(at, autoscalerRecords, record),
    recordWebhook: (record) => recordOnce(at, webhookRecords, record),
    markNodeGroupRestored: (name, runId) => markRestored(at, nodeGroupKey(name), runId),
    markAutoscalerRestored: (namespace, name, runId) => markRestored(at, autoscalerKey(namespace, name), runId),
    markWebhookRestored: (record, runId, outcome) => markRestored(at, webhookKey(record), runId, { outcome }),
    noteRaised: (name, desiredSize) => noteRaised(at, nodeGroupKey(name), desiredSize),
    stops: () => readStops(at),
  };
}

async function readAll<T>(at: ClusterTable, kind: RecordKind<T>): Promise<Readable<T>> {
  const items = await queryItems(at, kind.prefix);
  const read = items.map((item) => ({ key: String(item.sk), ...readRecord(kind, item) }));
  return {
    records: read.flatMap((item) => (item.state === 'valid' ? [item.record] : [])),
    unreadable: read.flatMap((item) => (item.state === 'valid' ? [] : [{ key: item.key, problem: item.problem }])),
  };
}

function withPrevious(record: NodeGroupRecord, old: NodeGroupRecord): NodeGroupRecord {
  const { minSize, maxSize, desiredSize, recordedAt } = old;
  return { ...record, previous: { minSize, maxSize, desiredSize, recordedAt } };
}

/**
 * Writes the record where none stands or the one there is restored. A damaged one counts as missing and gives way; one of a newer
 * release is kept, because what it holds is whole, only not for us.
 */
async function recordOnce<T extends { readonly phase: RecordPhase }>(
  at: ClusterTable,
  kind: RecordKind<T>,
  record: T,
  afterOld: (record: T, old: T) => T = (same) => same,
): Promise<'written' | 'kept'> {
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const item = await getItem(at, kind.key(record));
    const old = item && readRecord(kind, item);
    if (old?.state === 'newer' || (old?.state === 'valid' && old.record.phase === 'recorded')) return 'kept';
    const next = old?.state === 'valid' ? afterOld(record, old.record) : record;
    if (await putUnchanged(at, { ...next, sk: kind.key(record), schemaVersion }, item)) return 'written';
  }
  throw new TransientError(`${kind.key(record)} kept changing while it was being written.`, 'It is retried.');
}

async function getItem({ table, tableName, pk }: ClusterTable, sk: string): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true });
  const { Item: item } = await callAws('dynamodb:GetItem', () => table.send(command));
  return item;
}

/** Writes an item if what was read still stands there: nothing, or the same phase, time and run. */
async function putUnchanged(at: ClusterTable, next: Item, read: Item | undefined): Promise<boolean> {
  const names: Record<string, string> = {};
  const values: Item = {};
  const conditions: string[] = [];
  for (const [index, attribute] of (read ? ['phase', 'recordedAt', 'runId'] : ['pk']).entries()) {
    names[`#a${index}`] = attribute;
    const value = read?.[attribute];
    if (value === undefined) {
      conditions.push(`attribute_not_exists(#a${index})`);
    } else {
      values[`:a${index}`] = value;
      conditions.push(`#a${index} = :a${index}`);
    }
  }
  const command = new PutCommand({
    TableName: at.tableName,
    Item: { ...next, pk: at.pk },
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  });
  return wrote('dynamodb:PutItem', () => at.table.send(command));
}

async function markRestored(
  { table, tableName, pk }: ClusterTable,
  sk: string,
  runId: string,
  more: { readonly outcome?: WebhookOutcome } = {},
): Promise<void> {
  const { outcome } = more;
  const command = new UpdateCommand({
    TableName: tableName,
    Key: { pk, sk },
    UpdateExpression: `SET #phase = :restored, restoredBy = :run${outcome ? ', outcome = :outcome' : ''}`,
    ConditionExpression: '#phase = :recorded',
    ExpressionAttributeNames: { '#phase': 'phase' },
    ExpressionAttributeValues: {
      ':restored': 'restored',
      ':recorded': 'recorded',
      ':run': runId,
      ...(outcome ? { ':outcome': outcome } : {}),
    },
  });
  await wrote('dynamodb:UpdateItem', () => table.send(command));
}

async function noteRaised({ table, tableName, pk }: ClusterTable, sk: string, desired: number | null): Promise<void> {
  const command = new UpdateCommand({
    TableName: tableName,
    Key: { pk, sk },
    UpdateExpression: desired === null ? 'REMOVE raisedTo' : 'SET raisedTo = :desired',
    ConditionExpression: '#phase = :recorded',
    ExpressionAttributeNames: { '#phase': 'phase' },
    ExpressionAttributeValues: { ':recorded': 'recorded', ...(desired === null ? {} : { ':desired': desired }) },
  });
  await wrote('dynamodb:UpdateItem', () => table.send(command));
}

/** Of all that lies below `RUN#`, only a run's own item names an action. */
async function readStops(at: ClusterTable): Promise<StopHistory> {
  const items = await queryItems(at, 'RUN#', ['runId', 'action', 'startedAt', 'dryRun']);
  const runs = items.filter((item) => item.action === 'stop' && item.dryRun === false);
  return new Map(runs.map(({ runId, startedAt }) => [String(runId), String(startedAt)]));
}
