import { parseFleetInput } from '../../src/config/fleet-input.ts';
import { parseRunInput } from '../../src/config/load-configuration.ts';
import { overridesSchema } from '../../src/config/overrides-schema.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { Action } from '../../src/domain/run.ts';
import { parseInput } from '../parse-input.ts';
import type { RunOptions } from './run-options.ts';

/** What is to be started: the machine of one cluster, or that of a fleet. */
export type Order =
  | {
      readonly kind: 'run';
      readonly cluster: string;
      readonly account: string | undefined;
      readonly region: string | undefined;
      readonly dryRun: boolean;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'fleet';
      /** For a question: `all clusters`, `dev, shop-*`. */
      readonly says: string;
      readonly dryRun: boolean;
      readonly input: Readonly<Record<string, unknown>>;
    };

/** What the run of every cluster of a fleet may be told. */
const overridesOfRuns = Object.keys(overridesSchema.shape);

/**
 * Reads what a person typed as the input of an execution, and sees that it is one before AWS is asked for anything. The options lie
 * over `--input`.
 *
 * @throws {ConfigurationError} for what Prepare run or Resolve targets would refuse, and for options that do not go together.
 */
export function inputOfRun(action: Action, options: RunOptions): Order {
  const more = parseInput(options.input);
  const { cluster: clusters = [], target: targets = [], account = [], clusterRegion: regions = [] } = options;
  const [cluster, ...others] = clusters;
  const named = cluster ?? (typeof more.cluster === 'string' ? more.cluster : undefined);
  const isOne = others.length === 0 && targets.length === 0 && account.length < 2 && regions.length < 2;
  if (isOne && named !== undefined && !/[*?.]/.test(named))
    return orderOfRun(action, options, { ...more, cluster: named });
  if (named === undefined && targets.length === 0 && more.clusters === undefined && more.tags === undefined) {
    throw new ConfigurationError(
      'Which cluster?',
      `Say --cluster NAME, or --target all, or --target tag=KEY=VALUE (${action}).`,
    );
  }
  return orderOfFleet(action, options, more);
}

function orderOfRun(action: Action, options: RunOptions, more: Readonly<Record<string, unknown>>): Order {
  const { account = [], clusterRegion = [], nodeGroup } = options;
  const given = {
    ...more,
    ...(account[0] === undefined ? {} : { account: account[0] }),
    ...(clusterRegion[0] === undefined ? {} : { region: clusterRegion[0] }),
    ...(nodeGroup === undefined ? {} : { nodeGroups: nodeGroup }),
    ...flagsOf(options),
    ...overridesOf(options),
  };
  const input = parseRunInput(given);
  if (input.takeover && action === 'stop') {
    throw new ConfigurationError(
      'takeover: true is not for a stop.',
      'Only a start may end another run: leave it out.',
    );
  }
  const { cluster, account: inAccount, region, dryRun = false } = input;
  // As it was given: what it leaves out is the configuration's to say.
  return { kind: 'run', cluster, account: inAccount, region, dryRun, input: given };
}

function orderOfFleet(action: Action, options: RunOptions, more: Readonly<Record<string, unknown>>): Order {
  const { cluster = [], target = [], account, clusterRegion, nodeGroup } = options;
  if (nodeGroup !== undefined) {
    throw new ConfigurationError('--node-group is for one cluster.', 'Name one with --cluster, or leave it out.');
  }
  const isAll = target.includes('all');
  const tags = tagsOf(target.filter((one) => one !== 'all'));
  if (isAll && (cluster.length > 0 || target.length > 1)) {
    throw new ConfigurationError('--target all is all there are.', 'Leave the other clusters and targets out.');
  }
  const overrides = Object.fromEntries(Object.entries(more).filter(([key]) => overridesOfRuns.includes(key)));
  const rest = Object.fromEntries(
    Object.entries(more).filter(([key]) => key !== 'cluster' && !overridesOfRuns.includes(key)),
  );
  const names = isAll ? ['*'] : [...cluster, ...(typeof more.cluster === 'string' ? [more.cluster] : [])];
  const allOverrides = { ...overrides, ...objectIn(more.overrides), ...overridesOf(options) };
  const given = {
    ...{ ...rest, action },
    ...(names.length > 0 ? { clusters: names } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(account === undefined ? {} : { accounts: account }),
    ...(clusterRegion === undefined ? {} : { regions: clusterRegion }),
    ...flagsOf(options),
    ...(Object.keys(allOverrides).length > 0 ? { overrides: allOverrides } : {}),
  };
  const { clusters = [], tags: wanted = {}, dryRun = false } = parseFleetInput(given);
  const tagged = Object.entries(wanted).map(([key, value]) => `${key}=${value}`);
  const whose = clusters.includes('*') || clusters.length === 0 ? 'all clusters' : clusters.join(', ');
  return {
    kind: 'fleet',
    says: tagged.length === 0 ? whose : `${whose} with ${tagged.join(' and ')}`,
    dryRun,
    input: given,
  };
}

function flagsOf({ dryRun, takeover }: RunOptions) {
  return { ...(dryRun === undefined ? {} : { dryRun }), ...(takeover === undefined ? {} : { takeover }) };
}

function overridesOf({ minNodes, verify }: RunOptions) {
  return { ...(minNodes === undefined ? {} : { minNodes }), ...(verify === undefined ? {} : { verify }) };
}

/** `tag=team=shop` */
function tagsOf(targets: readonly string[]): Record<string, string> {
  const pairs = targets.map((target) => {
    const [, key = '', value = ''] = /^tag=([^=]+)=(.*)$/.exec(target) ?? [];
    return [key, value] as const;
  });
  return Object.fromEntries(pairs);
}

function objectIn(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
