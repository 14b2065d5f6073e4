import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Action } from '../domain/run.ts';
import type { ClusterTable, Item } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';

/** What the table says of a run as a whole. */
export interface RunItem {
  /** The execution's name. */
  readonly id: string;
  readonly executionArn: string;
  readonly action: Action;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Null while it is `running`, and for one that ended and could not say so. */
  readonly endedAt: string | null;
  readonly dryRun: boolean;
  readonly status: 'running' | 'succeeded' | 'skipped' | 'failed';
  readonly reason: string | null;
  /** `s3://` address of the report as JSON. */
  readonly report: string | null;
}

const runItem = z
  .object({
    runId: z.string(),
    executionArn: z.string(),
    action: z.enum(['stop', 'start']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().default(null),
    dryRun: z.boolean(),
    status: z.enum(['running', 'succeeded', 'skipped', 'failed']),
    reason: z.string().nullable().default(null),
    report: z.string().nullable().default(null),
  })
  .transform(({ runId: id, ...run }): RunItem => ({ id, ...run }));

/**
 * The runs of a cluster, the newest first, each read when it is asked for: two requests a run, because its journal lies between its own
 * item and that of the next. What does not parse is left out.
 *
 * @param until Only runs that began before this instant (ISO 8601, UTC) or at it.
 */
export async function* runsBackwards(at: ClusterTable, until?: string): AsyncGenerator<RunItem, void, undefined> {
  // ';' comes after '#': it stands behind all that belongs to a run of that instant.
  let end = until === undefined ? 'RUN#~' : `RUN#${until};`;
  for (;;) {
    const key = await runKeyBefore(at, end);
    if (key === null) return;
    const read = new GetCommand({ TableName: at.tableName, Key: { pk: at.pk, sk: key }, ConsistentRead: true });
    const { Item: item } = await callAws('dynamodb:GetItem', () => at.table.send(read));
    const { data } = runItem.safeParse(item);
    if (data) yield data;
    end = key;
  }
}

/** The key of the run whose items stand before `end`: `RUN#<startedAt>#<id>`, of whichever of its items is the last. */
export async function runKeyBefore({ table, tableName, pk }: ClusterTable, end: string): Promise<string | null> {
  const command = new QueryCommand({
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :end',
    ExpressionAttributeValues: { ':pk': pk, ':first': 'RUN#', ':end': end },
    // What stands at the end itself may be there.
    Limit: 2,
    ScanIndexForward: false,
    ProjectionExpression: 'sk',
  });
  const { Items: items = [] }: { readonly Items?: Item[] | undefined } = await callAws('dynamodb:Query', () =>
    table.send(command),
  );
  const found = items.map(({ sk }) => String(sk)).find((sk) => sk !== end);
  return found?.split('#').slice(0, 3).join('#') ?? null;
}
