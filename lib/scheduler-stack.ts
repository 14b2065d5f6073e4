import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { noticeTopic } from './notice-topic.ts';
import { OnRunFailed } from './on-run-failed.ts';
import { PhaseFunctions } from './phase-functions.ts';
import { reportBucket } from './report-bucket.ts';
import { RunMachines } from './run-machines.ts';
import { stateTable } from './state-table.ts';

export interface SchedulerStackProps extends StackProps {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
}

/** Everything that exists in the scheduler's own account. */
export class SchedulerStack extends Stack {
  constructor(scope: Construct, id: string, { bundleDirectory, ...props }: SchedulerStackProps) {
    super(scope, id, {
      description: 'Puts Amazon EKS clusters to sleep at night and wakes them in the morning',
      ...props,
    });
    const table = stateTable(this);
    const reports = reportBucket(this);
    const surroundings = { bundleDirectory, table, reports, notices: noticeTopic(this) };
    const phases = new PhaseFunctions(this, 'Phases', surroundings);
    const machines = new RunMachines(this, 'Machines', phases.tasks);
    new OnRunFailed(this, 'OnRunFailed', { ...surroundings, scaleDown: machines.scaleDown, scaleUp: machines.scaleUp });
    new CfnOutput(this, 'ScaleDownMachine', { value: machines.scaleDown.stateMachineArn });
    new CfnOutput(this, 'ScaleUpMachine', { value: machines.scaleUp.stateMachineArn });
  }
}
