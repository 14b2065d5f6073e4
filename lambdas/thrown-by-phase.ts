import { errorFromAws } from '../src/aws/errors-from-aws.ts';

/**
 * The error that Step Functions gets to see. The adapters name what they know; what slipped past them is named here when it
 * passes by itself or is a refusal, and otherwise keeps its own name, so that it is not retried.
 */
export function thrownByPhase(error: unknown): Error {
  return errorFromAws(error, 'a call to AWS');
}
