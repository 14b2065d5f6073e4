import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';

interface OnRunFailedProps extends FunctionSurroundings {
  readonly scaleDown: StateMachine;
  readonly scaleUp: StateMachine;
}

/**
 * What follows a run that ended without success. A rule and not a state: a Catch would make the execution fail elsewhere than where
 * it failed, and a redrive would begin there.
 */
export class OnRunFailed extends Construct {
  constructor(scope: Construct, id: string, props: OnRunFailedProps) {
    super(scope, id);
    const { table, notices, scaleDown, scaleUp } = props;
    const listener = schedulerFunction(this, 'on-run-failed', { timeoutMinutes: 2, memoryMb: 512 }, props);
    new Rule(this, 'RunFailed', {
      description: 'A run of EKS Scheduler ended without success',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [scaleDown.stateMachineArn, scaleUp.stateMachineArn],
        },
      },
      targets: [new LambdaTarget(listener)],
    });
    table.grantReadWriteData(listener);
    notices.grantPublish(listener);
    scaleUp.grantStartExecution(listener);
    listener.addToRolePolicy(
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
        resources: [scaleDown, scaleUp].map((machine) => executionsOf(machine)),
      }),
    );
  }
}

function executionsOf(machine: StateMachine): string {
  return Stack.of(machine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
