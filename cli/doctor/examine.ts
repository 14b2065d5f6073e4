import { ownClients } from '../../src/aws/clients.ts';
import { type Deployed, deployed } from '../../src/aws/deployed.ts';
import { dynamodbStock, unreadableRecords } from '../../src/aws/dynamodb-stock.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { fleetMachineName, machineNames } from '../../src/domain/machine-names.ts';
import { whoAsks } from '../credentials.ts';
import { examineCredentials } from './examine-credentials.ts';
import { examineMachines, examineSchedules } from './examine-deployment.ts';
import { examineStock } from './examine-stock.ts';
import { examined, type Finding, fine, wrong } from './finding.ts';

export interface Place {
  readonly region: string;
  /** The name of the state table; absent: the deployment is asked. */
  readonly table?: string;
}

type Clients = ReturnType<typeof ownClients>;

/** Looks at a deployment from outside. Reads alone; never throws for what it finds. */
export async function examine({ region, table }: Place): Promise<readonly Finding[]> {
  const clients = ownClients(region);
  const { caller, finding } = await examineCredentials(() => whoAsks(clients));
  if (caller === null) return [finding];
  const deployment = deployed({ region, identity: () => clients.states.config.credentials() }, clients.states);
  const partition = caller.arn.split(':')[1] ?? 'aws';
  const machine = (name: string) => `arn:${partition}:states:${region}:${caller.account}:stateMachine:${name}`;
  const machines = [machineNames.stop, machineNames.start, fleetMachineName].map(machine);
  return [
    finding,
    ...(await examined('machines', () => examineMachines(deployment, machines))),
    ...(await examined('schedules', () => examineSchedules(deployment))),
    ...(await examined('table', () => examineTable(clients, deployment, table, machine(machineNames.start)))),
  ];
}

async function examineTable(
  clients: Clients,
  deployment: Deployed,
  named: string | undefined,
  startMachineArn: string,
): Promise<readonly Finding[]> {
  const name = named ?? (await deployment.tableName());
  if (name === null) {
    const cure = 'Say --region where it is deployed, or --table NAME for a table that a removed deployment has left.';
    return [wrong('table', 'the function eks-scheduler-take-stock, which knows the table, does not exist', cure)];
  }
  const stock = { ...dynamodbStock(clients.table, name), unreadable: () => unreadableRecords(clients.table, name) };
  try {
    const found = await examineStock(stock, stepFunctionsExecutions(clients.states), startMachineArn);
    return [fine('table', `${name} answers`), ...found];
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException', 'ValidationException')) throw error;
    const says = `${name} does not exist here, or has no index records-by-phase`;
    return [wrong('table', says, 'Leave --table out, or say the output StateTable of the stack; --region says where.')];
  }
}
