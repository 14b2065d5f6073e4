import type { Grant, ResourceKind } from '../../src/access/permissions.ts';
import type { SimulatedRequest } from '../../src/aws/iam-simulation.ts';
import { domainIn } from '../../src/aws/signed-request.ts';

/** Resources that stand for all of their kind. A kind that is not here is not simulated. */
export type Examples = Readonly<Partial<Record<ResourceKind, readonly string[]>>>;

/** The requests that grants are there for: what is asked on one resource in one context goes into one request. */
export function requestsOf(grants: readonly Grant[], on: Examples, region: string): readonly SimulatedRequest[] {
  const wanted = grants.flatMap((grant) => {
    const context = contextOf(grant, region);
    const resources = grant.on === 'any' ? ['*'] : (on[grant.on] ?? []);
    return resources.map((resource) => ({ actions: grant.actions, resource, context }));
  });
  const together = Map.groupBy(wanted, ({ resource, context }) => JSON.stringify([resource, context]));
  return [...together.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, actions: [...new Set([first, ...others].flatMap(({ actions }) => actions))] }],
  );
}

/** What AWS knows of a request that fits the grant's condition. */
function contextOf({ condition = {}, via }: Grant, region: string): SimulatedRequest['context'] {
  const values = Object.values(condition).flatMap((keys) =>
    Object.entries(keys).map(([key, patterns]) => [key, patterns.map((it) => it.replaceAll('*', 'doctor'))] as const),
  );
  return {
    ...Object.fromEntries(values),
    ...(via ? { 'kms:ViaService': `${via}.${region}.${domainIn(region)}` } : {}),
  };
}

interface Deployed {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly tableArn: string | null;
  readonly keyArn: string | null;
  readonly topicArn: string | null;
  readonly bucket: string | null;
  readonly accessRoleArn: string;
}

/** What the grants of a deployment are on. */
export function examplesOf(deployed: Deployed): Examples {
  const { account, region, partition, tableArn, keyArn, topicArn, bucket, accessRoleArn } = deployed;
  const regional = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const machine = (name: string) => regional('states', `stateMachine:eks-scheduler-${name}`);
  const execution = (name: string) => regional('states', `execution:eks-scheduler-${name}:doctor`);
  const given = (arn: string | null, below = '') => (arn === null ? [] : [`${arn}${below}`]);
  return {
    'state-table': given(tableArn),
    'state-table-indexes': given(tableArn, '/index/records-by-phase'),
    'report-objects': bucket === null ? [] : [`arn:${partition}:s3:::${bucket}/reports/doctor`],
    'notice-topic': given(topicArn),
    'access-roles': [accessRoleArn],
    'run-machines': [machine('scale-down'), machine('scale-up')],
    'scale-up-machine': [machine('scale-up')],
    'run-executions': [execution('scale-down'), execution('scale-up')],
    'fleet-machine': [machine('fleet')],
    'fleet-executions': [execution('fleet')],
    'fleet-map-runs': [execution('fleet/doctor')],
    'nested-execution-rule': [regional('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule')],
    key: given(keyArn),
    clusters: [regional('eks', 'cluster/doctor')],
    'node-groups': [regional('eks', 'nodegroup/doctor/doctor/doctor')],
  };
}
