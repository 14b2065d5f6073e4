import { Command, Option } from 'commander';
import { type ClusterFilter, withClusterFilter } from './cluster-filter.ts';
import { exitCodes } from './exit-codes.ts';
import { sinceOption } from './since-option.ts';
import { type StateOptions, withDeployment, withStateOptions } from './state-options.ts';
import { print, printJson } from './terminal.ts';

export interface StatusOptions extends StateOptions, ClusterFilter {
  readonly savings?: boolean;
  readonly prices?: string;
  readonly since?: Date;
  readonly by?: 'week' | 'cluster';
  readonly json?: boolean;
}

/** `eks-scheduler status`: who sleeps, since when, what comes back, and what to type. It changes nothing. */
export function statusCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('status').description(
    'Say which clusters sleep, since when, by which run, what comes back and when, and what to type.',
  );
  return withStateOptions(withClusterFilter(command))
    .option('--savings', 'what the sleep spared: node-hours by instance type, and money with --prices')
    .addOption(new Option('--prices <file>', 'with --savings: your prices, as config/prices.example.yaml has them'))
    .addOption(sinceOption('with --savings: from then on, 7d or 2026-11-01 (default: 28d)'))
    .addOption(
      new Option('--by <what>', 'with --savings: a line for each (default: week)').choices(['week', 'cluster']),
    )
    .option('--json', 'one JSON document and nothing else')
    .addHelpText(
      'after',
      `
Without --cluster: every cluster that the state table knows, one line each, trouble first. One cluster: all that is known of it.
Savings: nodes count from when EKS was done with a stop until the start asked for them again; what still sleeps counts until now. A week
begins on Monday 00:00 UTC. NET is the amount less what the control plane went on costing in the same hours.
It only reads, with your own credentials: lambda:GetFunctionConfiguration, states:DescribeExecution, scheduler:ListSchedules and
scheduler:GetSchedule, and of the state table dynamodb:Scan (one item of each cluster), dynamodb:Query and dynamodb:GetItem with
kms:Decrypt of its key.

Exit codes: 0 no cluster is in trouble, 1 a cluster is failed half-way, 2 wrong input.

Examples:
  $ eks-scheduler status
  $ eks-scheduler status --cluster shop-dev
  $ eks-scheduler status --json
  $ eks-scheduler status --savings --since 7d --prices config/prices.example.yaml`,
    )
    .action(async (options: StatusOptions) => {
      if (options.savings) return settle(await showSavings(options));
      refuseWithoutSavings(command, options);
      return settle(await showStatus(options));
    });
}

/** Four weeks. */
const usualDays = 28;

/** What says how savings are shown means nothing without them. */
function refuseWithoutSavings(command: Command, { prices, since, by }: StatusOptions): void {
  const given = Object.entries({ prices, since, by }).find(([, value]) => value !== undefined);
  if (given) command.error(`error: option '--${given[0]}' goes with --savings`);
}

async function showStatus(options: StatusOptions): Promise<number> {
  const [{ readStatuses }, { statusPage }, { statusTable }] = await Promise.all([
    import('./status/read-statuses.ts'),
    import('./status/status-page.ts'),
    import('./status/status-table.ts'),
  ]);
  const now = new Date();
  const { clusters, problems } = await withDeployment(options, (deployment) => readStatuses(deployment, options, now));
  if (options.json) printJson({ clusters, problems });
  else {
    const [first, ...others] = clusters;
    const noCluster = 'No cluster has run yet. To put one to sleep: eks-scheduler stop --cluster NAME';
    const text = first === undefined ? noCluster : others.length === 0 ? statusPage(first, now) : statusTable(clusters);
    print([text, ...problems.map((problem) => `\nNote: ${problem}`)].join('\n'));
  }
  return clusters.some(({ state }) => state === 'failed half-way') ? exitCodes.failed : exitCodes.done;
}

async function showSavings(options: StatusOptions): Promise<number> {
  const [{ readSavings }, { savingsReport }, { savingsText }, { readPriceList }] = await Promise.all([
    import('./status/read-savings.ts'),
    import('./status/savings-report.ts'),
    import('./status/savings-text.ts'),
    import('../src/report/price-list.ts'),
  ]);
  const prices = options.prices === undefined ? null : readPriceList(options.prices);
  const now = new Date();
  const since = options.since ?? new Date(now.getTime() - usualDays * 86_400_000);
  const spans = await withDeployment(options, (deployment) => readSavings(deployment, options, { since, now }));
  const report = savingsReport(spans, { since, now, prices });
  if (options.json) printJson(report);
  else print(savingsText(report, options.by ?? 'week'));
  return exitCodes.done;
}
