import { randomBytes } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll } from '@jest/globals';
import { type ClusterTable, clusterTable } from '../../src/aws/dynamodb-items.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { lockIndex, recordIndex } from '../../src/domain/table-indexes.ts';
import { startTableServer, type TableServer } from './table-server.ts';

const indexes = [recordIndex, lockIndex];

export const dev: ClusterId = { account: '111122223333', region: 'eu-west-1', name: 'dev' };

export interface TestTable extends ClusterTable {
  /** Puts an item as it stands, behind the adapters' back. */
  put(sk: string, attributes: Readonly<Record<string, unknown>>): Promise<void>;
  /** The same table, seen for another cluster. */
  of(cluster: ClusterId): ClusterTable;
  close(): void;
}

/** One for the tests of a file: Amazon's takes seconds to start. */
let server: Promise<TableServer> | undefined;
afterAll(async () => (await server)?.stop());

/** A table as the stack makes it, in memory, reached over HTTP. */
export async function aTable(): Promise<TestTable> {
  server ??= startTableServer();
  const { endpoint } = await server;
  const client = new DynamoDBClient({
    endpoint,
    region: dev.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const tableName = `state-${randomBytes(4).toString('hex')}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        ...indexes.flatMap(({ partitionKey, sortKey }) =>
          [partitionKey, sortKey].map((name) => ({ AttributeName: name, AttributeType: 'S' as const })),
        ),
      ],
      GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey, attributes }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...attributes] },
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1 }, { TableName: tableName });
  const table = DynamoDBDocumentClient.from(client);
  const of = (cluster: ClusterId) => clusterTable(table, tableName, cluster);
  const own = of(dev);
  return {
    ...own,
    of,
    put: async (sk, attributes) => {
      await table.send(new PutCommand({ TableName: tableName, Item: { pk: own.pk, sk, ...attributes } }));
    },
    close: () => client.destroy(),
  };
}
