import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Deployment, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import type { DeployedRole } from '../../sandbox/deployment/read-access.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import {
  accessRoleGrants,
  anyResourceReasons,
  everyFunctionGrants,
  type FunctionName,
  functionGrants,
  functionNames,
  functionRoleName,
  type Grant,
  machineFunctions,
  machineGrants,
  machineRoleName,
  scheduleGrants,
} from '../../src/access/permissions.ts';
import { phaseNames } from '../../state-machines/phases.ts';

const account = '111122223333';
let deployment: Deployment;

beforeAll(async () => {
  deployment = loadDeployment(await synthesize(), { account, region: 'eu-west-1' });
});

const roleCalled = (name: string): DeployedRole => {
  const found = deployment.access.roles.filter(({ arn }) => arn === `arn:aws:iam::${account}:role/${name}`);
  if (found.length !== 1 || !found[0]) throw new Error(`There are ${found.length} roles called ${name}.`);
  return found[0];
};
const statementsOf = (role: DeployedRole) => role.policies.flatMap(({ Statement }) => Statement);
const actionsOf = (grants: readonly Pick<Grant, 'actions'>[]) => grants.map(({ actions }) => actions.join(' ')).sort();
const grantedActions = (name: string) =>
  actionsOf(statementsOf(roleCalled(name)).map(({ Action }) => ({ actions: Action })));
const resourcesOf = (name: string, action: string) =>
  statementsOf(roleCalled(name)).flatMap(({ Action, Resource }) => (Action.includes(action) ? (Resource ?? []) : []));

describe('every role', () => {
  test('is one of those that are documented', () => {
    const documented = [
      ...functionNames.map(functionRoleName),
      ...(['scale-down', 'scale-up', 'fleet'] as const).map(machineRoleName),
      'eks-scheduler-schedules',
      'eks-scheduler-access',
    ];
    const names = deployment.access.roles.map(({ arn }) => arn.split('/').at(-1));
    expect(names.sort()).toEqual(documented.sort());
  });

  test('has no managed policy, no action with a wildcard, and no permission to do everything', () => {
    for (const role of deployment.access.roles) {
      expect({ role: role.arn, managed: role.managedPolicies }).toEqual({ role: role.arn, managed: [] });
      for (const { Effect, Action } of statementsOf(role)) {
        expect(Effect).toBe('Allow');
        expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      }
    }
  });

  test('is granted on "*" only what AWS lets nobody limit, each with its reason', () => {
    const unlimited = deployment.access.roles
      .flatMap(statementsOf)
      .filter(({ Resource = ['*'] }) => Resource.includes('*'))
      .flatMap(({ Action }) => Action);
    expect(unlimited.length).toBeGreaterThan(0);
    expect(unlimited.filter((action) => !anyResourceReasons[action])).toEqual([]);
  });
});

describe('the role of a function', () => {
  test.each(functionNames)('%s has exactly its grants', (folder) => {
    const grants = [...functionGrants[folder], ...everyFunctionGrants];
    expect(grantedActions(functionRoleName(folder))).toEqual(actionsOf(grants));
  });

  test('is used by this function and no other', () => {
    const roles = Object.values(deployment.access.functions).map(({ roleArn }) => roleArn);
    expect(new Set(roles).size).toBe(roles.length);
    for (const [name, { roleArn }] of Object.entries(deployment.access.functions)) {
      expect(roleArn).toBe(`arn:aws:iam::${account}:role/${name}`);
    }
  });

  test('can be assumed by Lambda alone', () => {
    for (const folder of functionNames) {
      const trust = roleCalled(functionRoleName(folder)).trust.Statement;
      expect(trust.map(({ Principal }) => Principal)).toEqual([{ Service: ['lambda.amazonaws.com'] }]);
    }
  });

  test('writes the log of this function alone', () => {
    expect(resourcesOf(functionRoleName('drain-nodes'), 'logs:PutLogEvents')).toEqual([
      `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/eks-scheduler-drain-nodes:*`,
    ]);
  });

  test('uses the key through the encrypted services that the function calls, and no others', () => {
    const encrypted = ['dynamodb', 's3', 'sns'];
    for (const folder of functionNames) {
      const statements = statementsOf(roleCalled(functionRoleName(folder)));
      const called = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(':')[0] ?? '')));
      const through = statements
        .filter(({ Action }) => Action.some((action) => action.startsWith('kms:')))
        .map(({ Condition }) => Condition.StringEquals?.['kms:ViaService']);
      const expected = encrypted.filter((service) => called.has(service));
      expect({ folder, through: through.sort() }).toEqual({
        folder,
        through: expected.map((service) => `${service}.eu-west-1.amazonaws.com`),
      });
    }
  });

  test('that claims slots cannot touch what was recorded of clusters, and the other way round', () => {
    const partitions = (folder: FunctionName) =>
      statementsOf(roleCalled(functionRoleName(folder)))
        .filter(({ Action }) => Action.some((action) => action.startsWith('dynamodb:')))
        .map(({ Condition }) => Condition['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
    expect(partitions('resolve-targets')).toEqual([['SLOT#*']]);
    for (const phase of phaseNames) expect(new Set(partitions(phase).flat())).toEqual(new Set(['CLUSTER#*']));
  });

  test('of on-run-failed may start the waking machine alone, and stop or redrive nothing', () => {
    expect(resourcesOf('eks-scheduler-on-run-failed', 'states:StartExecution')).toEqual([
      `arn:aws:states:eu-west-1:${account}:stateMachine:eks-scheduler-scale-up`,
    ]);
    expect(grantedActions('eks-scheduler-on-run-failed').join(' ')).not.toMatch(/states:(Stop|Redrive)/);
  });
});

