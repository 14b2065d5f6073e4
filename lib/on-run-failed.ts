import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

interface OnRunFailedProps extends FunctionSurroundings {
  readonly scaleDown: StateMachine;
  readonly scaleUp: StateMachine;
  /** It reports itself; what it dies of before that is told here. */
  readonly fleet: StateMachine;
}

/**
 * What follows a run that ended without success. A rule and not a state: a Catch would make the execution fail elsewhere than where
 * it failed, and a redrive would begin there.
 */
export class OnRunFailed extends Construct {
  readonly function: LambdaFunction;
  /** Events that the function could not be called with. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: OnRunFailedProps) {
    super(scope, id);
    const { scaleDown, scaleUp, fleet } = props;
    // Reads one history backwards; a long one has thousands of events.
    this.function = schedulerFunction(this, 'on-run-failed', { timeoutMinutes: 2, memoryMb: 512 }, props);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', null);
    new Rule(this, 'RunFailed', {
      description: 'A run of EKS Scheduler ended without success',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [scaleDown, scaleUp, fleet].map(({ stateMachineArn }) => stateMachineArn),
        },
      },
      targets: [
        new LambdaTarget(this.function, {
          deadLetterQueue: this.deadLetters,
          // A rollback that begins hours after the stop failed surprises whoever has redriven the stop meanwhile.
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
  }
}
