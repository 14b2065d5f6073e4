import { DescribeStateMachineForExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { callAws } from '../../src/aws/errors-from-aws.ts';
import { type ExecutionEvent, eventsAfter } from '../../src/aws/execution-history.ts';
import { type JournalledWarning, journalledWarnings } from '../../src/aws/journalled-warnings.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { describeStanding } from './describe-standing.ts';
import { hasEnded, type RunLook } from './followed.ts';
import { looks, type Pace } from './patience.ts';
import { runView } from './run-view.ts';
import { runbookTitles } from './runbook-titles.ts';
import { untilDescribed } from './until-described.ts';

/** The run of one cluster, look by look, the last of which is of its end. */
export async function* watchRun(deployment: Deployment, arn: string, pace: Pace): AsyncGenerator<RunLook> {
  const { states } = deployment.clients;
  await untilDescribed(states, arn);
  const titles = await titlesFor(states, arn);
  const warningsOf = warningsReader(deployment, pace);
  const events: ExecutionEvent[] = [];
  const look = async (): Promise<RunLook> => {
    // Before the history: what has ended has all of it.
    const standing = await describeStanding(states, arn);
    const fresh = await eventsAfter(states, arn, events.at(-1)?.id ?? 0);
    events.push(...fresh);
    const view = runView(titles, events);
    const warnings = await warningsOf(view.run, fresh.some(hasAnswered) || hasEnded(standing));
    return { ...standing, ...view, warnings };
  };
  for await (const seen of looks(look, pace)) {
    yield seen;
    if (hasEnded(seen)) return;
  }
}

/** Without them the phases stand in the order in which they are reached. */
async function titlesFor(states: SFNClient, executionArn: string): Promise<string[]> {
  const command = new DescribeStateMachineForExecutionCommand({ executionArn, includedData: 'ALL_DATA' });
  try {
    const { definition = '{}' } = await callAws('states:DescribeStateMachineForExecution', () => states.send(command));
    return runbookTitles(definition);
  } catch (error) {
    if (error instanceof AccessDeniedError) return [];
    throw error;
  }
}

/** A pass is journalled before it answers; between two answers there is nothing new to read. */
function hasAnswered({ type }: ExecutionEvent): boolean {
  return type === 'TaskStateExited' || type === 'TaskFailed';
}

/** A person who may not read the table follows without the warnings, and hears so once. */
function warningsReader(
  { clients, tableName }: Deployment,
  { tell }: Pace,
): (run: Run | null, hasNews: boolean) => Promise<readonly JournalledWarning[]> {
  let known: readonly JournalledWarning[] = [];
  let mayRead = true;
  return async (run, hasNews) => {
    if (run === null || !hasNews || !mayRead) return known;
    try {
      known = await journalledWarnings(clusterTable(clients.table, await tableName(), run.cluster), run);
    } catch (error) {
      if (!(error instanceof AccessDeniedError)) throw error;
      mayRead = false;
      tell(`Warnings are not shown: ${error.message}`);
    }
    return known;
  };
}
