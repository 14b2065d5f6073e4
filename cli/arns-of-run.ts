import type { Deployment } from './connect-to-deployment.ts';

/** The executions that a person may mean who types a name or an ARN: a name may be of any of the machines. */
export function arnsOfRun({ machineArn }: Deployment, named: string): readonly string[] {
  if (named.startsWith('arn:')) return [named];
  return (['stop', 'start', 'fleet'] as const).map(
    (machine) => `${machineArn(machine).replace(':stateMachine:', ':execution:')}:${named}`,
  );
}
