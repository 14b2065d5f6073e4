import type { SFNClient } from '@aws-sdk/client-sfn';
import { describeExecution } from '../../src/aws/describe-execution.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { Standing } from './followed.ts';

/** @throws {ConfigurationError} for an execution that is not in the history any more. */
export async function describeStanding(states: SFNClient, arn: string): Promise<Standing> {
  const described = await describeExecution(states, arn);
  if (described === null) {
    throw new ConfigurationError(
      `There is no execution ${arn}, or it ended more than 90 days ago.`,
      'eks-scheduler runs lists those that there are.',
    );
  }
  const { status = '', startDate, stopDate, input = '{}', output, error, cause } = described;
  return {
    ...{ status, input, startedAt: startDate ?? new Date(0), endedAt: stopDate ?? null },
    ...{ output: output ?? null, error: error ?? null, cause: cause ?? null },
  };
}
