import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { LockLostError } from '../domain/errors.ts';
import { type ClusterTable, wrote } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';
import type { Lock, LockHolder } from './ports.ts';

const sk = 'LOCK';
const lockItem = z.object({
  holder: z.string().min(1),
  action: z.enum(['stop', 'start']),
  acquiredAt: z.string(),
  takenFrom: z.string().exactOptional(),
});

/**
 * One writer per cluster. Who holds it is decided by names alone: whether a holder still runs is asked of Step Functions, and no
 * times of different machines are ever compared. The times in the item are for people.
 */
export function dynamodbLock(at: ClusterTable): Lock {
  return {
    current: () => current(at),
    take: (run, expected, now) => take(at, run, expected, now),
    assert: async (run, now) => {
      const command = new UpdateCommand({
        TableName: at.tableName,
        Key: { pk: at.pk, sk },
        UpdateExpression: 'SET renewedAt = :now',
        ConditionExpression: 'holder = :me',
        ExpressionAttributeValues: { ':me': run.executionArn, ':now': now.toISOString() },
      });
      if (await wrote('dynamodb:UpdateItem', () => at.table.send(command))) return;
      const other = await current(at);
      throw new LockLostError(
        other
          ? `Execution ${other.holder} (${other.action}) took this cluster over at ${other.acquiredAt}.`
          : 'This run does not hold the lock of the cluster any more.',
        'Nothing more was changed. Let the other run end, then start a new run if one is still wanted; do not redrive this one.',
      );
    },
    release: async (run) => {
      const command = new DeleteCommand({
        TableName: at.tableName,
        Key: { pk: at.pk, sk },
        ConditionExpression: 'holder = :me',
        ExpressionAttributeValues: { ':me': run.executionArn },
      });
      await wrote('dynamodb:DeleteItem', () => at.table.send(command));
    },
  };
}

/** Null for no lock, and for an item that names no holder: that one may be taken. */
async function current({ table, tableName, pk }: ClusterTable): Promise<LockHolder | null> {
  const command = new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true });
  const { Item: item } = await callAws('dynamodb:GetItem', () => table.send(command));
  const parsed = lockItem.safeParse(item);
  return parsed.success ? parsed.data : null;
}

async function take(
  at: ClusterTable,
  run: Parameters<Lock['take']>[0],
  expected: LockHolder | null,
  now: Date,
): Promise<boolean> {
  // A damaged item that names a holder but not the rest is nobody's either: only a whole one keeps others out.
  const free = 'attribute_not_exists(holder) OR attribute_not_exists(acquiredAt) OR attribute_not_exists(#action)';
  const isExpected = 'OR (holder = :expected AND acquiredAt = :expectedAt)';
  // A run that takes its own lock again still has it from the one before.
  const takenFrom = expected?.holder === run.executionArn ? expected.takenFrom : expected?.holder;
  const mine = { holder: run.executionArn, action: run.action, acquiredAt: now.toISOString() };
  const command = new PutCommand({
    TableName: at.tableName,
    Item: { pk: at.pk, sk, ...mine, ...(takenFrom === undefined ? {} : { takenFrom }) },
    ConditionExpression: `${free} OR holder = :me ${expected ? isExpected : ''}`,
    ExpressionAttributeNames: { '#action': 'action' },
    ExpressionAttributeValues: {
      ':me': run.executionArn,
      ...(expected ? { ':expected': expected.holder, ':expectedAt': expected.acquiredAt } : {}),
    },
  });
  return wrote('dynamodb:PutItem', () => at.table.send(command));
}
