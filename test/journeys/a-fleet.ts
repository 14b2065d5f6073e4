import type { Execution } from '../../sandbox/engine/engine.ts';
import { place } from '../../sandbox/place.ts';
import type { FleetCluster, FleetMember, FleetOptions } from '../../sandbox/start-fleet.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { messageInCause } from '../../src/domain/message-in-cause.ts';
import type { FleetReport } from '../../src/report/fleet.ts';
import { aNightOnTheTwin, type Night, type NightOptions } from './a-night.ts';

export interface FinishedFleet {
  readonly arn: string;
  readonly status: Execution['status'];
  readonly error: string | undefined;
  readonly message: string;
  /** What the execution ended with; null where it failed. */
  readonly output: Readonly<Record<string, unknown>> | null;
  /** Null where the fleet did not come to Report fleet. */
  readonly report: FleetReport | null;
}

export interface Fleet {
  readonly night: Night<TwinKubernetes>;
  /** Runs a fleet to its end. */
  run(input: unknown, name?: string): Promise<FinishedFleet>;
  begin(input: unknown, name?: string): string;
  redrive(arn: string): Promise<FinishedFleet>;
  finished(arn: string): Promise<FinishedFleet>;
  cluster(name: string): FleetMember;
  /** The names of the runs of single clusters so far, in order. */
  runs(action: 'stop' | 'start'): string[];
  /** The subjects of the messages about fleets, in order: each run tells of itself besides. */
  subjects(): string[];
}

/** A sandbox with `dev`, which has nodes, and the clusters besides that the test names. */
export async function aFleet(fleet: FleetOptions, options: NightOptions = {}): Promise<Fleet> {
  const night = await aNightOnTheTwin({ ...options, fleet });
  const { sandbox } = night;
  let fleets = 0;
  const begin = (input: unknown, name = `fleet-${++fleets}`) =>
    sandbox.engine.startExecution({
      stateMachineArn: sandbox.machineArn('fleet'),
      name,
      input: JSON.stringify(input),
    }).arn;
  const finished = async (arn: string): Promise<FinishedFleet> => {
    const { status, error, cause = '', output, name } = await sandbox.engine.finished(arn);
    return {
      ...{ arn, status, error, message: messageInCause(cause) },
      output: output === undefined ? null : JSON.parse(output),
      report: fleetReport(night, name),
    };
  };
  return {
    ...{ night, begin, finished },
    run: (input, name) => finished(begin(input, name)),
    redrive: (arn) => {
      sandbox.engine.redriveExecution(arn);
      return finished(arn);
    },
    cluster: (name) => {
      const found = sandbox.fleet.find((member) => member.name === name);
      if (!found) throw new Error(`The fleet has no cluster ${name}.`);
      return found;
    },
    runs: (action) =>
      sandbox.engine
        .listExecutions(sandbox.machineArn(action))
        .map(({ name }) => name)
        .reverse(),
    subjects: () =>
      sandbox.sns.messages
        .filter(({ attributes }) => attributes.cluster === undefined)
        .map(({ subject }) => subject ?? ''),
  };
}

function fleetReport({ sandbox }: Night<TwinKubernetes>, name: string): FleetReport | null {
  for (const bucket of sandbox.deployment.buckets) {
    const key = sandbox.s3
      .keysOf(bucket)
      .find((each) => each.startsWith('reports/_fleet/') && each.endsWith(`-${name}.json`));
    const text = key && sandbox.s3.textOf(bucket, key);
    if (text) return JSON.parse(text) as FleetReport;
  }
  return null;
}

/** A cluster without nodes: a run of it is skipped. */
export function aBareCluster(name: string, parts: Partial<FleetCluster> = {}): FleetCluster {
  return { name, ...parts };
}

/** The sandbox's own account and region. */
export const home = place;

/** How each cluster fared, by name. */
export function fared(report: FleetReport | null): Record<string, string> {
  return Object.fromEntries((report?.clusters ?? []).map(({ cluster, status }) => [cluster, status]));
}
