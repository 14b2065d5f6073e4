import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describeExecution } from './describe-execution.ts';
import { callAws, isNamed } from './errors-from-aws.ts';
import type { Executions } from './ports.ts';

/** Executions of the runbooks, for locks and takeovers. */
export function stepFunctionsExecutions(states: SFNClient): Executions {
  return {
    status: async (executionArn) => (await describeExecution(states, executionArn))?.status ?? 'NOT_FOUND',
    cutOffAt: async (executionArn) => {
      const { status, stopDate } = (await describeExecution(states, executionArn)) ?? {};
      return (status === 'ABORTED' || status === 'TIMED_OUT') && stopDate ? stopDate : null;
    },
    stop: (executionArn, cause) =>
      callAws('states:StopExecution', async () => {
        try {
          await states.send(new StopExecutionCommand({ executionArn, error: 'TakenOver', cause }));
        } catch (error) {
          // Gone from history: as stopped as it can be.
          if (!isNamed(error, 'ExecutionDoesNotExist')) throw error;
        }
      }),
  };
}
