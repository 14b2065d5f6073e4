import { usualRegion } from '../../src/aws/caller.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { type AccessEntry, accessModeCommand } from '../access-entry.ts';
import { confirmed } from '../confirm.ts';
import { connectToDeployment } from '../connect-to-deployment.ts';
import { exitCodes } from '../exit-codes.ts';
import { assertClusterExists } from '../run/assert-cluster-exists.ts';
import { print, printJson, tell } from '../terminal.ts';
import { type ClusterAccess, clusterAccess } from './cluster-access.ts';

export interface ChangeAccessOptions {
  readonly cluster: readonly string[];
  readonly account?: string;
  readonly region?: string;
  /** Only says what is missing. */
  readonly check?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What came of one cluster. */
interface Outcome {
  readonly cluster: string;
  readonly authenticationMode: string;
  readonly missing: readonly string[];
  readonly done: readonly string[];
}

/**
 * Lets the scheduler into clusters, with the caller's own rights, and says what it did; with `check` only what is missing.
 *
 * @param entryOf The access entry that a cluster of this account and region needs.
 * @returns The exit code.
 * @throws {ConfigurationError} for a cluster that does not exist, or is in another account than the credentials.
 */
export async function changeAccess(
  options: ChangeAccessOptions,
  entryOf: (cluster: string, account: string, region: string) => AccessEntry,
): Promise<number> {
  const region = options.region ?? (await usualRegion());
  const deployment = await connectToDeployment(region);
  const { account } = deployment;
  assertOwnAccount(account, options.account);
  const outcomes: Outcome[] = [];
  for (const name of options.cluster) {
    await assertClusterExists(deployment, { cluster: name, account, region });
    const entry = entryOf(name, account, region);
    const access = await clusterAccess(deployment, { account, region, name }, entry.principalArn);
    outcomes.push(await changeOne(entry, access, options));
  }
  if (options.json) printJson({ clusters: outcomes });
  const isLacking = outcomes.some(
    (one) => one.authenticationMode === 'CONFIG_MAP' || one.missing.length > one.done.length,
  );
  return isLacking ? exitCodes.failed : exitCodes.done;
}

function assertOwnAccount(own: string, asked: string | undefined): void {
  if (asked === undefined || asked === own) return;
  throw new ConfigurationError(
    `The cluster is in account ${asked}, and you are logged in to ${own}.`,
    `Log in to ${asked}: only its own people can let somebody into its clusters.`,
  );
}

async function changeOne(entry: AccessEntry, access: ClusterAccess, options: ChangeAccessOptions): Promise<Outcome> {
  const { authenticationMode, steps } = access;
  const name = entry.clusterName;
  const say = (text: string) => {
    if (!options.json && !options.quiet) print(text);
  };
  const outcome = { cluster: name, authenticationMode, missing: steps.map(({ says }) => says), done: [] };
  if (authenticationMode === 'CONFIG_MAP') {
    tell(
      `${name} knows no access entries, only its ConfigMap aws-auth; nothing was changed. Let it know them as well, then try again ` +
        `(what is in the ConfigMap goes on to hold, and there is no way back): ${accessModeCommand(entry)}`,
    );
    return outcome;
  }
  if (steps.length === 0) {
    say(`${name}: nothing is missing, the scheduler is let in.`);
    return outcome;
  }
  say(`${name} lacks:\n${outcome.missing.map((says) => `  ${says}`).join('\n')}`);
  if (options.check) return outcome;
  if (!(await confirmed(`Change the access to ${name}?`, { yes: options.yes, otherwise: 'refuse' }))) {
    tell('Nothing was changed.');
    return outcome;
  }
  const done: string[] = [];
  for (const { says, take } of steps) {
    await take();
    done.push(says);
    say(`Done: ${says}.`);
  }
  return { ...outcome, done };
}
