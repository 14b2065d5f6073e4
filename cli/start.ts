import { Command } from 'commander';
import { exitCodesOfRun } from './run/follow-options.ts';
import { type RunOptions, withRunOptions } from './run/run-options.ts';

/** `eks-scheduler start`: wakes clusters, and shows how it goes. */
export function startCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('start').description(
    'Wake a cluster, or several: bring back exactly what the stop recorded, tier by tier, and see that it works.',
  );
  return withRunOptions(command, 'start')
    .addHelpText(
      'after',
      `${exitCodesOfRun}
A cluster that is awake already is skipped. Ctrl-C leaves the run going on in AWS; with --local the run ends where it stands, and the
command says how to go on. Of a fleet, 1 says that any of its clusters failed.

Examples:
  $ eks-scheduler start --cluster shop-dev
  $ eks-scheduler start --cluster shop-dev --verify --min-nodes 2 --dry-run
  $ eks-scheduler start --cluster shop-dev --takeover --dry-run
  $ eks-scheduler start --target all --dry-run --json`,
    )
    .action(async (options: RunOptions) => {
      const { runCommand } = await import('./run/run-command.ts');
      settle(await runCommand('start', options));
    });
}
