import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { type PlaceWords, placeIn } from '../follow/hints.ts';
import type { CutOffRun } from '../local/local-deployment.ts';
import { regionOption } from '../region-option.ts';

/** Which scheduler runs it: one that is deployed, or this process itself. */
export interface SchedulerOptions {
  readonly region?: string;
  readonly local?: boolean;
  readonly state?: string;
  readonly reports?: string;
  readonly configuration?: string;
  readonly accessRole?: string;
}

/** A scheduler that runs what a command starts. */
export interface Scheduler {
  readonly deployment: Deployment;
  readonly isLocal: boolean;
  /** The words that lead another command here. */
  readonly place: PlaceWords;
  /** The same for a command that runs something. */
  readonly placeOfRuns: PlaceWords;
  /** Where a report is that the run names by its address in the bucket. */
  reportFile(address: string): string;
  /** Resolves when what goes on here without being asked is over; at once for one that is deployed. */
  idle(signal: AbortSignal): Promise<void>;
  /** Answers the runs that had not ended with it: those of a scheduler that is deployed go on. */
  close(): Promise<readonly CutOffRun[]>;
}

export function withSchedulerOptions(command: Command): Command {
  return command
    .addOption(regionOption())
    .option('--local', 'run it in this process, with nothing deployed and your own credentials')
    .addOption(
      fileOption('--state <file>', 'with --local: the file that keeps its state (default: the deployed table)'),
    )
    .addOption(fileOption('--reports <folder>', 'with --local: where reports go (default: reports)'))
    .addOption(
      fileOption(
        '--configuration <file>',
        'with --local: a configuration, YAML or INI (default: config/eks-scheduler.yaml)',
      ),
    )
    .option('--access-role <name>', 'with --local: a role in the cluster\u2019s account to act as (default: none)');
}

function fileOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (text !== '') return text;
    throw new InvalidArgumentError('Say a file.');
  });
}

const ofLocalAlone = ['state', 'reports', 'configuration', 'accessRole'] as const;

/**
 * Connects to the scheduler that the options mean. Close it in `finally`.
 *
 * @throws {ConfigurationError} without credentials, without a deployment, or for options that do not go together.
 */
export async function openScheduler(options: SchedulerOptions): Promise<Scheduler> {
  return options.local ? openLocal(options) : openDeployed(options);
}

async function openDeployed(options: SchedulerOptions): Promise<Scheduler> {
  const lost = ofLocalAlone.find((name) => options[name] !== undefined);
  if (lost !== undefined) {
    const flag = lost === 'accessRole' ? 'access-role' : lost;
    throw new ConfigurationError(`--${flag} goes with --local.`, 'Add --local, or leave it out.');
  }
  const { connectToDeployment } = await import('../connect-to-deployment.ts');
  return {
    deployment: await connectToDeployment(options.region),
    isLocal: false,
    place: placeIn(options.region),
    placeOfRuns: placeIn(options.region),
    reportFile: (address) => address,
    idle: async () => undefined,
    close: async () => [],
  };
}

async function openLocal({ state, region, reports, configuration, accessRole }: SchedulerOptions): Promise<Scheduler> {
  const { localDeployment } = await import('../local/local-deployment.ts');
  const deployment = await localDeployment({
    ...(state === undefined ? {} : { state }),
    ...(region === undefined ? {} : { region }),
    ...(reports === undefined ? {} : { reports }),
    ...(configuration === undefined ? {} : { configurationFile: configuration }),
    ...(accessRole === undefined ? {} : { accessRole }),
  });
  const place = ['--local', ...said('state', state), ...said('region', region)];
  const more = [
    ...said('reports', reports),
    ...said('configuration', configuration),
    ...said('access-role', accessRole),
  ];
  return {
    deployment,
    isLocal: true,
    place,
    placeOfRuns: [...place, ...more],
    reportFile: (address) => deployment.reportFile(address),
    idle: (signal) => deployment.idle(signal),
    close: () => deployment.close(),
  };
}

function said(option: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${option}`, value];
}
