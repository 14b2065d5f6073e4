import { Command, InvalidArgumentError, Option } from 'commander';
import { accountSchema } from '../src/config/account-schema.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { checked, checkedEach } from './checked.ts';
import { type CheckName, checkNames } from './doctor/check-names.ts';
import type { Finding } from './doctor/finding.ts';
import { exitCodes } from './exit-codes.ts';
import { regionOption } from './region-option.ts';
import { isLive } from './terminal.ts';

interface DoctorOptions {
  readonly cluster?: readonly string[];
  readonly account?: string;
  readonly clusterRegion?: string;
  readonly region?: string;
  readonly table?: string;
  readonly only?: readonly CheckName[];
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** `eks-scheduler doctor`: says what is wrong with a deployment and its clusters, and what to type. It changes nothing. */
export function doctorCommand(settle: (exitCode: number) => void): Command {
  return new Command('doctor')
    .description('Say what is wrong with a deployment and its clusters, how to mend it, and which clusters sleep now.')
    .option(
      '--cluster <name>',
      'look at this cluster; repeatable (default: those that the table knows and the schedules are for, at most 20)',
      checkedEach(clusterName),
    )
    .option('--account <id>', 'the account of --cluster (default: yours)', checked(accountSchema))
    .option('--cluster-region <region>', "the region of --cluster (default: the scheduler's)", checked(regionName))
    .addOption(regionOption())
    .option('--table <name>', 'the state table (default: the one of the function eks-scheduler-take-stock)', parseTable)
    .addOption(
      new Option('--only <check>', 'nothing but this; repeatable (default: everything)')
        .choices(checkNames)
        .argParser(parseCheck),
    )
    .option('--strict', 'end with 3 where there are warnings alone')
    .option('--quiet', 'only what is wrong, and the verdict')
    .option('--json', 'one JSON document: a list of check, level, says and cure')
    .addHelpText(
      'after',
      `
It only reads, with your own credentials, and says what they do not show. It asks:
  states:DescribeStateMachine, states:DescribeExecution, lambda:GetFunctionConfiguration, iam:SimulatePrincipalPolicy,
  dynamodb:DescribeTable, dynamodb:DescribeContinuousBackups, dynamodb:Query and dynamodb:Scan with kms:Decrypt of the table's key,
  sns:ListSubscriptionsByTopic, s3:ListBucket, scheduler:ListSchedules, scheduler:GetSchedule, sqs:GetQueueAttributes,
  eks:ListClusters, eks:DescribeCluster, eks:DescribeAccessEntry, eks:ListNodegroups, eks:DescribeNodegroup, and in the clusters
  to create subjectaccessreviews and to get the ClusterRole eks-scheduler and its binding.

Exit codes: 0 all is well or there are warnings alone, 1 something is wrong, 2 wrong input, 3 warnings alone with --strict.

Examples (in a terminal with the lines that \`eks-scheduler sandbox\` prints, they work there):
  $ eks-scheduler doctor
  $ eks-scheduler doctor --cluster shop-dev
  $ eks-scheduler doctor --cluster shop-dev --only entry --only rules
  $ eks-scheduler doctor --region eu-west-1 --json`,
    )
    .action(async (options: DoctorOptions) => settle(await doctor(options)));
}

async function doctor(options: DoctorOptions): Promise<number> {
  const [{ usualRegion }, { examine }, { findingsText }, { print, printJson }, { progressLine }] = await Promise.all([
    import('../src/aws/caller.ts'),
    import('./doctor/examine.ts'),
    import('./doctor/finding.ts'),
    import('./terminal.ts'),
    import('./doctor/progress-line.ts'),
  ]);
  const { cluster = [], account, clusterRegion, table, only = [], strict, quiet, json } = options;
  if (cluster.length === 0 && (account ?? clusterRegion) !== undefined) {
    throw new ConfigurationError('--account and --cluster-region say where --cluster is.', 'Say --cluster as well.');
  }
  const progress = isLive() && !json && !quiet ? progressLine() : null;
  const findings = await examine({
    region: options.region ?? (await usualRegion()),
    clusters: cluster,
    only,
    place: options.region === undefined ? [] : ['--region', options.region],
    ...(account === undefined ? {} : { account }),
    ...(clusterRegion === undefined ? {} : { clusterRegion }),
    ...(table === undefined ? {} : { table }),
    ...(progress ? { onDone: progress.done } : {}),
  }).finally(() => progress?.clear());
  if (json) printJson({ findings });
  else print(findingsText(findings, { quiet: quiet === true }));
  return exitCodeOf(findings, strict === true);
}

function exitCodeOf(findings: readonly Finding[], isStrict: boolean): number {
  const has = (level: Finding['level']) => findings.some((finding) => finding.level === level);
  if (has('error')) return exitCodes.failed;
  return isStrict && has('warning') ? exitCodes.doneWithWarnings : exitCodes.done;
}

function parseCheck(text: string, before: readonly CheckName[] = []): readonly CheckName[] {
  const found = checkNames.find((name) => name === text);
  if (found) return [...before, found];
  throw new InvalidArgumentError(`Write one of ${checkNames.join(', ')}.`);
}

function parseTable(text: string): string {
  if (/^[\w.-]{3,255}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the name of a table: letters, digits, _ . and -, from 3 to 255.');
}
