import { DescribeExecutionCommand, type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { callAws, isNamed } from './errors-from-aws.ts';
import type { Executions } from './ports.ts';

/** Executions of the runbooks, for locks and takeovers. */
export function stepFunctionsExecutions(states: SFNClient): Executions {
  return {
    status: (executionArn) =>
      callAws('states:DescribeExecution', async () => {
        try {
          const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
          return status ?? 'NOT_FOUND';
        } catch (error) {
          if (isNamed(error, 'ExecutionDoesNotExist')) return 'NOT_FOUND';
          throw error;
        }
      }),
    cutOffAt: (executionArn) =>
      callAws('states:DescribeExecution', async () => {
        try {
          const { status, stopDate } = await states.send(new DescribeExecutionCommand({ executionArn }));
          return (status === 'ABORTED' || status === 'TIMED_OUT') && stopDate ? stopDate : null;
        } catch (error) {
          if (isNamed(error, 'ExecutionDoesNotExist')) return null;
          throw error;
        }
      }),
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
