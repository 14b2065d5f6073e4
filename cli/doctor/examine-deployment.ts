import { functionNames } from '../../src/access/permissions.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { few } from '../../src/domain/few.ts';
import { fleetMachineName, machineNames } from '../../src/domain/machine-names.ts';
import { type Finding, fine, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

export const deployCommand = 'npx cdk deploy EksScheduler';
const deploy = `Deploy it: ${deployCommand}. Or say where it is with --region.`;

/** Lambda lets an account ask 15 times a second for what functions are. */
const functionsAtOnce = 5;

/** Whether the machines are there. */
export async function examineMachines({ deployed, machineArn }: Scene): Promise<readonly Finding[]> {
  const arns = [machineNames.stop, machineNames.start, fleetMachineName].map(machineArn);
  const exist = await Promise.all(arns.map((arn) => deployed.machineExists(arn)));
  const missing = arns.filter((_, index) => !exist[index]);
  if (missing.length > 0) return missing.map((arn) => wrong('machines', `${arn} does not exist`, deploy));
  return [fine('machines', arns.map((arn) => arn.split(':').at(-1)).join(', '))];
}

/** Whether the functions are there, can be called, and work on one table. */
export async function examineFunctions(scene: Scene): Promise<readonly Finding[]> {
  const found = await mapLimited(functionNames, functionsAtOnce, async (folder) => ({
    folder,
    known: await scene.function(folder),
  }));
  const missing = found.filter(({ known }) => known === null).map(({ folder }) => `eks-scheduler-${folder}`);
  if (missing.length === found.length) return [wrong('functions', 'there is none', deploy)];
  const functions = found.flatMap(({ known }) => (known === null ? [] : [known]));
  const failed = functions.filter(({ state }) => state === 'Failed');
  const tables = [...new Set(functions.flatMap(({ environment }) => environment.TABLE_NAME ?? []))];
  const findings = [
    ...(missing.length > 0 ? [wrong('functions', `${few(missing).join(', ')}: not there`, deploy)] : []),
    ...failed.map(({ name }) =>
      wrong('functions', `${name} cannot be called: its state is Failed`, `Deploy it anew: ${deployCommand}.`),
    ),
    ...(tables.length > 1
      ? [wrong('functions', `they work on several tables: ${tables.join(', ')}`, `Deploy again: ${deployCommand}.`)]
      : []),
  ];
  return findings.length > 0 ? findings : [fine('functions', `${functions.length} are there`)];
}
