import { describe, expect, test } from '@jest/globals';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { findAutoscaler, findRunningKarpenter } from '../../src/domain/find-autoscaler.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';

function aDeployment(fields: Partial<Workload>): Workload {
  return {
    kind: 'Deployment',
    namespace: 'kube-system',
    name: 'cluster-autoscaler',
    labels: {},
    annotations: {},
    podLabels: {},
    selector: {},
    desired: 1,
    ready: 1,
    available: 1,
    updated: 1,
    isObserved: true,
    commands: [],
    ...fields,
  };
}

const byChart = aDeployment({ name: 'ca-aws', labels: { 'app.kubernetes.io/name': 'aws-cluster-autoscaler' } });
const byExample = aDeployment({ labels: { app: 'cluster-autoscaler' } });
const byCommand = aDeployment({ name: 'scaler', commands: ['./cluster-autoscaler', '--v=4', '--cloud-provider=aws'] });
const stranger = aDeployment({ name: 'web', labels: { app: 'web' }, commands: ['node', 'cluster-autoscaler-docs'] });

describe('the Cluster Autoscaler', () => {
  test.each([byChart, byExample, byCommand])('is found as $name', (deployment) => {
    expect(findAutoscaler([stranger, deployment], null)).toBe(deployment);
  });

  test('is the configured one, whatever else looks like it', () => {
    expect(findAutoscaler([byChart, byExample], 'kube-system/ca-aws')).toBe(byChart);
  });

  test('is looked for where the configured one is not in this cluster: left running, it would answer the drain with nodes', () => {
    expect(findAutoscaler([byChart], 'kube-system/gone')).toBe(byChart);
    expect(findAutoscaler([], 'kube-system/gone')).toBeNull();
  });

  test('is found by its label before its command', () => {
    expect(findAutoscaler([byCommand, byChart], null)).toBe(byChart);
  });

  test('with its arguments apart is found too', () => {
    const apart = aDeployment({ name: 'apart', commands: ['/cluster-autoscaler', '--cloud-provider', 'aws'] });

    expect(findAutoscaler([apart], null)).toBe(apart);
  });

  test('is none where nothing fits', () => {
    expect(findAutoscaler([stranger, { ...byExample, kind: 'DaemonSet' }], null)).toBeNull();
  });

  test('is refused by name where several Deployments fit', () => {
    const find = () => findAutoscaler([byChart, byExample], null);

    expect(find).toThrow(ConfigurationError);
    expect(find).toThrow('kube-system/ca-aws, kube-system/cluster-autoscaler');
  });
});

test('Karpenter counts while it runs', () => {
  const karpenter = aDeployment({ name: 'karpenter', labels: { 'app.kubernetes.io/name': 'karpenter' } });

  expect(findRunningKarpenter([karpenter, byChart])).toEqual([karpenter]);
  expect(findRunningKarpenter([{ ...karpenter, desired: 0 }])).toEqual([]);
});