describe('the role of a machine', () => {
  test('calls exactly the functions that its definition names, without a version', () => {
    for (const { name, definition, roleArn } of deployment.stateMachines) {
      const called = new Set(definition.match(/arn:aws:lambda:[\w-]+:\d+:function:[\w-]+(:[\w$]+)?/g));
      const role = roleArn.split('/').at(-1) ?? '';
      expect({ name, called: [...called].sort() }).toEqual({
        name,
        called: resourcesOf(role, 'lambda:InvokeFunction').sort(),
      });
    }
  });

  test('has exactly its grants, for Step Functions of this account and region', () => {
    for (const machine of ['scale-down', 'scale-up', 'fleet'] as const) {
      expect(grantedActions(machineRoleName(machine))).toEqual(actionsOf(machineGrants[machine]));
      const [trust, ...others] = roleCalled(machineRoleName(machine)).trust.Statement;
      expect(others).toEqual([]);
      expect(trust?.Principal).toEqual({ Service: ['states.amazonaws.com'] });
      expect(trust?.Condition).toEqual({
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:aws:states:eu-west-1:${account}:*` },
      });
    }
  });

  test('of the fleet starts the two machines of runs and the children of its Map, nothing else', () => {
    const machine = (name: string) => `arn:aws:states:eu-west-1:${account}:stateMachine:eks-scheduler-${name}`;
    expect(resourcesOf('eks-scheduler-machine-fleet', 'states:StartExecution').sort()).toEqual(
      [machine('fleet'), machine('scale-down'), machine('scale-up')].sort(),
    );
  });
});

test('every function that a machine calls is known by name, and every phase belongs to a machine', () => {
  const called = new Set(Object.values(machineFunctions).flat());
  expect(phaseNames.filter((phase) => !called.has(phase))).toEqual([]);
});

test('the schedules may start the fleet and keep what could not be started, for our group alone', () => {
  expect(grantedActions('eks-scheduler-schedules')).toEqual(actionsOf(scheduleGrants));
  expect(resourcesOf('eks-scheduler-schedules', 'states:StartExecution')).toEqual([
    `arn:aws:states:eu-west-1:${account}:stateMachine:eks-scheduler-fleet`,
  ]);
  const [trust] = roleCalled('eks-scheduler-schedules').trust.Statement;
  expect(trust?.Condition.StringEquals).toEqual({
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:scheduler:eu-west-1:${account}:schedule-group/eks-scheduler`,
  });
});

describe('the access role', () => {
  test('has exactly its grants, on clusters and node groups of its own account', () => {
    expect(grantedActions('eks-scheduler-access')).toEqual(actionsOf(accessRoleGrants));
    expect(resourcesOf('eks-scheduler-access', 'eks:UpdateNodegroupConfig')).toEqual([
      `arn:aws:eks:*:${account}:nodegroup/*/*/*`,
    ]);
  });

  test('lets in the roles of the scheduler and nobody else of its account', () => {
    const trust = roleCalled('eks-scheduler-access').trust.Statement;
    expect(trust).toHaveLength(1);
    expect(trust[0]?.Principal).toEqual({ AWS: [`arn:aws:iam::${account}:root`] });
    expect(trust[0]?.Condition).toEqual({
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/eks-scheduler-*` },
    });
  });

  test('is reached by the functions that need a cluster, and by no machine and no schedule', () => {
    const reaching = deployment.access.roles
      .filter((role) => statementsOf(role).some(({ Action }) => Action.includes('sts:AssumeRole')))
      .map(({ arn }) => arn.split('/eks-scheduler-').at(-1));
    const expected = [...phaseNames.filter((phase) => phase !== 'report-run'), 'resolve-targets'];
    expect(reaching.sort()).toEqual(expected.sort());
  });

  test('changes no tag of a node group but the recorded size', () => {
    const [tagging] = statementsOf(roleCalled('eks-scheduler-access')).filter(({ Action }) =>
      Action.includes('eks:TagResource'),
    );
    expect(tagging?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['eks-scheduler:recorded-size'] },
    });
  });
});
