import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { accountSchema } from '../src/config/account-schema.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { checked } from './checked.ts';
import type { Settle } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import type { SnapshotTarget } from './snapshot/connect-to-source.ts';
import { print, printJson, tell } from './terminal.ts';

interface SnapshotOptions extends SnapshotTarget {
  readonly output?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `eks-scheduler snapshot`: makes a world of a real cluster, to rehearse a night on. */
export function snapshotCommand(settle: Settle): Command {
  return new Command('snapshot')
    .description('Read a cluster into a file, without its secrets, so that a night can be rehearsed on it.')
    .requiredOption('--cluster <name>', 'name of the EKS cluster', checked(clusterName))
    .option('--region <region>', "the cluster's region (default: the one that `aws` is set to)", checked(regionName))
    .option('--account <id>', "the cluster's account (default: the one of the credentials)", checked(accountSchema))
    .option('--output <file>', 'where to write it; - is standard output (default: the name of the cluster, .yaml)')
    .option(
      '--access-role <role>',
      'read with this role, by name or ARN, such as eks-scheduler-access (default: your own credentials)',
      parseRole,
    )
    .option('--kubeconfig [file]', 'log in to Kubernetes as kubectl does (default: with the AWS credentials)')
    .option('--json', 'say what is in it and what was left out as one JSON document')
    .option('--quiet', 'say nothing but what could not be read')
    .addHelpText(
      'after',
      `
It only reads: eks:DescribeCluster, eks:ListNodegroups, eks:DescribeNodegroup, and lists of what the phases list in Kubernetes.
Jobs, ReplicaSets, PriorityClasses and volumes are taken along where you may list them.
Secrets and ConfigMaps are never asked for. Environment values, commands, and annotations that a night does not look at stay out of
the file; images, labels, names and sizes are in it. It says what it left out.

Examples:
  $ eks-scheduler snapshot --cluster shop-dev --output my-cluster.yaml
  $ eks-scheduler rehearse --world my-cluster.yaml
  $ eks-scheduler snapshot --cluster shop-dev --region eu-west-1 --output my-cluster.yaml --json`,
    )
    .action(async (options: SnapshotOptions) => settle(await snapshot(options)));
}

function parseRole(text: string): string {
  if (/^(arn:[\w-]+:iam::\d{12}:role\/)?[\w+=,.@/-]{1,512}$/.test(text)) return text;
  throw new InvalidArgumentError('Write the name of a role, or its ARN.');
}

async function snapshot({ output, json, quiet, ...target }: SnapshotOptions): Promise<number> {
  if (output === '-' && json) {
    throw new ConfigurationError('--output - and --json both want standard output.', 'Name a file, or leave one out.');
  }
  const [{ connectToSource }, { takeSnapshot }, { snapshotText }, { explainRefusal }] = await Promise.all([
    import('./snapshot/connect-to-source.ts'),
    import('./snapshot/take-snapshot.ts'),
    import('./snapshot/snapshot-text.ts'),
    import('./snapshot/explain-refusal.ts'),
  ]);
  const source = await connectToSource(target);
  const { text, ...about } = await takeSnapshot(source).catch((error: unknown) => {
    throw explainRefusal(error, target.cluster);
  });
  const file = output ?? `${target.cluster}.yaml`;
  if (file === '-') {
    process.stdout.write(text);
    if (!quiet) tell(snapshotText('standard output', about));
    return exitCodes.done;
  }
  write(file, text);
  if (json) printJson({ file, ...about });
  else if (!quiet) print(snapshotText(file, about));
  else if (about.notAllowed.length > 0) tell(`Not allowed to list: ${about.notAllowed.join(', ')}.`);
  return exitCodes.done;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new ConfigurationError(
      `--output ${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      'Name another file.',
      { cause: error },
    );
  }
}
