import { ConfigurationError, SchedulerError, TransientError } from '../src/domain/errors.ts';

/** The author of a message knew what follows; then nothing is added. */
const isSaid = /redrive|redriven|start anew|start a new|start the cluster/i;

/**
 * Adds to an error whether to redrive the execution, where its message does not say it. The message is what the console shows as the cause of
 * the failed state, to somebody who may see this project for the first time.
 *
 * @returns The same error.
 */
export function sayWhatNext(error: Error): Error {
  if (!isSaid.test(error.message)) error.message = `${error.message} ${nextStepOf(error)}`;
  return error;
}

function nextStepOf(error: Error): string {
  if (error instanceof ConfigurationError) return 'Then start anew: a redrive has the same input and configuration.';
  if (error instanceof TransientError) return 'Where the execution has failed with it, redrive it: it goes on here.';
  if (error instanceof SchedulerError) return 'Then redrive the execution: it goes on here.';
  return 'This error has no article in the runbook: read the log of the function; a redrive goes on here.';
}
