import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { accessRoleName, machineFunctions } from '../src/access/permissions.ts';
import { fleetMachineName, machineNames } from '../src/domain/machine-names.ts';
import type { GrantedOn } from './statements-of.ts';

/**
 * The ARNs of what has a name of its own, made from these names and not from the resources: a machine's role would otherwise wait
 * for the function whose role waits for the machine.
 *
 * @param rolePath The path of the access roles, in every account.
 */
export function grantedByName(scope: Construct, rolePath: string): GrantedOn {
  const states = (resource: string) => (name: string) => inStack(scope, 'states', resource, name);
  const machine = states('stateMachine');
  const executions = (name: string) => states('execution')(`${name}:*`);
  const functions = (folders: readonly string[]) =>
    folders.map((folder) => inStack(scope, 'lambda', 'function', `eks-scheduler-${folder}`));
  const runs = [machineNames.stop, machineNames.start];
  return {
    'access-roles': [
      Stack.of(scope).formatArn({
        ...{ service: 'iam', region: '', account: '*' },
        ...{ resource: 'role', resourceName: `${rolePath.slice(1)}${accessRoleName}` },
      }),
    ],
    'scale-down-functions': functions(machineFunctions['scale-down']),
    'scale-up-functions': functions(machineFunctions['scale-up']),
    'fleet-functions': functions(machineFunctions.fleet),
    'run-machines': runs.map(machine),
    'scale-up-machine': [machine(machineNames.start)],
    'run-executions': runs.map(executions),
    'fleet-machine': [machine(fleetMachineName)],
    'fleet-executions': [executions(fleetMachineName)],
    // <machine>/<label of the Map>:<execution>
    'fleet-map-runs': [executions(`${fleetMachineName}/*`)],
    'nested-execution-rule': [
      Stack.of(scope).formatArn({
        service: 'events',
        resource: 'rule',
        resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
      }),
    ],
  };
}

function inStack(scope: Construct, service: string, resource: string, resourceName: string): string {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  return Stack.of(scope).formatArn({ service, resource, resourceName, arnFormat });
}
