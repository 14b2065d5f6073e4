import { Command, InvalidArgumentError, Option } from 'commander';
import { type ClusterFilter, withClusterFilter } from './cluster-filter.ts';
import { exitCodes } from './exit-codes.ts';
import { sinceOption } from './since-option.ts';
import { type StateOptions, withDeployment, withStateOptions } from './state-options.ts';
import { print, printJson } from './terminal.ts';

interface RunsOptions extends StateOptions, ClusterFilter {
  readonly action?: 'stop' | 'start';
  readonly status?: 'running' | 'succeeded' | 'skipped' | 'failed';
  readonly since?: Date;
  readonly limit: number;
  readonly json?: boolean;
}

/** `eks-scheduler runs`: what has run, the newest first. It changes nothing. */
export function runsCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('runs').description('List the runs of the clusters, the newest first.');
  return withStateOptions(withClusterFilter(command))
    .addOption(new Option('--action <action>', 'only these runs (default: both)').choices(['stop', 'start']))
    .addOption(
      new Option('--status <status>', 'only runs that stand so (default: any)').choices([
        ...['running', 'succeeded', 'skipped', 'failed'],
      ]),
    )
    .addOption(sinceOption('only runs that began since then: 7d, 12h, or a day in UTC, 2026-11-01'))
    .option('--limit <number>', 'at most so many', parseLimit, 20)
    .option('--json', 'one JSON document: { "runs": [ … ] }')
    .addHelpText(
      'after',
      `
NODES: what a stop took away or a start brought back. A run that changed nothing, because it was asked not to, is marked dry.
The run of a fleet stands here with each of its clusters. Runs are forgotten after 90 days.
It only reads, with your own credentials: lambda:GetFunctionConfiguration, states:DescribeExecution, and of the state table
dynamodb:Scan, dynamodb:Query and dynamodb:GetItem with kms:Decrypt of its key.

Examples:
  $ eks-scheduler runs
  $ eks-scheduler runs --since 7d --action stop
  $ eks-scheduler runs --status failed --json`,
    )
    .action(async (options: RunsOptions) => {
      const { listRuns, runsText } = await import('./runs/list-runs.ts');
      const runs = await withDeployment(options, (deployment) => listRuns(deployment, options));
      if (options.json) printJson({ runs });
      else print(runsText(runs, options.limit));
      settle(exitCodes.done);
    });
}

function parseLimit(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Say a number from 1 to 9999.');
}
