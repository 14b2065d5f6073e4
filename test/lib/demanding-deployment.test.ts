import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, CfnElement, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { functionNames, networkGrants } from '../../src/access/permissions.ts';
import { phases } from '../../state-machines/phases.ts';
import { boundary, demandingApp, network, topicArn } from './demanding-app.ts';

interface RoleProperties {
  readonly Path: string;
  readonly RoleName: string;
  readonly PermissionsBoundary: unknown;
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly { readonly Condition?: unknown }[] };
  readonly Policies: readonly {
    readonly PolicyDocument: {
      readonly Statement: readonly {
        readonly Action: string | readonly string[];
      }[];
    };
  }[];
}

let app: App;
let forget: () => void;

beforeAll(() => {
  ({ app, forget } = demandingApp());
});
afterAll(() => forget());

const ofKind = <T extends IConstruct>(kind: abstract new (...of: never[]) => T): T[] =>
  app.node.findAll().filter((node): node is T => node instanceof kind);
const propertiesOf = (resource: CfnRole): RoleProperties => {
  const { Resources } = Stack.of(resource).resolve(resource._toCloudFormation());
  return (Object.values(Resources)[0] as { readonly Properties: RoleProperties }).Properties;
};
const rolesOf = (stack: string) =>
  ofKind(CfnRole)
    .filter((role) => Stack.of(role).node.id === stack)
    .map(propertiesOf);

test('cdk-nag has nothing to say that has not been answered beside the construct', () => {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
});

test('every role has the path and the boundary', () => {
  const roles = rolesOf('EksScheduler');
  expect(roles.length).toBeGreaterThan(functionNames.length);
  for (const { RoleName, Path, PermissionsBoundary } of roles) {
    expect({ RoleName, Path, PermissionsBoundary }).toEqual({
      RoleName,
      Path: '/platform/',
      PermissionsBoundary: boundary,
    });
  }
});

test('the functions assume the access role by its path, and send the external id that it demands', () => {
  for (const fn of ofKind(CfnFunction)) {
    const { variables } = Stack.of(fn).resolve(fn.environment) as { readonly variables: Record<string, unknown> };
    expect(variables).toMatchObject({ ACCESS_ROLE_NAME: 'platform/eks-scheduler-access', EXTERNAL_ID: 'night-4711' });
  }
  const access = rolesOf('EksScheduler').find(({ RoleName }) => RoleName === 'eks-scheduler-access');
  const [trust] = access?.AssumeRolePolicyDocument.Statement ?? [];
  expect(trust?.Condition).toMatchObject({ StringEquals: { 'sts:ExternalId': 'night-4711' } });
  expect(JSON.stringify(trust?.Condition)).toContain(':role/platform/eks-scheduler-*');
});

test('a topic that is there already hears of runs and alarms, and none is made', () => {
  expect(ofKind(CfnTopic)).toEqual([]);
  for (const fn of ofKind(CfnFunction)) {
    const { variables } = Stack.of(fn).resolve(fn.environment) as { readonly variables: Record<string, unknown> };
    expect(variables.TOPIC_ARN).toBe(topicArn);
  }
  for (const alarm of ofKind(CfnAlarm)) expect(Stack.of(alarm).resolve(alarm.alarmActions)).toEqual([topicArn]);
  const published = rolesOf('EksScheduler').filter((role) => JSON.stringify(role.Policies).includes('sns:Publish'));
  for (const { Policies } of published) expect(JSON.stringify(Policies)).toContain(topicArn);
  expect(published.length).toBeGreaterThan(0);
});

test('the functions log what the configuration says, and Lambda keeps nothing of it back', () => {
  for (const fn of ofKind(CfnFunction)) {
    const { variables } = Stack.of(fn).resolve(fn.environment) as { readonly variables: Record<string, unknown> };
    expect(variables.POWERTOOLS_LOG_LEVEL).toBe('WARN');
    expect(Stack.of(fn).resolve(fn.loggingConfig)).toMatchObject({ applicationLogLevel: 'WARN' });
  }
});

/** The functions of the phases that ask a cluster's API server. */
const talking = Object.entries(phases)
  .filter(([, needs]) => !('talksToKubernetes' in needs) || needs.talksToKubernetes)
  .map(([folder]) => `eks-scheduler-${folder}`);

test('the functions that talk to Kubernetes are in the network, and no others', () => {
  const placed = ofKind(CfnFunction).filter((fn) => fn.vpcConfig !== undefined);
  expect(placed.map(({ functionName }) => functionName)).toEqual(talking);
  expect(placed.length).toBeLessThan(functionNames.length);
  for (const fn of placed) {
    expect(Stack.of(fn).resolve(fn.vpcConfig)).toEqual({
      subnetIds: [network.subnet],
      securityGroupIds: [network.securityGroup],
    });
  }
});

test('Lambda may give an address to the functions in the network, and to no others', () => {
  for (const { actions } of networkGrants) {
    const placed = rolesOf('EksScheduler').filter(({ Policies }) =>
      Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).some(
        ({ Action }) => JSON.stringify(Action) === JSON.stringify(actions),
      ),
    );
    expect(placed.map(({ RoleName }) => RoleName)).toEqual(talking);
  }
});

test('Drain nodes has the concurrency that it is given, and no other function has any', () => {
  const reserved = ofKind(CfnFunction).filter((fn) => fn.reservedConcurrentExecutions !== undefined);
  expect(reserved.map((fn) => [fn.functionName, fn.reservedConcurrentExecutions])).toEqual([
    ['eks-scheduler-drain-nodes', 25],
  ]);
});

test('the alarms link to the runbook where the company keeps it', () => {
  const links = ofKind(CfnAlarm).map(({ alarmDescription }) => / What to do: (\S+)$/.exec(alarmDescription ?? '')?.[1]);
  expect(links).toHaveLength(9);
  expect(links).toContain('https://wiki.example.com/runbook#a-run-failed');
  for (const link of links) expect(link).toMatch(/^https:\/\/wiki\.example\.com\/runbook#[a-z-]+$/);
});

test('the clusters that are named let the access role in as a member of one group, with no access policy', () => {
  const entries = ofKind(CfnAccessEntry);
  expect(entries.map(({ clusterName }) => clusterName)).toEqual(['dev', 'shop']);
  for (const { kubernetesGroups, accessPolicies, type } of entries) {
    expect({ kubernetesGroups, accessPolicies, type }).toEqual({
      kubernetesGroups: ['eks-scheduler'],
      accessPolicies: undefined,
      type: 'STANDARD',
    });
  }
});

test('another account gets the access role alone, for the account that is named when it is deployed', () => {
  const elements = ofKind(CfnElement).filter((element) => Stack.of(element).node.id === 'EksSchedulerTarget');
  expect(elements.map(({ node }) => node.path)).toEqual([
    'EksSchedulerTarget/SchedulerAccount',
    'EksSchedulerTarget/AccessRole/Resource',
  ]);
  const [role] = rolesOf('EksSchedulerTarget');
  expect(JSON.stringify(role?.AssumeRolePolicyDocument)).toContain(
    '{"Ref":"SchedulerAccount"},":role/platform/eks-scheduler-*"',
  );
  // The boundary is that account's own policy of the same name.
  expect(JSON.stringify(role?.PermissionsBoundary)).toBe(
    '{"Fn::Join":["",["arn:aws:iam::",{"Ref":"AWS::AccountId"},":policy/teams/boundary"]]}',
  );
});
