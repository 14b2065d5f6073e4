import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { ClusterId } from '../domain/run.ts';
import type { Item } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';

/** Behind every sort key: the last character there is, as often as a key of 1024 bytes can have it. */
const behindAll = '\u{10FFFF}'.repeat(256);

/**
 * Every cluster that the table holds an item of, by name. It reads one item of each and leaps over the rest, so that it costs a request
 * a cluster and not the whole journal; the caller needs dynamodb:Scan.
 *
 * https://aws.amazon.com/blogs/database/generate-a-distinct-set-of-partition-keys-for-an-amazon-dynamodb-table-efficiently/
 */
export async function knownClusters(table: DynamoDBDocumentClient, tableName: string): Promise<readonly ClusterId[]> {
  const clusters: ClusterId[] = [];
  let start: Item | undefined;
  for (;;) {
    const command = new ScanCommand({
      TableName: tableName,
      ProjectionExpression: 'pk',
      Limit: 1,
      ...(start ? { ExclusiveStartKey: start } : {}),
    });
    const { Items = [], LastEvaluatedKey }: ScanCommandOutput = await callAws('dynamodb:Scan', () =>
      table.send(command),
    );
    const pk = Items[0]?.pk ?? LastEvaluatedKey?.pk;
    if (pk === undefined) return clusters.sort(byName);
    if (Items.length > 0) clusters.push(...clusterIn(String(pk)));
    start = { pk, sk: behindAll };
  }
}

/** None for what is not a cluster's: the slots of the schedules. */
function clusterIn(pk: string): ClusterId[] {
  const [, account, region, name] = /^CLUSTER#([^/]+)\/([^/]+)\/(.+)$/.exec(pk) ?? [];
  return account && region && name ? [{ account, region, name }] : [];
}

function byName(one: ClusterId, other: ClusterId): number {
  const key = ({ name, account, region }: ClusterId) => `${name}/${account}/${region}`;
  return key(one).localeCompare(key(other), 'en');
}
