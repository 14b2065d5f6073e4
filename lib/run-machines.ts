import { Duration } from 'aws-cdk-lib';
import type { IChainable, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { MachineKind } from '../src/access/permissions.ts';
import { machineNames } from '../src/domain/machine-names.ts';
import type { Action } from '../src/domain/run.ts';
import type { PhaseTasks } from '../state-machines/phases.ts';
import { scaleDown } from '../state-machines/scale-down.ts';
import { scaleUp } from '../state-machines/scale-up.ts';
import type { RoleSettings } from './granted-role.ts';
import type { LogSettings } from './log-group.ts';
import { machineRole } from './machine-role.ts';
import { schedulerMachine } from './scheduler-machine.ts';

interface RunMachinesProps {
  readonly tasks: PhaseTasks;
  readonly logs: LogSettings;
  readonly roles: RoleSettings;
}

const machineOf = { stop: 'scale-down', start: 'scale-up' } as const satisfies Record<Action, MachineKind>;

type Runbook = (scope: Construct, tasks: PhaseTasks) => IChainable;

const inputs = [
  'Inputs that work: {"cluster": "dev"}',
  '{"cluster": "dev", "dryRun": true}',
  '{"cluster": "dev", "account": "111122223333", "region": "eu-central-1"}',
].join(' or ');

/** The machines that run one cluster: evening and morning. */
export class RunMachines extends Construct {
  readonly scaleDown: StateMachine;
  readonly scaleUp: StateMachine;
  readonly #props: RunMachinesProps;

  constructor(scope: Construct, id: string, props: RunMachinesProps) {
    super(scope, id);
    this.#props = props;
    this.scaleDown = this.#machine('ScaleDown', 'stop', 'Puts one EKS cluster to sleep', scaleDown);
    this.scaleUp = this.#machine('ScaleUp', 'start', 'Wakes one EKS cluster', scaleUp);
  }

  #machine(id: string, action: Action, purpose: string, runbook: Runbook): StateMachine {
    const { tasks, logs, roles } = this.#props;
    // The states of each machine have a scope of their own: both machines have a state called `Prepare run`.
    const states = new Construct(this, `${id}Runbook`);
    return schedulerMachine(this, id, {
      name: machineNames[action],
      comment: `${purpose}. ${inputs}. What a failed state means, and whether to redrive: docs/runbook.md`,
      definition: runbook(states, tasks),
      timeout: Duration.hours(8),
      logs,
      role: machineRole(this, `${id}Role`, machineOf[action], roles),
    });
  }
}
