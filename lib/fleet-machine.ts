import { Aws, Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { fleetMachineName } from '../src/domain/machine-names.ts';
import { fleet } from '../state-machines/fleet.ts';
import type { PhaseTask } from '../state-machines/phase-task.ts';
import type { LogSettings } from './log-group.ts';
import { machineRole } from './machine-role.ts';
import { type FunctionSurroundings, schedulerFunction } from './scheduler-function.ts';
import { schedulerMachine } from './scheduler-machine.ts';

interface FleetMachineProps extends FunctionSurroundings {
  readonly scaleDown: StateMachine;
  readonly scaleUp: StateMachine;
  readonly logs: LogSettings;
}

/** Lists every account in every region, and may have to wait 15 s for some of them. */
const resolveNeeds = { timeoutMinutes: 5, memoryMb: 512 };
/** Looks into the histories of the runs that failed, and writes two objects. */
const reportNeeds = { timeoutMinutes: 3, memoryMb: 512 };

const inputs = [
  'Inputs that work: {"action": "stop", "clusters": ["dev", "shop-*"]}',
  '{"action": "start", "clusters": ["*"], "dryRun": true}',
  '{"action": "stop", "tags": {"team": "web"}, "accounts": ["111122223333"], "regions": ["eu-central-1"]}',
].join(' or ');

/** The machine that runs several clusters, with its two functions: what the schedules start. */
export class FleetMachine extends Construct {
  readonly machine: StateMachine;
  readonly functions: { readonly resolveTargets: LambdaFunction; readonly reportFleet: LambdaFunction };

  constructor(scope: Construct, id: string, props: FleetMachineProps) {
    super(scope, id);
    const { scaleDown, scaleUp, logs, deployment } = props;
    const resolveTargets = schedulerFunction(this, 'resolve-targets', resolveNeeds, props);
    const reportFleet = schedulerFunction(this, 'report-fleet', reportNeeds, props);
    this.functions = { resolveTargets, reportFleet };
    const states = new Construct(this, 'FleetRunbook');
    this.machine = schedulerMachine(this, 'Fleet', {
      name: fleetMachineName,
      comment: `Puts several EKS clusters to sleep, or wakes them, one execution each. ${inputs}. What a failed state means, and whether to redrive: docs/runbook.md`,
      definition: fleet(states, {
        resolveTargets: taskOf(resolveTargets, resolveNeeds),
        reportFleet: taskOf(reportFleet, reportNeeds),
        scaleDownArn: scaleDown.stateMachineArn,
        scaleUpArn: scaleUp.stateMachineArn,
        partition: Aws.PARTITION,
      }),
      // Five hundred clusters, twenty at once, take 25 times as long as one.
      timeout: Duration.hours(24),
      logs,
      role: machineRole(this, 'FleetRole', 'fleet', deployment),
    });
    // The CDK's own policy for a distributed Map: of no effect, because the role has all it needs and takes no more.
    this.machine.node.tryRemoveChild('DistributedMapPolicy');
  }
}

function taskOf(fn: LambdaFunction, { timeoutMinutes }: { readonly timeoutMinutes: number }): PhaseTask {
  return { function: fn, timeout: Duration.minutes(timeoutMinutes).plus(Duration.seconds(30)) };
}
