import { Command } from 'commander';
import { clusterName } from '../src/config/name-schemas.ts';
import { checked } from './checked.ts';
import type { RedriveOptions } from './redrive/redrive-run.ts';
import { exitCodesOfRun, withFollowOptions } from './run/follow-options.ts';
import { withSchedulerOptions } from './run/scheduler-options.ts';

/** `eks-scheduler redrive`: goes on with a run that failed, from the step at which it stands. */
export function redriveCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('redrive')
    .description('Go on with a run that failed, from the step that failed, once the cause is gone.')
    .argument('[run]', 'its name or ARN (default: the newest failed run of --cluster, or the only one there is)')
    .option('--cluster <name>', 'whose newest failed run is meant', checked(clusterName))
    .option('--wait', 'follow it to its end (the default)')
    .option('--no-wait', 'redrive it and return at once');
  return withFollowOptions(withSchedulerOptions(command))
    .addHelpText(
      'after',
      `${exitCodesOfRun}
AWS allows it for 14 days. A run whose cluster another run has had since is refused: start anew.

Examples (each after a run that failed):
  $ eks-scheduler redrive
  $ eks-scheduler redrive --cluster shop-dev --json
  $ eks-scheduler redrive shop-dev-stop-20261123T200005Z-3fa9`,
    )
    .action(async (run: string | undefined, options: RedriveOptions) => {
      const { redriveRun } = await import('./redrive/redrive-run.ts');
      settle(await redriveRun(run, options));
    });
}
