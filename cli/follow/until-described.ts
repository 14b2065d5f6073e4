import { setTimeout as sleep } from 'node:timers/promises';
import type { DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import { describeExecution } from '../../src/aws/describe-execution.ts';
import { TransientError } from '../../src/domain/errors.ts';

const betweenLooksMs = 500;
const mostLooks = 20;

/**
 * Waits until DescribeExecution knows of what was just begun: it may be a moment behind, and would say that there is no such execution, or
 * that a redriven one has failed. After ten seconds whatever it says is taken.
 *
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export async function untilDescribed(
  states: SFNClient,
  executionArn: string,
  isNews: (described: DescribeExecutionOutput) => boolean = () => true,
): Promise<void> {
  for (let look = 0; look < mostLooks; look += 1) {
    const described = await describeExecution(states, executionArn).catch(unlessTransient);
    if (described === 'no answer' || (described !== null && isNews(described))) return;
    await sleep(betweenLooksMs);
  }
}

/** Throttled, or with credentials that have expired: whoever follows it asks again, and says so where it goes on. */
function unlessTransient(error: unknown): 'no answer' {
  if (error instanceof TransientError) return 'no answer';
  throw error;
}
