import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import type { OwnClients } from './clients.ts';
import { callAws, isNamed } from './errors-from-aws.ts';

/** What guards the state table. */
export interface TableGuards {
  readonly arn: string;
  readonly status: string;
  readonly hasDeletionProtection: boolean;
  /** Point-in-time recovery. */
  readonly hasRecovery: boolean;
  /** ARN of the key that encrypts it; null where that is DynamoDB's own. */
  readonly keyArn: string | null;
}

/** Null where there is no such table. Asks dynamodb:DescribeTable and dynamodb:DescribeContinuousBackups. */
export async function tableGuards(
  { table }: Pick<OwnClients, 'table'>,
  TableName: string,
): Promise<TableGuards | null> {
  const described = await unlessNamed('ResourceNotFoundException', 'dynamodb:DescribeTable', () =>
    table.send(new DescribeTableCommand({ TableName })),
  );
  if (!described?.Table) return null;
  const { ContinuousBackupsDescription: backups } = await callAws('dynamodb:DescribeContinuousBackups', () =>
    table.send(new DescribeContinuousBackupsCommand({ TableName })),
  );
  const { TableArn, TableStatus, DeletionProtectionEnabled, SSEDescription } = described.Table;
  return {
    arn: TableArn ?? '',
    status: TableStatus ?? 'UNKNOWN',
    hasDeletionProtection: DeletionProtectionEnabled === true,
    hasRecovery: backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED',
    keyArn: SSEDescription?.KMSMasterKeyArn ?? null,
  };
}

/** How many subscribe to a topic: those who have confirmed it, and those who have not yet. Null where there is no such topic. */
export async function subscribersOf(
  { notices }: Pick<OwnClients, 'notices'>,
  TopicArn: string,
): Promise<{ readonly confirmed: number; readonly pending: number } | null> {
  const count = { confirmed: 0, pending: 0 };
  let NextToken: string | undefined;
  do {
    const command = new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken ? { NextToken } : {}) });
    const page = await unlessNamed(notThere, 'sns:ListSubscriptionsByTopic', () => notices.send(command));
    if (page === null) return null;
    for (const { SubscriptionArn = '' } of page.Subscriptions ?? []) {
      // In the place of an ARN: PendingConfirmation, or Deleted.
      if (SubscriptionArn.startsWith('arn:')) count.confirmed += 1;
      else if (SubscriptionArn === 'PendingConfirmation') count.pending += 1;
    }
    NextToken = page.NextToken || undefined;
  } while (NextToken);
  return count;
}

const notThere = ['NotFound', 'NotFoundException'];

/** Asks s3:ListBucket, which is what S3 wants for it. */
export async function bucketExists({ reports }: Pick<OwnClients, 'reports'>, Bucket: string): Promise<boolean> {
  const head = await unlessNamed([...notThere, 'NoSuchBucket'], 's3:ListBucket', () =>
    reports.send(new HeadBucketCommand({ Bucket })),
  );
  return head !== null;
}

/** The role of a state machine; null where there is no such machine. */
export async function machineRole(
  { states }: Pick<OwnClients, 'states'>,
  stateMachineArn: string,
): Promise<string | null> {
  const machine = await unlessNamed('StateMachineDoesNotExist', 'states:DescribeStateMachine', () =>
    states.send(new DescribeStateMachineCommand({ stateMachineArn })),
  );
  return machine?.roleArn ?? null;
}

/** What is not there is an answer. */
async function unlessNamed<T>(
  names: string | readonly string[],
  action: string,
  ask: () => Promise<T>,
): Promise<T | null> {
  return callAws(action, async () => {
    try {
      return await ask();
    } catch (error) {
      if (isNamed(error, ...[names].flat())) return null;
      throw error;
    }
  });
}
