import { DescribeBackupCommand, DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createDynamoDb } from '../../../sandbox/aws/dynamodb.ts';
import { anEndpoint } from './an-endpoint.ts';

let endpoint: Awaited<ReturnType<typeof anEndpoint>>;
let client: DynamoDBClient;

beforeEach(async () => {
  const dynamoDb = createDynamoDb();
  endpoint = await anEndpoint({ services: [dynamoDb.service] });
  client = new DynamoDBClient(endpoint.client);
  await dynamoDb.createTable({
    TableName: 'state',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
  });
});

afterEach(async () => {
  client.destroy();
  await endpoint.server.close();
});

test('a table of the template can be used at once', async () => {
  const { TableNames } = await client.send(new ListTablesCommand({}));

  expect(TableNames).toEqual(['state']);
});

test('a put whose condition does not hold fails and changes nothing', async () => {
  const documents = DynamoDBDocumentClient.from(client);
  const put = (size: number) =>
    documents.send(
      new PutCommand({
        TableName: 'state',
        Item: { pk: 'CLUSTER#dev', sk: 'NODEGROUP#apps', size },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  await put(5);

  await expect(put(0)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });

  const found = await documents.send(
    new QueryCommand({
      TableName: 'state',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': 'CLUSTER#dev', ':sk': 'NODEGROUP#' },
    }),
  );
  expect(found.Items).toEqual([{ pk: 'CLUSTER#dev', sk: 'NODEGROUP#apps', size: 5 }]);
});

test('a table that is not there is named as DynamoDB names it', async () => {
  const put = client.send(new PutItemCommand({ TableName: 'other', Item: { pk: { S: 'x' } } }));

  await expect(put).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an operation that the sandbox lacks is refused by name', async () => {
  const call = client.send(
    new DescribeBackupCommand({ BackupArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/state/backup/0123456789' }),
  );

  await expect(call).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'The sandbox does not implement dynamodb DescribeBackup.',
  });
});
