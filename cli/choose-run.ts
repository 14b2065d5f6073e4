import type { ExecutionStatus } from '@aws-sdk/client-sfn';
import { describeExecution } from '../src/aws/describe-execution.ts';
import { type ListedExecution, listedExecutions } from '../src/aws/listed-executions.ts';
import { mapLimited } from '../src/aws/map-limited.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { few } from '../src/domain/few.ts';
import { placedName } from '../src/domain/fleet.ts';
import { actionOfMachine, fleetMachineName } from '../src/domain/machine-names.ts';
import type { ClusterId } from '../src/domain/run.ts';
import { arnsOfRun } from './arns-of-run.ts';
import type { Deployment } from './connect-to-deployment.ts';
import { clusterOfInput } from './follow/cluster-of-input.ts';
import { type Followed, idOf } from './follow/followed.ts';

const machines = ['stop', 'start', 'fleet'] as const;

/** Executions that are looked at, newest first: each costs a request. */
const lookedAtAtMost = 50;
const askedAtOnce = 5;
/** Names that are listed at most. */
const listedAtMost = 1000;
/** Letters of a cluster's name that the name of its run begins with at least, but for one that a person has named. */
const lettersInName = 8;

/** Which runs a command is for, where none is named. */
export interface Wanted {
  /** `failed`, for a sentence. */
  readonly kind: string;
  readonly statuses: readonly ExecutionStatus[];
  /** Of a cluster the newest is meant; else there must be one alone. */
  readonly isNewestMeant: boolean;
}

/**
 * Finds the run that a person means: by its name or ARN, or where none is said the one that is wanted, of one cluster or of all.
 *
 * @throws {ConfigurationError} for a run that does not exist, for none, and for several of which one must be named.
 */
export async function chooseRun(
  deployment: Deployment,
  asked: { readonly run: string | undefined; readonly cluster: string | undefined },
  wanted: Wanted,
): Promise<Followed> {
  if (asked.run !== undefined) return namedRun(deployment, asked.run);
  const found = await wantedRuns(deployment, wanted, asked.cluster);
  const candidates = found.filter(({ cluster }) => asked.cluster === undefined || cluster?.name === asked.cluster);
  const [one, ...others] = wanted.isNewestMeant ? newestOfEach(candidates) : candidates;
  if (one && others.length === 0) return followedBy(one.arn);
  if (!one) {
    const whose = asked.cluster === undefined ? '' : ` of ${asked.cluster}`;
    throw new ConfigurationError(
      `There is no ${wanted.kind} run${whose}.`,
      'eks-scheduler runs lists those that there are.',
    );
  }
  const names = [one, ...others].map(({ name }) => name);
  throw new ConfigurationError(
    `There are ${names.length} ${wanted.kind} runs: ${few(names).join(', ')}.`,
    'Say which.',
  );
}

/** @throws {ConfigurationError} where there is none of that name. */
async function namedRun(deployment: Deployment, run: string): Promise<Followed> {
  const { states } = deployment.clients;
  for (const arn of arnsOfRun(deployment, run)) if (await describeExecution(states, arn)) return followedBy(arn);
  throw new ConfigurationError(
    `There is no run ${run}, or it ended more than 90 days ago.`,
    'eks-scheduler runs lists those that there are; --region says where the scheduler is.',
  );
}

interface Candidate extends ListedExecution {
  /** Null of a fleet. */
  readonly cluster: ClusterId | null;
}

/** Newest first. The input says the cluster; a name need not, but those that look like its own are looked at first. */
async function wantedRuns(
  deployment: Deployment,
  { statuses }: Wanted,
  cluster: string | undefined,
): Promise<Candidate[]> {
  const { states } = deployment.clients;
  const lists = await Promise.all(
    machines.flatMap((machine) =>
      statuses.map((status) =>
        listedExecutions(states, deployment.machineArn(machine), { status, most: listedAtMost }),
      ),
    ),
  );
  const newest = lists.flat().sort(byNewest);
  const isLikely = ({ name }: ListedExecution) =>
    cluster !== undefined && name.startsWith(cluster.slice(0, lettersInName));
  const likely = newest.filter(isLikely);
  const lookedAt = [...likely, ...newest.filter((run) => !isLikely(run))].slice(0, lookedAtAtMost).sort(byNewest);
  return mapLimited(lookedAt, askedAtOnce, async (run) => {
    const { input = '{}' } = (await describeExecution(states, run.arn)) ?? {};
    return { ...run, cluster: clusterOfInput(input, deployment) };
  });
}

function byNewest(one: ListedExecution, other: ListedExecution): number {
  return other.startedAt.getTime() - one.startedAt.getTime();
}

/** An earlier run of a cluster has lost it to the later one. Clusters of one name in two places are two. */
function newestOfEach(runs: readonly Candidate[]): Candidate[] {
  const place = ({ cluster, arn }: Candidate) =>
    cluster === null ? arn : placedName({ ...cluster, cluster: cluster.name });
  return runs.filter((run, index) => runs.findIndex((other) => place(other) === place(run)) === index);
}

/** @throws {ConfigurationError} for an execution of another machine. */
function followedBy(arn: string): Followed {
  const name = arn.split(':').at(-2) ?? '';
  const machine = name === fleetMachineName ? 'fleet' : actionOfMachine(name);
  if (machine !== null) return { arn, id: idOf(arn), machine };
  throw new ConfigurationError(
    `${arn} is no run of EKS Scheduler: it is of the machine ${name}.`,
    'Say one of eks-scheduler runs.',
  );
}
