import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { JitterType, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** The function that does a phase, and how long the machine waits for its answer. */
export interface PhaseTask {
  readonly function: LambdaFunction;
  readonly timeout: Duration;
  /** What it does, for the console. */
  readonly about?: string;
}

/**
 * Errors that pass by themselves. Everything else fails the execution at once, at the Task that threw it, so that it can be
 * redriven from there. A function that was killed (timeout, out of memory) may be called again, because every pass is idempotent.
 */
const transientErrors = [
  'TransientError',
  'States.Timeout',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
];

/** Nobody has been asked yet: the function has all the concurrency that it was given. Waiting for a place is no failure. */
const noPlace = 'Lambda.TooManyRequestsException';

/** A function's own clock may be off: what a phase counts, it counts by the clock that its loop and its redrive are dated by. */
export const askedAt = '{% $now() %}';

/** The Task of a phase: its function, with retries for what passes by itself, and its answer as the output. */
export function phaseTask(
  scope: Construct,
  title: string,
  task: PhaseTask,
  payload: Record<string, unknown>,
  options: { readonly assign?: Record<string, string>; readonly comment?: string } = {},
): LambdaInvoke {
  const state = LambdaInvoke.jsonata(scope, title, {
    lambdaFunction: task.function,
    payload: TaskInput.fromObject(payload),
    outputs: '{% $states.result.Payload %}',
    ...(task.about === undefined ? {} : { comment: task.about }),
    ...options,
    taskTimeout: Timeout.duration(task.timeout),
    retryOnServiceExceptions: false,
  });
  state.addRetry({
    errors: [noPlace],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    // About half an hour, with the jitter.
    maxAttempts: 60,
    jitterStrategy: JitterType.FULL,
  });
  state.addRetry({
    errors: transientErrors,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 8,
    jitterStrategy: JitterType.FULL,
  });
  return state;
}
