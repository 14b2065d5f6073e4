import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningClock } from '../../sandbox/clock/running-clock.ts';
import { readAuditLog } from '../../sandbox/control-plane/read-audit-log.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { compareSnapshots } from '../../sandbox/night/compare-snapshots.ts';
import { snapshotWorld, type WorldSnapshot } from '../../sandbox/night/world-snapshot.ts';
import type { RealKubernetes } from '../../sandbox/start-real-kubernetes.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { eventually } from '../eventually.ts';
import { aNodeGroup, aWorld } from '../journeys/a-night.ts';
import { aBackend, aBudget, aDeployment, aStatefulSet, aWebhookConfiguration } from '../journeys/objects.ts';

const dnsBudget: KubeObject = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'coredns', namespace: 'kube-system' },
  spec: { maxUnavailable: 1, selector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
};

let sandbox: Sandbox<RealKubernetes>;
let before: WorldSnapshot;
beforeAll(async () => {
  const world = aWorld({
    nodeGroups: [aNodeGroup({ launchSeconds: 3, bootSeconds: 3, terminateSeconds: 3 })],
    objects: [
      dnsBudget,
      aDeployment({ name: 'cart', replicas: 3 }),
      aBudget({ name: 'cart', minAvailable: 2 }),
      aStatefulSet({ name: 'db' }),
      aDeployment({ name: 'ebs-csi-controller', namespace: 'kube-system', replicas: 2 }),
      ...aBackend(),
      aWebhookConfiguration(),
      aWebhookConfiguration({ kind: 'Mutating' }),
    ],
  });
  sandbox = await startSandbox({ world, clock: new RunningClock(), speed: 1, kubernetes: 'real' });
  before = await snapshot();
});
afterAll(() => sandbox?.close());

async function snapshot(): Promise<WorldSnapshot> {
  return snapshotWorld(await sandbox.kubernetes.look(), sandbox.eks.snapshot());
}

async function run(action: 'stop' | 'start'): Promise<string> {
  const { arn } = sandbox.engine.startExecution({
    stateMachineArn: sandbox.machineArn(action),
    name: action,
    input: JSON.stringify({ cluster: sandbox.cluster }),
  });
  const { status, cause = '' } = await sandbox.engine.finished(arn);
  return `${status} ${cause}`.trim();
}

describe('a night on the real control plane', () => {
  test('the evening puts the cluster to sleep: no node, and no pod on one', async () => {
    expect(await run('stop')).toBe('SUCCEEDED');
    expect(await snapshot()).toMatchObject({
      nodes: 0,
      readyPods: 0,
      nodeGroups: [{ minSize: 0, desiredSize: 0 }],
      webhooks: {
        'Validating/policy/validate.policy.example.com': 'Ignore',
        'Mutating/policy/validate.policy.example.com': 'Ignore',
      },
    });
  });

  test('the morning brings everything back', async () => {
    expect(await run('start')).toBe('SUCCEEDED');
    const differences = async () => compareSnapshots(before, await snapshot());
    expect(await eventually(differences, ({ length }) => length === 0)).toEqual([]);
  });

  test('the phases are never refused what they ask for', () => {
    const asked = readAuditLog(sandbox.kubernetes.controlPlane.auditLog).filter(({ groups }) =>
      groups.includes(accessGroup),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter(({ statusCode, isForbidden }) => isForbidden || statusCode === 401)).toEqual([]);
    expect(asked.filter(({ userAgent }) => !/^eks-scheduler\/[a-z-]+$/.test(userAgent))).toEqual([]);
  });
});
