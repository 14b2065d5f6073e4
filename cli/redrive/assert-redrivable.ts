import {
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { describeExecution } from '../../src/aws/describe-execution.ts';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { callAws } from '../../src/aws/errors-from-aws.ts';
import { type RunItem, runsBackwards } from '../../src/aws/run-items.ts';
import { AccessDeniedError, ConfigurationError } from '../../src/domain/errors.ts';
import type { Action, ClusterId } from '../../src/domain/run.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { clusterOfInput } from '../follow/cluster-of-input.ts';
import type { Followed } from '../follow/followed.ts';
import { clusterWords, commandLine, type PlaceWords } from '../follow/hints.ts';

interface Redrive {
  readonly deployment: Deployment;
  readonly followed: Followed;
  readonly place: PlaceWords;
}

/**
 * Sees that a run can be redriven, and that it still should be.
 *
 * @throws {ConfigurationError} that says why not, and what to do instead.
 */
export async function assertRedrivable({ deployment, followed, place }: Redrive): Promise<void> {
  const described = await describeExecution(deployment.clients.states, followed.arn);
  const { status = 'NOT_FOUND', input = '{}', startDate, redriveStatus, redriveStatusReason = '' } = described ?? {};
  const cluster = clusterOfInput(input, deployment);
  const anew = startAnew(followed, cluster, deployment, place);
  if (status === 'RUNNING') {
    throw new ConfigurationError(
      `${followed.id} is RUNNING: there is nothing to redrive.`,
      'eks-scheduler status shows how it is.',
    );
  }
  if (status === 'SUCCEEDED') {
    throw new ConfigurationError(`${followed.id} has SUCCEEDED: there is nothing to redrive.`, anew);
  }
  if (redriveStatus !== undefined && redriveStatus !== 'REDRIVABLE') {
    const why = redriveStatusReason === '' ? redriveStatus : redriveStatusReason;
    throw new ConfigurationError(
      `${followed.id} cannot be redriven any more: ${why}.`,
      `${anew} It takes the cluster over.`,
    );
  }
  if (cluster === null || followed.machine === 'fleet') return;
  const later = await runSince(deployment, cluster, { ...followed, startedAt: startDate ?? new Date(0) });
  if (later !== null) throw overtaken(followed, followed.machine, later, anew);
}

function startAnew({ machine }: Followed, cluster: ClusterId | null, home: Deployment, place: PlaceWords): string {
  if (machine === 'fleet' || cluster === null) return 'Start anew: eks-scheduler stop or start with --target.';
  return `Start anew: ${commandLine(place, machine, ...clusterWords(cluster, home))}.`;
}

/** The table's time of a start and the execution's are the same but for the rounding. */
const roundingMs = 2_000;

/**
 * The newest run that has had the cluster since this one began: it did more than look. Null where there is none, and where the table may not
 * be read. A run that failed before it had the cluster stands in the table too, and a run that came no further has no item of its own.
 */
async function runSince(
  { clients, tableName }: Deployment,
  cluster: ClusterId,
  { arn, id, startedAt }: Followed & { readonly startedAt: Date },
): Promise<RunItem | null> {
  try {
    const at = clusterTable(clients.table, await tableName(), cluster);
    if ((await dynamodbLock(at).current())?.holder === arn) return null;
    for await (const run of runsBackwards(at)) {
      const isBefore = Date.parse(run.startedAt) < startedAt.getTime() - roundingMs;
      if (isBefore || run.executionArn === arn || run.id === id) return null;
      if (!run.dryRun && run.status !== 'skipped') return run;
    }
    return null;
  } catch (error) {
    // The run asserts its lock itself, and says what it found.
    if (error instanceof AccessDeniedError) return null;
    throw error;
  }
}

/** The cluster belongs to the later run: what this one knew of it is not so any more. */
function overtaken({ id }: Followed, action: Action, later: RunItem, anew: string): ConfigurationError {
  const did = later.action === 'start' ? 'started' : 'stopped';
  return new ConfigurationError(
    `${id}, a ${action}, has lost its cluster: it was ${did} since, at ${later.startedAt} by ${later.id} (${later.status}).`,
    later.status === 'failed' && later.action !== action
      ? `Redrive that one: eks-scheduler redrive ${later.id}. ${anew}`
      : anew,
  );
}

/** A redriven run goes on by the definition that it began with: true where another is deployed by now. */
export async function hasOlderDefinition(states: SFNClient, { arn }: Followed): Promise<boolean> {
  try {
    const own = await callAws('states:DescribeStateMachineForExecution', () =>
      states.send(new DescribeStateMachineForExecutionCommand({ executionArn: arn })),
    );
    const now = await callAws('states:DescribeStateMachine', () =>
      states.send(new DescribeStateMachineCommand({ stateMachineArn: own.stateMachineArn })),
    );
    return own.definition !== now.definition;
  } catch (error) {
    if (error instanceof AccessDeniedError) return false;
    throw error;
  }
}
