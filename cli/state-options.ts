import { type Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../src/domain/errors.ts';
import type { Deployment } from './connect-to-deployment.ts';
import { regionOption } from './region-option.ts';

/** Where the state is that a command looks at and does not change. */
export interface StateOptions {
  readonly region?: string;
  readonly local?: boolean;
  readonly state?: string;
}

/** `--region`, and `--local --state FILE` for what ran with nothing deployed. */
export function withStateOptions(command: Command): Command {
  return command
    .addOption(regionOption())
    .option('--local', 'look at what ran in a process of `--local`, not at a deployment')
    .addOption(new Option('--state <file>', 'with --local: the file that keeps its state').argParser(parseFile));
}

/**
 * Hands the deployment that the options mean to `work`, and lets go of it.
 *
 * @throws {ConfigurationError} without credentials, without a deployment, or for options that do not go together.
 */
export async function withDeployment<T>(
  { region, local, state }: StateOptions,
  work: (deployment: Deployment) => Promise<T>,
): Promise<T> {
  if (!local) {
    if (state !== undefined) throw new ConfigurationError('--state goes with --local.', 'Add --local.');
    const { connectToDeployment } = await import('./connect-to-deployment.ts');
    return work(await connectToDeployment(region));
  }
  const { localDeployment } = await import('./local/local-deployment.ts');
  const deployment = await localDeployment({
    readOnly: true,
    ...(state === undefined ? {} : { state }),
    ...(region === undefined ? {} : { region }),
  });
  try {
    return await work(deployment);
  } finally {
    await deployment.close();
  }
}

function parseFile(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Say a file.');
}
