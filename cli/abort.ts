import { Command } from 'commander';
import { clusterName } from '../src/config/name-schemas.ts';
import type { AbortOptions } from './abort/abort-run.ts';
import { checked } from './checked.ts';
import { regionOption } from './region-option.ts';

/** `eks-scheduler abort`: ends a run that goes on, and says what it leaves behind. */
export function abortCommand(settle: (exitCode: number) => void): Command {
  return new Command('abort')
    .description('End a run that is going on. The cluster stays as it is then: half asleep, or half awake.')
    .argument('[run]', 'its name or ARN (default: the only one that goes on, of --cluster or at all)')
    .option('--cluster <name>', 'whose run is meant', checked(clusterName))
    .addOption(regionOption())
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .option('--json', 'print one JSON document and nothing else')
    .option('--quiet', 'print only problems')
    .addHelpText(
      'after',
      `
What was recorded stays recorded: a start brings back everything, whatever the run had come to. To let a start end a stop and take the
cluster over in one step: eks-scheduler start --takeover.

Examples:
  $ eks-scheduler abort --cluster shop-dev --yes
  $ eks-scheduler abort shop-dev-stop-20261123T200005Z-7c1d --yes --json`,
    )
    .action(async (run: string | undefined, options: AbortOptions) => {
      const { abortRun } = await import('./abort/abort-run.ts');
      settle(await abortRun(run, options));
    });
}
