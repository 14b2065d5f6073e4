import { Command } from 'commander';
import { exitCodesOfRun } from './run/follow-options.ts';
import { type RunOptions, withRunOptions } from './run/run-options.ts';

/** `eks-scheduler stop`: puts clusters to sleep, and shows how it goes. */
export function stopCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('stop').description(
    'Put a cluster to sleep, or several: drain its nodes and scale every node group to zero, with all that must come back recorded first.',
  );
  return withRunOptions(command, 'stop')
    .addHelpText(
      'after',
      `${exitCodesOfRun}
On a terminal it asks before it puts anything to sleep; --yes answers. Ctrl-C leaves the run going on in AWS; with --local the
run ends where it stands, and the command says how to go on. Of a fleet, 1 says that any of its clusters failed.

Examples:
  $ eks-scheduler stop --cluster shop-dev --dry-run
  $ eks-scheduler stop --cluster shop-dev --yes
  $ eks-scheduler stop --target all --dry-run
  $ eks-scheduler stop --target tag=team=shop --dry-run --json
  $ eks-scheduler stop --cluster shop-dev --dry-run --input '{"timeouts":{"drain":600}}' --quiet`,
    )
    .action(async (options: RunOptions) => {
      const { runCommand } = await import('./run/run-command.ts');
      settle(await runCommand('stop', options));
    });
}
