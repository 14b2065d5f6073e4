import { expect, test } from '@jest/globals';
import { runsToGoOnWith } from '../../../cli/local/runs-to-go-on-with.ts';
import { rollbackName } from '../../../lambdas/on-run-failed/rollback-name.ts';
import { fleetMachineName, machineNames } from '../../../src/domain/machine-names.ts';

function aRun(name: string, machine: string) {
  return { name, stateMachineArn: `arn:aws:states:eu-west-1:111122223333:stateMachine:${machine}` };
}

test('a fleet that was cut off goes on with its runs, and the start that takes one of its stops back is told beside it', () => {
  const fleet = aRun('evening', fleetMachineName);
  const ofFleet = [aRun('7f2c', `${fleetMachineName}/Clusters`), aRun('dev-stop', machineNames.stop)];
  const rollback = aRun(rollbackName('shop-stop'), machineNames.start);
  expect(runsToGoOnWith([fleet, ...ofFleet, rollback])).toEqual([fleet, rollback]);
});

test('without a fleet every run that was cut off is told', () => {
  const runs = [aRun('dev-stop', machineNames.stop), aRun(rollbackName('shop-stop'), machineNames.start)];
  expect(runsToGoOnWith(runs)).toEqual(runs);
});
