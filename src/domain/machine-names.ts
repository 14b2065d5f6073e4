import type { Action } from './run.ts';

/** The names of the two state machines: fixed, so that a person finds them and a function knows one from the other. */
export const machineNames: Readonly<Record<Action, string>> = {
  stop: 'eks-scheduler-scale-down',
  start: 'eks-scheduler-scale-up',
};

/** The machine that starts the others, one execution for each cluster. */
export const fleetMachineName = 'eks-scheduler-fleet';

/** What a state machine does, by its ARN; null for one that is not ours. */
export function actionOfMachine(stateMachineArn: string): Action | null {
  const name = stateMachineArn.split(':').at(-1);
  return name === machineNames.stop ? 'stop' : name === machineNames.start ? 'start' : null;
}

/** The ARN of the machine that wakes clusters, from that of the one that puts them to sleep. */
export function startMachineOf(stopMachineArn: string): string {
  return stopMachineArn.replace(/[^:]+$/, machineNames.start);
}
