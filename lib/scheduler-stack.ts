import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from '../src/config/schema.ts';
import { accessRole } from './access-role.ts';
import { Alarms } from './alarms.ts';
import { ClusterAccess } from './cluster-access.ts';
import { Dashboard } from './dashboard.ts';
import { FleetMachine } from './fleet-machine.ts';
import { schedulerKey } from './key.ts';
import { Network } from './network.ts';
import { noticeTopic } from './notice-topic.ts';
import { OnRunFailed } from './on-run-failed.ts';
import { PhaseFunctions } from './phase-functions.ts';
import { reportBucket } from './report-bucket.ts';
import { RunMachines } from './run-machines.ts';
import { Schedules } from './schedules.ts';
import { stateTable } from './state-table.ts';
import { StockTaking } from './stock-taking.ts';

export interface SchedulerStackProps extends StackProps {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  /** The validated, merged configuration: its part `deployment`, the schedules and the fleet's settings shape the stack. */
  readonly configuration: Configuration;
}

/** Everything that exists in the scheduler's own account. */
export class SchedulerStack extends Stack {
  constructor(scope: Construct, id: string, { bundleDirectory, configuration, ...props }: SchedulerStackProps) {
    super(scope, id, {
      description: 'Puts Amazon EKS clusters to sleep at night and wakes them in the morning',
      ...props,
    });
    const { deployment } = configuration;
    const key = schedulerKey(this);
    const table = stateTable(this, key);
    const reports = reportBucket(this, key);
    const notices = noticeTopic(this, key, configuration.sns.topicArn);
    const network = deployment.network ? new Network(this, 'Network', deployment.network) : null;
    const logs = { key, retentionDays: deployment.logRetentionDays };
    const logLevel = configuration.logging.level;
    const surroundings = { bundleDirectory, deployment, logLevel, key, table, reports, notices, network };
    const phases = new PhaseFunctions(this, 'Phases', surroundings);
    const machines = new RunMachines(this, 'Machines', { tasks: phases.tasks, logs, roles: deployment });
    const { scaleDown, scaleUp } = machines;
    const fleetMachine = new FleetMachine(this, 'Fleet', { ...surroundings, scaleDown, scaleUp, logs });
    const onRunFailed = new OnRunFailed(this, 'OnRunFailed', {
      ...surroundings,
      scaleDown,
      scaleUp,
      fleet: fleetMachine.machine,
    });
    const fleetMachineArn = fleetMachine.machine.stateMachineArn;
    const schedules = new Schedules(this, 'Schedules', { configuration, fleetMachineArn, key });
    new StockTaking(this, 'StockTaking', surroundings);
    const { 'prepare-run': prepareRun, 'drain-nodes': drainNodes, 'report-run': reportRun } = phases.functions;
    const alarms = new Alarms(this, 'Alarms', {
      settings: deployment.alarms,
      runbookUrl: deployment.runbookUrl,
      notices,
      machines: [scaleDown, scaleUp, fleetMachine.machine],
      onRunFailed: onRunFailed.function,
      throttledFirst: [prepareRun, drainNodes],
      scheduleDeadLetters: schedules.deadLetters,
      ruleDeadLetters: onRunFailed.deadLetters,
    });
    new Dashboard(this, 'Dashboard', { alarms: alarms.all, endsOfRuns: [reportRun, onRunFailed.function] });
    const role = accessRole(this, {
      schedulerAccount: this.account,
      externalId: deployment.externalId,
      settings: deployment,
    });
    new ClusterAccess(this, 'ClusterAccess', role, deployment.accessEntries);
    new CfnOutput(this, 'StateTable', { value: table.tableName });
    new CfnOutput(this, 'FleetMachine', { value: fleetMachine.machine.stateMachineArn });
    new CfnOutput(this, 'ScaleDownMachine', { value: machines.scaleDown.stateMachineArn });
    new CfnOutput(this, 'ScaleUpMachine', { value: machines.scaleUp.stateMachineArn });
  }
}
