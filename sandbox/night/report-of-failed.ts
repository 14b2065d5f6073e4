import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import type { Run } from '../../src/domain/run.ts';
import { buildReport, type Report } from '../../src/report/report.ts';
import type { Execution, HistoryEvent } from '../engine/engine.ts';
import { credentials, place, type Sandbox } from '../start-sandbox.ts';

/** What a run that failed had done until then, from its journal: it did not come to Report run. Null where it was never prepared. */
export async function reportOfFailed(
  { engine, deployment, awsUrl }: Pick<Sandbox, 'engine' | 'deployment' | 'awsUrl'>,
  execution: Execution,
): Promise<Report | null> {
  const run = runIn(engine.history(execution.arn));
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

/** Every phase after Prepare run is handed the run. */
function runIn(events: readonly HistoryEvent[]): Run | null {
  const scheduled = events.findLast(({ type }) => type === 'TaskScheduled');
  const details = scheduled?.taskScheduledEventDetails as { readonly parameters: string } | undefined;
  const parameters = JSON.parse(details?.parameters ?? '{}') as { readonly Payload?: { readonly run?: Run } };
  return parameters.Payload?.run ?? null;
}
