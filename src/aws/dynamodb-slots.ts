import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { wrote } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';
import type { Slots } from './ports.ts';

/** As long as Step Functions remembers an execution. */
const keptDays = 90;

/** The slots of the schedules that have been run: `SLOT#<schedule>#<action>`, and under it each scheduled time. */
export function dynamodbSlots(table: DynamoDBDocumentClient, tableName: string): Slots {
  return {
    claim: async ({ schedule, action, scheduledTime }, holder, now) => {
      const key = { pk: `SLOT#${schedule}#${action}`, sk: scheduledTime };
      const ttl = Math.floor(now.getTime() / 1000) + keptDays * 86_400;
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...key, holder, claimedAt: now.toISOString(), ttl },
        ConditionExpression: 'attribute_not_exists(holder) OR holder = :me',
        ExpressionAttributeValues: { ':me': holder },
      });
      if (await wrote('dynamodb:PutItem', () => table.send(put))) return { claimed: true };
      const get = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
      const { Item: item } = await callAws('dynamodb:GetItem', () => table.send(get));
      return { claimed: false, holder: String(item?.holder ?? 'another execution') };
    },
  };
}
