import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { callAws, isNamed } from './errors-from-aws.ts';
import { type Asker, signedGet } from './signed-get.ts';

/** A schedule of EventBridge Scheduler. */
export interface DeployedSchedule {
  /** `<name>-stop` or `<name>-start`. */
  readonly name: string;
  readonly isEnabled: boolean;
}

/** Where a deployment is looked for: the SDK has no client of Scheduler and Lambda here. */
export interface Deployed {
  /** The table of the function that takes stock; null where there is no such function. */
  tableName(): Promise<string | null>;
  /** All schedules of the group; none where there is no such group. */
  schedules(): Promise<readonly DeployedSchedule[]>;
  machineExists(arn: string): Promise<boolean>;
}

const functionAnswer = z.object({ Environment: z.object({ Variables: z.object({ TABLE_NAME: z.string() }) }) });
const schedulesAnswer = z.object({
  Schedules: z.array(z.object({ Name: z.string(), State: z.string() })),
  NextToken: z.string().nullish(),
});

/** What a deployment in the asker's account and region consists of, as far as it can be seen from outside. */
export function deployed(asker: Asker, states: SFNClient): Deployed {
  return {
    tableName: () => tableOfFunction(asker),
    schedules: () => schedulesOfGroup(asker),
    machineExists: (stateMachineArn) =>
      unlessMissing(false, 'StateMachineDoesNotExist', () =>
        callAws('states:DescribeStateMachine', async () => {
          await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
          return true;
        }),
      ),
  };
}

function tableOfFunction(asker: Asker): Promise<string | null> {
  return unlessMissing(null, 'ResourceNotFoundException', async () => {
    const path = '/2015-03-31/functions/eks-scheduler-take-stock/configuration';
    const answer = await signedGet(asker, { action: 'lambda:GetFunctionConfiguration', path });
    return functionAnswer.parse(answer).Environment.Variables.TABLE_NAME;
  });
}

function schedulesOfGroup(asker: Asker): Promise<readonly DeployedSchedule[]> {
  return unlessMissing([], 'ResourceNotFoundException', async () => {
    const found: DeployedSchedule[] = [];
    let next: string | null | undefined;
    do {
      const query = { ScheduleGroup: 'eks-scheduler', ...(next ? { NextToken: next } : {}) };
      const answer = await signedGet(asker, { action: 'scheduler:ListSchedules', path: '/schedules', query });
      const { Schedules, NextToken } = schedulesAnswer.parse(answer);
      found.push(...Schedules.map(({ Name, State }) => ({ name: Name, isEnabled: State === 'ENABLED' })));
      next = NextToken;
    } while (next);
    return found;
  });
}

/** What is not there is an answer. */
async function unlessMissing<T>(missing: T, errorName: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isNamed(error, errorName)) return missing;
    throw error;
  }
}
