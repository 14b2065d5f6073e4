import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { HeldLock, Outstanding } from '../domain/stock.ts';
import { lockIndex, recordIndex, type TableIndex } from '../domain/table-indexes.ts';
import { type Item, queryAll } from './dynamodb-items.ts';
import type { StockRoom } from './ports.ts';

const clusterKey = z
  .string()
  .startsWith('CLUSTER#')
  .transform((pk) => pk.slice('CLUSTER#'.length));
const recordItem = z.object({ pk: clusterKey, sk: z.string(), recordedAt: z.iso.datetime(), runId: z.string() });
const lockItem = z.object({
  pk: clusterKey,
  sk: z.literal('LOCK'),
  action: z.enum(['stop', 'start']),
  acquiredAt: z.string(),
  holder: z.string(),
});

/**
 * What is outstanding and locked, of all clusters, by the indexes of the table. They are a moment behind the table, which is as good for
 * a look every few minutes. An item that does not parse is left out: the runs report it.
 */
export function dynamodbStock(table: DynamoDBDocumentClient, tableName: string): StockRoom {
  const read = (index: TableIndex, value: string) => queryIndex(table, tableName, index, value);
  return {
    outstanding: async () => (await read(recordIndex, 'recorded')).flatMap(outstandingFrom),
    locks: async () => [...(await read(lockIndex, 'stop')), ...(await read(lockIndex, 'start'))].flatMap(lockFrom),
  };
}

/**
 * Keys (`<account>/<region>/<name> NODEGROUP#apps`) of what is outstanding and cannot be read: it counts for nothing in the stock, and yet
 * something is to come back.
 */
export async function unreadableRecords(table: DynamoDBDocumentClient, tableName: string): Promise<readonly string[]> {
  const items = await queryIndex(table, tableName, recordIndex, 'recorded');
  const unreadable = items.filter((item) => !recordItem.safeParse(item).success);
  return unreadable.map(({ pk, sk }) => `${String(pk).replace('CLUSTER#', '')} ${String(sk)}`);
}

function outstandingFrom(item: Item): Outstanding[] {
  const { data } = recordItem.safeParse(item);
  return data ? [{ cluster: data.pk, key: data.sk, recordedAt: data.recordedAt, runId: data.runId }] : [];
}

function lockFrom(item: Item): HeldLock[] {
  const { data } = lockItem.safeParse(item);
  if (!data) return [];
  const { pk: cluster, action, acquiredAt, holder } = data;
  return [{ cluster, action, acquiredAt, holder }];
}

function queryIndex(
  table: DynamoDBDocumentClient,
  tableName: string,
  { name, partitionKey }: TableIndex,
  value: string,
): Promise<Item[]> {
  return queryAll(table, {
    TableName: tableName,
    IndexName: name,
    KeyConditionExpression: '#key = :value',
    ExpressionAttributeNames: { '#key': partitionKey },
    ExpressionAttributeValues: { ':value': value },
  });
}
