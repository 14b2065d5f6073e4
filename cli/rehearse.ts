import { Command, InvalidArgumentError, Option } from 'commander';
import { type ClockChoice, parseClock } from './clock-option.ts';
import { type KubernetesChoice, kubernetesHelp, kubernetesOption } from './kubernetes-option.ts';

/** What was typed. */
export interface RehearseOptions {
  readonly world?: string;
  readonly kubernetes: KubernetesChoice;
  readonly clock?: ClockChoice;
  readonly action: 'night' | 'stop' | 'start';
  readonly dryRun?: boolean;
  readonly input?: string;
  readonly json?: boolean;
  readonly log?: boolean;
  readonly report?: string;
  readonly hours?: number;
  readonly prices?: string;
}

/** `eks-scheduler rehearse`: a night on a world, in simulated time or on the real control plane. */
export function rehearseCommand(settle: (exitCode: number) => void): Command {
  return new Command('rehearse')
    .description('Run a night on a cluster that exists only here: no AWS account, no network, simulated time.')
    .option('--world <file>', 'Kubernetes objects as `kubectl get -o yaml` prints them (default: the example world)')
    .addOption(
      new Option('--action <action>', 'stop and start, or one of them')
        .choices(['night', 'stop', 'start'])
        .default('night'),
    )
    .addOption(kubernetesOption())
    .option('--clock <clock>', 'with --kubernetes real: real, or a number such as 60x', parseClock)
    .option('--dry-run', 'change nothing, and list what a stop would do')
    .option('--input <json>', 'more of the run\'s input, such as \'{"drain":{"budgets":"strict"}}\'')
    .option('--report <file>', 'write the report of each run: .html, .json, .csv or .txt')
    .option(
      '--hours <number>',
      'of the night that the forecast counts savings for (default: as the configured schedules say, else 11)',
      parseHours,
    )
    .option('--prices <file>', 'a price list as config/prices.example.yaml shows, for savings in money')
    .option('--json', 'print one JSON document and nothing else')
    .option('--log', 'show the log lines of the functions as well (on standard error)')
    .addHelpText(
      'after',
      `
The forecast says what to expect of tonight on the real cluster: how long it takes and why, budgets in the way and the pods that are
deleted past them, what is lost, webhooks that are relaxed, pods that come back by themselves or find no node in the morning, savings.

Exit codes: 0 all came back as it was, 1 something differs or a run failed, 2 wrong input, 130 interrupted.
${kubernetesHelp}

Examples:
  $ eks-scheduler rehearse
  $ eks-scheduler rehearse --action stop --dry-run
  $ eks-scheduler rehearse --world my-cluster.yaml --json
  $ eks-scheduler rehearse --hours 14 --prices config/prices.example.yaml --report night.html
  $ eks-scheduler rehearse --kubernetes real`,
    )
    .action(async (options: RehearseOptions) => {
      const { rehearse } = await import('./rehearse/rehearse.ts');
      settle(await rehearse(options));
    });
}

function parseHours(text: string): number {
  const hours = Number(text);
  if (/^\d{1,3}(\.\d)?$/.test(text) && hours > 0 && hours <= 168) return hours;
  throw new InvalidArgumentError('Write the hours of a night, from 1 to 168.');
}
