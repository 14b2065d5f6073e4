import type { CutOff, Execution } from '../../sandbox/engine/engine.ts';
import { untilAborted } from '../../sandbox/until-aborted.ts';
import { usualRegion } from '../../src/aws/caller.ts';
import { ownClients } from '../../src/aws/clients.ts';
import { fleetMachineName, machineNames } from '../../src/domain/machine-names.ts';
import type { Action } from '../../src/domain/run.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { whoAsks } from '../credentials.ts';
import { redriveCommandOf } from './local-command.ts';
import { localDefinitions } from './local-definitions.ts';
import { type LocalEndpoint, startLocalEndpoint } from './local-endpoint.ts';
import { openLocalStore } from './local-store.ts';
import { reportFile, usualReports } from './report-directory.ts';
import { runsToGoOnWith } from './runs-to-go-on-with.ts';
import type { StatePlace } from './state-lines.ts';

/** What `--local` takes. */
export interface LocalOptions {
  /** The file that keeps the state; made where it is not there. Absent: the table that is deployed. */
  readonly state?: string;
  /** Where the scheduler would be deployed, and where a cluster is that names no region; as `aws` is set when absent. */
  readonly region?: string;
  /** YAML or INI; what would be deployed from here when absent. */
  readonly configurationFile?: string;
  /** The directory that gets the reports (default `reports`). */
  readonly reports?: string;
  /** A role to assume instead of acting as the caller: its name, as `eks-scheduler-access`. */
  readonly accessRole?: string;
  /** Reads the state file as it is now, also while another process runs on it, and changes nothing: for `status` and `runs`. */
  readonly readOnly?: boolean;
  /** Gets what a person should see: notices that are sent to nobody here (default: standard error). */
  readonly tell?: (line: string) => void;
  /** Gets the log lines of the functions. */
  readonly onLog?: (line: string) => void;
}

/** A run that had not ended when its process did. */
export interface CutOffRun {
  readonly arn: string;
  /** The name of the execution. */
  readonly id: string;
  /** What to type to go on with it: `eks-scheduler redrive <id> --local --state FILE`. */
  readonly redriveCommand: string;
}

/**
 * A scheduler in this process: state machines, functions and reports here, EKS and STS where the caller's environment says. Its
 * `clients` are used as those of a deployment are; what they start goes on only as long as the process does.
 */
export interface LocalDeployment extends Deployment {
  /** What to type to go on with an execution (name or ARN) that failed or was cut off. */
  redriveCommand(execution: string): string;
  /** The file that a run means which names its report by an address in a bucket. */
  reportFile(address: string): string;
  /**
   * Resolves when nothing goes on here any more: no run (On run failed may have started one that wakes the cluster), no notice
   * on its way. Await it when the run that was followed is over, before `close`. Rejects with the signal's reason.
   */
  idle(signal?: AbortSignal): Promise<void>;
  /**
   * Lets the passes that are under way finish (20 seconds at most), keeps where each run stands, and lets go of the state file.
   * Answers the runs that had not ended. Calling it twice does no more than once. Always call it: in `finally`.
   */
  close(): Promise<readonly CutOffRun[]>;
}

/** A pass that is under way when the process is to end may take so long. */
const longestGoodbyeMs = 20_000;
/** The engine needs no more from the answer of the last pass to where the run stands then. */
const settleMs = 50;

/**
 * Brings a scheduler up in this process.
 *
 * @throws {ConfigurationError} without credentials; where neither a state file is named nor a table deployed; for a file that is
 *   not a state of this tool, or that another process runs on.
 */
export async function localDeployment(options: LocalOptions): Promise<LocalDeployment> {
  const region = options.region ?? (await usualRegion());
  const real = ownClients(region);
  const { account } = await whoAsks(real);
  const place = { account, region };
  const definitions = await localDefinitions(options, place);
  const store = await openLocalStore(options, place);
  const cutOff: CutOff = ({ name }) => ({
    error: 'ProcessEnded',
    cause: `The process that ran it has ended. Go on with: ${redriveCommandOf(options, name)}`,
  });
  try {
    const endpoint = await startLocalEndpoint({ options, place, store, definitions, cutOff, states: real.states });
    return {
      ...place,
      clients: ownClients(region, { endpoint: endpoint.url, services: endpoint.clients }),
      machineArn: (machine) => machineArnOf(place, machine),
      tableName: async () => store.deployedTable ?? definitions.tables[0]?.name ?? '',
      reportFile: (address) => reportFile(options.reports ?? usualReports, address),
      redriveCommand: (execution) => redriveCommandOf(options, execution),
      idle: (signal) => untilAborted(idle(endpoint), signal),
      close: once(async () => {
        const cut = options.readOnly ? [] : await cutShort(endpoint, cutOff);
        await endpoint.close();
        store.file.close();
        return cut.map(({ arn, name: id }) => ({ arn, id, redriveCommand: redriveCommandOf(options, id) }));
      }),
    };
  } catch (error) {
    store.file.close();
    throw error;
  }
}

function machineArnOf({ account, region }: StatePlace, machine: Action | 'fleet'): string {
  const name = machine === 'fleet' ? fleetMachineName : machineNames[machine];
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}

/** What one run or notice begins is waited for, too. */
async function idle({ engine, rules }: LocalEndpoint): Promise<void> {
  for (;;) {
    await rules.delivered();
    const running = engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn, 'RUNNING'));
    if (running.length === 0) return;
    await Promise.all(running.map(({ arn }) => engine.finished(arn)));
  }
}

/** Ends what runs, between two passes. Answers the runs to go on with. */
async function cutShort({ engine, gate }: LocalEndpoint, cutOff: CutOff): Promise<readonly Execution[]> {
  gate.shut();
  await gate.empty(longestGoodbyeMs);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  return runsToGoOnWith(engine.cutOff(cutOff));
}

function once<T>(act: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= act();
    return result;
  };
}
