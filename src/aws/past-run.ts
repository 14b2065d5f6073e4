import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Action } from '../domain/run.ts';
import { type ClusterTable, queryItems } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';
import { entriesFromItems, runKey } from './journal-items.ts';
import type { PastRun, RunIdentity } from './ports.ts';
import { runKeyBefore } from './run-items.ts';

/** Dry, skipped and broken-off runs may lie in between. Each costs two requests. */
const lookedAtAtMost = 20;

const runItem = z.object({
  runId: z.string(),
  action: z.enum(['stop', 'start']),
  status: z.enum(['succeeded', 'failed']),
  dryRun: z.literal(false),
  startedAt: z.string(),
  endedAt: z.string(),
});

/**
 * The newest run of one action before a run that ended well or not, with its journal. It walks back run by run, because a run's
 * journal lies between its own item and that of the next run.
 */
export async function pastRun(at: ClusterTable, run: RunIdentity, action: Action): Promise<PastRun | null> {
  let key: string | null = runKey(run);
  for (let looked = 0; looked < lookedAtAtMost; looked += 1) {
    key = await runKeyBefore(at, key);
    if (key === null) return null;
    const read = new GetCommand({ TableName: at.tableName, Key: { pk: at.pk, sk: key }, ConsistentRead: true });
    const parsed = runItem.safeParse((await callAws('dynamodb:GetItem', () => at.table.send(read))).Item);
    if (parsed.data?.action !== action) continue;
    const { runId: id, status, startedAt, endedAt } = parsed.data;
    const entries = entriesFromItems(await queryItems(at, `${key}#PHASE#`));
    return { id, action, status, startedAt, endedAt, entries };
  }
  return null;
}
