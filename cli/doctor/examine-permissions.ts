import {
  accessRoleGrants,
  everyFunctionGrants,
  functionGrants,
  functionNames,
  type Grant,
  type MachineKind,
  machineFunctions,
  machineGrants,
} from '../../src/access/permissions.ts';
import { machineRole } from '../../src/aws/deployed-stores.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { refusedActions } from '../../src/aws/iam-simulation.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import { deployCommand } from './examine-deployment.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import { type Examples, examplesOf, requestsOf } from './granted-requests.ts';
import type { Scene } from './scene.ts';

/** A role, and what it is there for. */
interface Holder {
  readonly roleArn: string;
  readonly grants: readonly Grant[];
  readonly on: Examples;
}

/** IAM gives few simulations a second. */
const simulationsAtOnce = 4;

/** Whether the roles may do what they are there for, as IAM itself judges it: policies, boundaries, the organization's policies. */
export async function examinePermissions(scene: Scene): Promise<readonly Finding[]> {
  const holders = await holdersIn(scene);
  if (holders.length === 0) {
    return [wrong('permissions', 'there is no function, so no role to look at', `Deploy it: ${deployCommand}.`)];
  }
  const asked = holders.flatMap(({ roleArn, grants, on }) =>
    requestsOf(grants, on, scene.region).map((request) => ({ roleArn, request })),
  );
  try {
    const refused = await mapLimited(asked, simulationsAtOnce, async ({ roleArn, request }) => {
      const actions = await refusalsOf(scene, roleArn, request);
      return actions === null ? { roleArn, says: 'does not exist' } : refusalIn(roleArn, actions, request.resource);
    });
    const problems = refused.filter((one) => one !== null);
    if (problems.length === 0) {
      return [fine('permissions', `${holders.length} roles may do what they are there for, as IAM judges it`)];
    }
    return [...Map.groupBy(problems, ({ roleArn }) => roleArn)].map(([roleArn, all]) => lacking(roleArn, all));
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    const cure = 'Allow iam:SimulatePrincipalPolicy for yourself on role/eks-scheduler-*, or ask somebody who may.';
    return [warning('permissions', `cannot be simulated: ${error.problem}`, cure)];
  }
}

/** Null for a role that does not exist. */
async function refusalsOf({ asker }: Scene, roleArn: string, request: Parameters<typeof refusedActions>[2]) {
  try {
    return await refusedActions(asker, roleArn, request);
  } catch (error) {
    if (isNamed(error, 'NoSuchEntity', 'NoSuchEntityException')) return null;
    throw error;
  }
}

function refusalIn(roleArn: string, actions: readonly string[], resource: string) {
  return actions.length === 0 ? null : { roleArn, says: `may not ${actions.join(', ')} on ${resource}` };
}

function lacking(roleArn: string, problems: readonly { readonly says: string }[]): Finding {
  const says = few([...new Set(problems.map(({ says: one }) => one))], 5).join('; ');
  const cure = `Deploy again: ${deployCommand}. Where it stays, look for a permissions boundary or a service control policy.`;
  return wrong('permissions', `${roleArn.replace(/^.*\//, '')} ${says}`, cure);
}

async function holdersIn(scene: Scene): Promise<readonly Holder[]> {
  const on = await examplesIn(scene);
  const functions = await mapLimited(functionNames, 5, (folder) => scene.function(folder));
  const machines = await Promise.all(
    (['scale-down', 'scale-up', 'fleet'] as const).map((kind) => machineHolder(scene, kind, on)),
  );
  const ofFunctions = functionNames.flatMap((folder, index): Holder[] => {
    const roleArn = functions[index]?.roleArn;
    if (roleArn === undefined) return [];
    const logs = `log-group:/aws/lambda/eks-scheduler-${folder}:log-stream:doctor`;
    const own = { 'own-log-group': [`arn:${scene.partition}:logs:${scene.region}:${scene.caller.account}:${logs}`] };
    return [{ roleArn, grants: [...functionGrants[folder], ...everyFunctionGrants], on: { ...on, ...own } }];
  });
  const access = { roleArn: await accessRoleArn(scene, scene.caller.account), grants: accessRoleGrants, on };
  return ofFunctions.length === 0 ? [] : [...ofFunctions, ...machines.filter((one) => one !== null), access];
}

async function machineHolder(scene: Scene, kind: MachineKind, on: Examples): Promise<Holder | null> {
  const roleArn = await machineRole(scene.clients, scene.machineArn(`eks-scheduler-${kind}`));
  if (roleArn === null) return null;
  const called = machineFunctions[kind].map(
    (folder) =>
      `arn:${scene.partition}:lambda:${scene.region}:${scene.caller.account}:function:eks-scheduler-${folder}`,
  );
  return { roleArn, grants: machineGrants[kind], on: { ...on, [`${kind}-functions`]: called } };
}

async function examplesIn(scene: Scene): Promise<Examples> {
  const { topicArn, bucket } = await scene.settings();
  const guards = await scene.tableGuards();
  return examplesOf({
    account: scene.caller.account,
    region: scene.region,
    partition: scene.partition,
    tableArn: guards?.arn ?? null,
    keyArn: guards?.keyArn ?? null,
    topicArn,
    bucket,
    accessRoleArn: await accessRoleArn(scene, scene.caller.account),
  });
}

/** The role through which the clusters of an account are reached. */
export async function accessRoleArn({ settings, partition }: Scene, account: string): Promise<string> {
  return `arn:${partition}:iam::${account}:role/${(await settings()).accessRoleName}`;
}
