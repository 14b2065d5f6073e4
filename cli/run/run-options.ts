import { type Command, InvalidArgumentError, Option } from 'commander';
import { accountSchema } from '../../src/config/account-schema.ts';
import { glob, nodeGroupName, regionName } from '../../src/config/name-schemas.ts';
import type { Action } from '../../src/domain/run.ts';
import { checkedEach } from '../checked.ts';
import { type FollowOptions, withFollowOptions } from './follow-options.ts';
import { type SchedulerOptions, withSchedulerOptions } from './scheduler-options.ts';

/** What `stop` and `start` take. */
export interface RunOptions extends SchedulerOptions, FollowOptions {
  readonly cluster?: readonly string[];
  readonly target?: readonly string[];
  readonly account?: readonly string[];
  readonly clusterRegion?: readonly string[];
  readonly nodeGroup?: readonly string[];
  readonly dryRun?: boolean;
  readonly minNodes?: number;
  readonly verify?: boolean;
  readonly takeover?: boolean;
  readonly input?: string;
  /** False with `--no-wait`; absent is as true. */
  readonly wait?: boolean;
  readonly yes?: boolean;
}

/** The options of `stop` and of `start`, in the order in which a person asks: which cluster, how, and what is shown. */
export function withRunOptions(command: Command, action: Action): Command {
  command
    .option('--cluster <name>', 'the cluster; several, or a pattern such as `dev-*`, make a fleet', checkedEach(glob))
    .option(
      '--target <target>',
      '`all` clusters, or those with a tag: `tag=KEY=VALUE` (several: with all of them)',
      parseTarget,
    )
    .option('--account <id>', "where the cluster is (default: the scheduler's account)", checkedEach(accountSchema))
    .option(
      '--cluster-region <region>',
      "where the cluster is (default: the scheduler's region)",
      checkedEach(regionName),
    )
    .option(
      '--node-group <name>',
      'touch only this one; may be given several times (default: all)',
      checkedEach(nodeGroupName),
    )
    .option('--dry-run', 'change nothing, and list what would be done')
    .option('--min-nodes <number>', minNodesHelp[action], parseCount)
    .option('--verify', verifyHelp[action]);
  if (action === 'start') command.option('--takeover', 'end a stop of the cluster that is still running');
  command
    .option('--input <json>', 'more of the input, under the other options: \'{"drain":{"budgets":"strict"}}\'')
    .option('--wait', 'follow it to its end (the default)')
    .option('--no-wait', 'start it and return at once')
    .addOption(yesOption(action));
  return withFollowOptions(withSchedulerOptions(command));
}

const minNodesHelp = {
  start: 'nodes that must be up at least, over all node groups (default: the configuration\u2019s)',
  stop: 'where the stop fails and is rolled back: nodes that must be up at least then',
} as const;

const verifyHelp = {
  start: 'look at the end whether the cluster works as a whole (default: the configuration\u2019s)',
  stop: 'where the stop fails and is rolled back: look then whether the cluster works',
} as const;

/** A start is never asked about. */
function yesOption(action: Action): Option {
  const option = new Option('--yes', 'do not ask');
  return action === 'stop' ? option : option.hideHelp();
}

function parseTarget(text: string, before: readonly string[] = []): string[] {
  if (text === 'all' || /^tag=[^=]+=/.test(text)) return [...before, text];
  throw new InvalidArgumentError('Say all, or tag=KEY=VALUE.');
}

function parseCount(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Say a number of nodes.');
}
