import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ClusterId } from '../domain/run.ts';
import { callAws, isNamed } from './errors-from-aws.ts';

/** Where one cluster's items are: all of them under one partition key. */
export interface ClusterTable {
  readonly table: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly pk: string;
}

export type Item = Record<string, unknown>;

export function clusterTable(table: DynamoDBDocumentClient, tableName: string, cluster: ClusterId): ClusterTable {
  return { table, tableName, pk: `CLUSTER#${cluster.account}/${cluster.region}/${cluster.name}` };
}

/**
 * All items of the cluster whose sort key begins so, in key order, read consistently.
 *
 * @param attributes The only ones to answer; all where none are named.
 */
export async function queryItems(
  { table, tableName, pk }: ClusterTable,
  prefix: string,
  attributes: readonly string[] = [],
): Promise<Item[]> {
  const projection =
    attributes.length === 0
      ? {}
      : {
          ProjectionExpression: attributes.map((_, index) => `#p${index}`).join(', '),
          ExpressionAttributeNames: Object.fromEntries(attributes.map((name, index) => [`#p${index}`, name])),
        };
  return queryAll(table, {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ...projection,
  });
}

/** All that a query finds, page by page. */
export async function queryAll(table: DynamoDBDocumentClient, query: QueryCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const command = new QueryCommand({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) });
    const page = await callAws('dynamodb:Query', () => table.send(command));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
}

/**
 * Sends one conditional write; false when its condition did not hold. What stands there instead has to be read: the table of the
 * tests does not answer the old item together with the refusal.
 */
export async function wrote(action: string, write: () => Promise<unknown>): Promise<boolean> {
  return callAws(action, async () => {
    try {
      await write();
      return true;
    } catch (error) {
      if (isNamed(error, 'ConditionalCheckFailedException')) return false;
      throw error;
    }
  });
}
