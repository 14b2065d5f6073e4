import { randomBytes } from 'node:crypto';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { callAws, isNamed } from '../../src/aws/errors-from-aws.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { executionName } from '../../src/domain/execution-name.ts';
import type { Action } from '../../src/domain/run.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import type { Followed } from '../follow/followed.ts';
import type { Order } from './input-of-run.ts';

/** @throws {ConfigurationError} where the machine is not deployed. */
export async function startExecution(
  { account, region, clients, machineArn }: Deployment,
  action: Action,
  order: Order,
): Promise<Followed> {
  const machine = order.kind === 'fleet' ? 'fleet' : action;
  const what = order.kind === 'fleet' ? 'fleet' : order.cluster;
  const id = executionName(what, action, new Date().toISOString(), randomBytes(2).toString('hex'));
  const stateMachineArn = machineArn(machine);
  const command = new StartExecutionCommand({ stateMachineArn, name: id, input: JSON.stringify(order.input) });
  const { executionArn = '' } = await callAws('states:StartExecution', () =>
    clients.states.send(command).catch((error: unknown) => {
      if (!isNamed(error, 'StateMachineDoesNotExist')) throw error;
      throw new ConfigurationError(
        `EKS Scheduler is not deployed in account ${account}, region ${region}: there is no ${stateMachineArn}.`,
        'Say --region, deploy it with npx cdk deploy EksScheduler, or run with nothing deployed: --local.',
      );
    }),
  );
  return { arn: executionArn, id, machine };
}
