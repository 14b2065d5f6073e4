import { type Command, Option } from 'commander';
import { accountSchema } from '../src/config/account-schema.ts';
import { clusterName, regionName } from '../src/config/name-schemas.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { few } from '../src/domain/few.ts';
import { nearest } from '../src/domain/nearest.ts';
import type { ClusterId } from '../src/domain/run.ts';
import { checked, checkedEach } from './checked.ts';

/** Which of the clusters that the table knows a command is about. */
export interface ClusterFilter {
  readonly cluster?: readonly string[];
  readonly account?: string;
  readonly clusterRegion?: string;
}

/** `--cluster`, `--account` and `--cluster-region` of commands that look at clusters which have run. */
export function withClusterFilter(command: Command): Command {
  return command
    .addOption(
      new Option('--cluster <name>', 'only this cluster; may be repeated (default: all)').argParser(
        checkedEach(clusterName),
      ),
    )
    .addOption(new Option('--account <id>', 'only clusters of this account').argParser(checked(accountSchema)))
    .addOption(new Option('--cluster-region <region>', 'only clusters in this region').argParser(checked(regionName)));
}

/**
 * The clusters that the filter leaves.
 *
 * @throws {ConfigurationError} for a name that none has, with the nearest ones.
 */
export function chosenOf(known: readonly ClusterId[], filter: ClusterFilter): readonly ClusterId[] {
  const there = known.filter((cluster) => isIn(cluster, filter));
  const [name] = unknownNames(known, filter);
  if (name !== undefined) throw unknown(name, there);
  const { cluster: names } = filter;
  return names === undefined ? there : there.filter((cluster) => names.includes(cluster.name));
}

/** The names of the filter that none of the clusters has where the filter looks. */
export function unknownNames(known: readonly ClusterId[], filter: ClusterFilter): readonly string[] {
  const there = known.filter((cluster) => isIn(cluster, filter)).map(({ name }) => name);
  return [...new Set(filter.cluster)].filter((name) => !there.includes(name));
}

function isIn(cluster: ClusterId, { account, clusterRegion }: ClusterFilter): boolean {
  const isOfAccount = account === undefined || cluster.account === account;
  return isOfAccount && (clusterRegion === undefined || cluster.region === clusterRegion);
}

function unknown(name: string, there: readonly ClusterId[]): ConfigurationError {
  const known = [...new Set(there.map((cluster) => cluster.name))];
  const near = nearest(name, known);
  const all = known.length === 0 ? 'no cluster has run yet.' : `it knows ${few(known).join(', ')}.`;
  return new ConfigurationError(
    `No run of a cluster ${name} is known here.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The state table has nothing of it: ${all}`,
  );
}
