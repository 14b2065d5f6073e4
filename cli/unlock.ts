import { Command } from 'commander';
import { accountSchema } from '../src/config/account-schema.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { checked } from './checked.ts';
import { regionOption } from './region-option.ts';
import type { UnlockOptions } from './unlock/unlock-cluster.ts';

/** `eks-scheduler unlock`: takes away a lock that its run did not give back. */
export function unlockCommand(settle: (exitCode: number) => void): Command {
  return new Command('unlock')
    .description('Take away the lock of a cluster whose run has ended without giving it back.')
    .requiredOption('--cluster <name>', 'whose lock', checked(clusterName))
    .option('--account <id>', "where the cluster is (default: the scheduler's account)", checked(accountSchema))
    .option('--cluster-region <region>', "where the cluster is (default: the scheduler's region)", checked(regionName))
    .addOption(regionOption())
    .option('--yes', 'do not ask; needed where nobody can be asked')
    .option('--json', 'print one JSON document and nothing else')
    .option('--quiet', 'print only problems')
    .addHelpText(
      'after',
      `
It is hardly ever needed: the next run takes over a lock whose run has ended. A lock whose run goes on is left alone, and the command
ends with 2: end that run first, with eks-scheduler abort.

Examples:
  $ eks-scheduler unlock --cluster shop-dev --yes
  $ eks-scheduler unlock --cluster shop-dev --account 111122223333 --cluster-region eu-west-1 --yes --json`,
    )
    .action(async (options: UnlockOptions) => {
      const { unlockCluster } = await import('./unlock/unlock-cluster.ts');
      settle(await unlockCluster(options));
    });
}
