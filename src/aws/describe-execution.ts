import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn';
import { callAws, isNamed } from './errors-from-aws.ts';

/** How an execution stands; null for one that is no longer in the history, which Step Functions keeps for 90 days. */
export function describeExecution(states: SFNClient, executionArn: string): Promise<DescribeExecutionOutput | null> {
  return callAws('states:DescribeExecution', async () => {
    try {
      return await states.send(new DescribeExecutionCommand({ executionArn }));
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return null;
      throw error;
    }
  });
}
