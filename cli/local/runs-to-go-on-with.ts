import type { Execution } from '../../sandbox/engine/engine.ts';
import { starterOf } from '../../src/domain/firing-schedule.ts';
import { fleetMachineName } from '../../src/domain/machine-names.ts';

type Run = Pick<Execution, 'name' | 'stateMachineArn'>;

/** Of what was cut off what a person has to redrive: a fleet goes on with its own runs, but not with the starts that take its stops back. */
export function runsToGoOnWith<R extends Run>(cut: readonly R[]): readonly R[] {
  const isFleet = ({ stateMachineArn }: Run): boolean => stateMachineArn.endsWith(`:${fleetMachineName}`);
  const isRollback = ({ name }: Run): boolean => starterOf(name, []).by === 'rollback';
  return cut.some(isFleet) ? cut.filter((run) => isFleet(run) || isRollback(run)) : cut;
}
