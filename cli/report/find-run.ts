import { describeExecution } from '../../src/aws/describe-execution.ts';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { messageInCause } from '../../src/domain/message-in-cause.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { arnsOfRun } from '../arns-of-run.ts';
import type { ClusterFilter } from '../cluster-filter.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { chosenClusters, type KnownRun, runsOf } from '../known-runs.ts';

const howToList = 'eks-scheduler runs lists those that are known.';
/** The table's time of a start and the execution's are the same but for the rounding. */
const roundingMs = 2_000;

/**
 * The run that a person means: by the name of its execution or its ARN, or the newest of the clusters where none is said.
 *
 * @throws {ConfigurationError} for a run that nobody knows, one of a fleet, or one that left nothing.
 */
export async function findRun(
  deployment: Deployment,
  named: string | undefined,
  filter: ClusterFilter,
): Promise<KnownRun> {
  if (named === undefined) {
    for await (const run of runsOf(deployment, await chosenClusters(deployment, filter))) return run;
    throw new ConfigurationError('No run is known yet.', 'eks-scheduler stop --cluster NAME starts one.');
  }
  const id = named.split(':').at(-1) ?? named;
  const execution = await executionOf(deployment, named);
  const run = execution === null ? null : await runOfExecution(deployment, id, execution);
  return run ?? findByName(deployment, id, filter, execution);
}

interface Execution {
  readonly cluster: ClusterId;
  readonly startedAt: Date;
  /** `FAILED (ConfigurationError: …)` */
  readonly says: string;
}

/** What Step Functions knows of it; null where it knows nothing. */
async function executionOf(deployment: Deployment, named: string): Promise<Execution | null> {
  const { account, region, clients } = deployment;
  const fleet = deployment.machineArn('fleet').split(':').at(-1);
  for (const arn of arnsOfRun(deployment, named)) {
    const described = await describeExecution(clients.states, arn);
    if (described === null) continue;
    if (arn.split(':').at(-2) === fleet) throw ofFleet(named);
    const { cluster = '', ...place } = JSON.parse(described.input ?? '{}') as Partial<Record<string, string>>;
    const said = [described.error, messageInCause(described.cause ?? '')].filter(Boolean).join(': ');
    return {
      cluster: { account: place.account ?? account, region: place.region ?? region, name: cluster },
      startedAt: described.startDate ?? new Date(0),
      says: said === '' ? (described.status ?? '') : `${described.status} (${said})`,
    };
  }
  return null;
}

function ofFleet(named: string): ConfigurationError {
  return new ConfigurationError(`${named} is a fleet: each of its clusters has a run of its own.`, howToList);
}

async function runOfExecution(deployment: Deployment, id: string, { cluster, startedAt }: Execution) {
  const at = clusterTable(deployment.clients.table, await deployment.tableName(), cluster);
  const until = new Date(startedAt.getTime() + roundingMs).toISOString();
  for await (const run of runsOf(deployment, [{ cluster, at }], until)) {
    if (run.id === id) return run;
    if (new Date(run.startedAt).getTime() < startedAt.getTime() - roundingMs) return null;
  }
  return null;
}

/** For an execution that Step Functions has forgotten, or a name that is wrong. */
async function findByName(
  deployment: Deployment,
  id: string,
  filter: ClusterFilter,
  execution: Execution | null,
): Promise<KnownRun> {
  if (execution !== null) {
    throw new ConfigurationError(
      `Run ${id} has left nothing to report: it is ${execution.says}.`,
      'A run that fails before it has looked at its cluster has no journal: the error is all there is.',
    );
  }
  const seen: string[] = [];
  for await (const run of runsOf(deployment, await chosenClusters(deployment, filter))) {
    if (run.id === id) return run;
    seen.push(run.id);
  }
  const near = nearest(id, seen);
  throw new ConfigurationError(`No run ${id} is known.`, near[0] ? `Did you mean ${near.join(' or ')}?` : howToList);
}
