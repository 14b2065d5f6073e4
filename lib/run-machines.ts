import { Duration } from 'aws-cdk-lib';
import { DefinitionBody, type IChainable, QueryLanguage, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { machineNames } from '../src/domain/machine-names.ts';
import type { PhaseTasks } from '../state-machines/phases.ts';
import { scaleDown } from '../state-machines/scale-down.ts';
import { scaleUp } from '../state-machines/scale-up.ts';

/** The machines that run one cluster: evening and morning. */
export class RunMachines extends Construct {
  readonly scaleDown: StateMachine;
  readonly scaleUp: StateMachine;

  constructor(scope: Construct, id: string, tasks: PhaseTasks) {
    super(scope, id);
    this.scaleDown = this.#machine('ScaleDown', machineNames.stop, 'Puts one EKS cluster to sleep', tasks, scaleDown);
    this.scaleUp = this.#machine('ScaleUp', machineNames.start, 'Wakes one EKS cluster', tasks, scaleUp);
  }

  #machine(
    id: string,
    stateMachineName: string,
    purpose: string,
    tasks: PhaseTasks,
    runbook: (scope: Construct, tasks: PhaseTasks) => IChainable,
  ): StateMachine {
    // The states of each machine have a scope of their own: both machines have a state called `Prepare run`.
    const states = new Construct(this, `${id}Runbook`);
    return new StateMachine(this, id, {
      stateMachineName,
      comment: `${purpose}. An input that works: { "cluster": "dev" }`,
      definitionBody: DefinitionBody.fromChainable(runbook(states, tasks)),
      queryLanguage: QueryLanguage.JSONATA,
      timeout: Duration.hours(8),
    });
  }
}
