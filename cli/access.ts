import { Command, Option } from 'commander';
import { accountSchema } from '../src/config/account-schema.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { checked, checkedEach } from './checked.ts';
import { exitCodes } from './exit-codes.ts';

interface AccessOptions {
  readonly cluster: readonly string[];
  readonly account?: string;
  readonly region?: string;
  readonly manifest?: boolean;
  readonly apply?: boolean;
  readonly check?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `eks-scheduler access`: prints what lets the scheduler into a cluster, or sees to it. */
export function accessCommand(settle: (exitCode: number) => void): Command {
  return new Command('access')
    .description('Print or apply what lets the scheduler into a cluster: an access entry and the rules of its group.')
    .requiredOption('--cluster <name>', 'name of the EKS cluster; repeatable', checkedEach(clusterName))
    .option(
      '--account <id>',
      "the cluster's account (default: the one that `aws` is logged in to)",
      checked(accountSchema),
    )
    .option('--region <region>', "the cluster's region (default: the one that `aws` is set to)", checked(regionName))
    .option('--manifest', 'only the ClusterRole and its binding, for `kubectl apply -f -`')
    .addOption(new Option('--apply', 'create or mend what is missing, with your own credentials').conflicts('manifest'))
    .addOption(
      new Option('--check', 'say what is missing, and change nothing; ends with 1 where something is').conflicts([
        'apply',
        'manifest',
      ]),
    )
    .option('--yes', 'with --apply: do not ask; needed where nobody can be asked')
    .addOption(new Option('--json', 'everything as one JSON document').conflicts('manifest'))
    .option('--quiet', 'with --apply and --check: only problems')
    .addHelpText(
      'after',
      `
Without --apply and --check nothing is asked of AWS or the cluster, and nothing is changed: it prints lines that do that, with your own
\`aws\` and \`kubectl\`. With them it takes your own credentials; you must be an administrator of the cluster.
The role must be there first: in the scheduler's account it comes with the deployment, in others with the template of a target account.
A role path is taken from config/eks-scheduler.yaml, or from the file that EKS_CONFIG names.

Exit codes: 0 done or nothing is missing, 1 something is missing still, 2 wrong input.

Examples (with the lines that \`eks-scheduler sandbox\` prints, they work there):
  $ eks-scheduler access --cluster shop-dev
  $ eks-scheduler access --cluster shop-dev --check
  $ eks-scheduler access --cluster shop-dev --apply --yes
  $ eks-scheduler access --cluster shop-dev --account 111122223333 --region eu-west-1 --json
  $ eks-scheduler access --cluster shop-dev --manifest`,
    )
    .action(async (options: AccessOptions) => settle(await access(options)));
}

async function access(options: AccessOptions): Promise<number> {
  const { accessEntryOf, accessText } = await import('./access/access-text.ts');
  if (options.apply || options.check) {
    const { changeAccess } = await import('./access/change-access.ts');
    return changeAccess(options, (cluster, account, region) => accessEntryOf({ cluster, account, region }));
  }
  process.stdout.write(accessText(options));
  return exitCodes.done;
}
