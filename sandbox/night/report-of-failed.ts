import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { buildReport, type Report } from '../../src/report/report.ts';
import type { Execution } from '../engine/engine.ts';
import { credentials, place, type Sandbox } from '../start-sandbox.ts';
import { runInHistory } from './run-in-history.ts';

/** What a run that failed had done until then, from its journal: it did not come to Report run. Null where it was never prepared. */
export async function reportOfFailed(
  { engine, deployment, awsUrl }: Pick<Sandbox, 'engine' | 'deployment' | 'awsUrl'>,
  execution: Execution,
): Promise<Report | null> {
  const run = runInHistory(engine.history(execution.arn));
  const [table] = deployment.tables;
  if (!run || !table) return null;
  const client = new DynamoDBClient({
    endpoint: awsUrl,
    region: place.region,
    credentials,
  });
  try {
    const at = clusterTable(DynamoDBDocumentClient.from(client), table.name, run.cluster);
    return buildReport(run, await dynamodbJournal(at).read(run), {
      status: 'failed',
      reason: execution.error ?? execution.status,
      endedAt: new Date(execution.stoppedAt ?? execution.startedAt),
    });
  } finally {
    client.destroy();
  }
}
