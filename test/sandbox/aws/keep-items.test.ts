import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, test } from '@jest/globals';
import { createDynamoDb, type DynamoDbOptions } from '../../../sandbox/aws/dynamodb.ts';
import { ServiceError } from '../../../sandbox/service-error.ts';
import { anEndpoint } from './an-endpoint.ts';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A table with the key `pk` whose writes are told. */
async function aTable(onWrite: NonNullable<DynamoDbOptions['onWrite']>) {
  const dynamoDb = createDynamoDb({ onWrite });
  await dynamoDb.createTable({
    TableName: 'state',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  });
  const endpoint = await anEndpoint({ services: [dynamoDb.service] });
  const client = new DynamoDBClient(endpoint.client);
  closers.push(
    () => client.destroy(),
    () => endpoint.server.close(),
  );
  return { dynamoDb, client, documents: DynamoDBDocumentClient.from(client) };
}

const put = (pk: string, nodes: number) => new PutCommand({ TableName: 'state', Item: { pk, nodes } });
const grow = (pk: string) =>
  new UpdateCommand({
    TableName: 'state',
    Key: { pk },
    UpdateExpression: 'ADD nodes :one',
    ExpressionAttributeValues: { ':one': 1 },
  });

test('each write is told with what stands there afterwards, and a refused one is not', async () => {
  const told: unknown[] = [];
  const { documents } = await aTable((table, key, item) => void told.push([table, key, item]));
  await documents.send(put('dev', 3));
  await documents.send(grow('dev'));
  const taken = new PutCommand({
    TableName: 'state',
    Item: { pk: 'dev' },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await expect(documents.send(taken)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  await documents.send(new DeleteCommand({ TableName: 'state', Key: { pk: 'dev' } }));

  const key = { pk: { S: 'dev' } };
  expect(told).toEqual([
    ['state', key, { ...key, nodes: { N: '3' } }],
    ['state', key, { ...key, nodes: { N: '4' } }],
    ['state', key, null],
  ]);
});

test('of many writes at once the last one told is what stands there', async () => {
  const told: unknown[] = [];
  const { documents } = await aTable((_table, _key, item) => void told.push(item));
  await Promise.all(Array.from({ length: 20 }, () => documents.send(grow('dev'))));

  const { Item } = await documents.send(new GetCommand({ TableName: 'state', Key: { pk: 'dev' } }));
  expect(Item).toEqual({ pk: 'dev', nodes: 20 });
  expect(told).toHaveLength(20);
  expect(told.at(-1)).toEqual({ pk: { S: 'dev' }, nodes: { N: '20' } });
});

test('a write that cannot be kept is refused, and the next one is tried again', async () => {
  let isFull = true;
  const { documents } = await aTable(() => {
    if (isFull) throw new ServiceError('AccessDeniedException', 'the disk is full');
  });
  await expect(documents.send(put('dev', 3))).rejects.toThrow('the disk is full');
  isFull = false;
  await documents.send(put('dev', 4));
});

test('items of another process are put in without being told, and writes that could not be told are not taken', async () => {
  const told: unknown[] = [];
  const { dynamoDb, client, documents } = await aTable((...write) => void told.push(write));
  await dynamoDb.load('state', [{ pk: { S: 'dev' }, nodes: { N: '3' } }]);
  const { Item } = await documents.send(new GetCommand({ TableName: 'state', Key: { pk: 'dev' } }));
  expect(Item).toEqual({ pk: 'dev', nodes: 3 });
  expect(told).toEqual([]);

  const batch = { state: [{ PutRequest: { Item: { pk: { S: 'prod' } } } }] };
  await expect(client.send(new BatchWriteItemCommand({ RequestItems: batch }))).rejects.toThrow('where items are kept');
});

test('an item is told under one key, whatever the order in which a request names its parts', async () => {
  const told: string[] = [];
  const dynamoDb = createDynamoDb({ onWrite: (_table, key) => void told.push(JSON.stringify(key)) });
  const parts = [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ];
  await dynamoDb.createTable({
    TableName: 'state',
    KeySchema: parts,
    AttributeDefinitions: parts.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
  });
  const endpoint = await anEndpoint({ services: [dynamoDb.service] });
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(endpoint.client));
  closers.push(
    () => documents.destroy(),
    () => endpoint.server.close(),
  );
  await documents.send(new PutCommand({ TableName: 'state', Item: { sk: 'LOCK', pk: 'dev' } }));
  await documents.send(new DeleteCommand({ TableName: 'state', Key: { sk: 'LOCK', pk: 'dev' } }));
  expect(new Set(told)).toEqual(new Set(['{"pk":{"S":"dev"},"sk":{"S":"LOCK"}}']));
  expect(told).toHaveLength(2);
});
