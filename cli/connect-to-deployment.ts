import { usualRegion } from '../src/aws/caller.ts';
import { type OwnClients, ownClients } from '../src/aws/clients.ts';
import { deployed } from '../src/aws/deployed.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { fleetMachineName, machineNames } from '../src/domain/machine-names.ts';
import type { Action } from '../src/domain/run.ts';
import { whoAsks } from './credentials.ts';

/** Where the scheduler runs that a command talks to: in an AWS account, or in the command's own process. */
export interface Deployment {
  readonly account: string;
  readonly region: string;
  /** The clients of its account and region, with the caller's own credentials. */
  readonly clients: OwnClients;
  machineArn(machine: Action | 'fleet'): string;
  /**
   * The name of the state table.
   *
   * @throws {ConfigurationError} where nothing is deployed.
   */
  tableName(): Promise<string>;
}

/**
 * The deployment that the caller's credentials lead to.
 *
 * @param region Where it is deployed; the one that `aws` is set to where it is not said.
 * @throws {ConfigurationError} without credentials or a region, with the cure.
 */
export async function connectToDeployment(region?: string): Promise<Deployment> {
  const at = region ?? (await usualRegion());
  const clients = ownClients(at);
  const { account, arn } = await whoAsks(clients);
  const partition = arn.split(':')[1] ?? 'aws';
  const machineOf = (machine: Action | 'fleet') => (machine === 'fleet' ? fleetMachineName : machineNames[machine]);
  let table: string | null = null;
  return {
    account,
    region: at,
    clients,
    machineArn: (machine) => `arn:${partition}:states:${at}:${account}:stateMachine:${machineOf(machine)}`,
    tableName: async () => {
      const asker = { region: at, identity: () => clients.states.config.credentials() };
      table ??= await deployed(asker, clients.states).tableName();
      if (table !== null) return table;
      throw new ConfigurationError(
        `EKS Scheduler is not deployed in account ${account}, region ${at}: there is no function eks-scheduler-take-stock.`,
        'Say --region, log in to the account where it is, or deploy it: npx cdk deploy EksScheduler.',
      );
    },
  };
}
