import { beforeAll, describe, expect, test } from '@jest/globals';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { type Fault, type FaultKind, faultAt, type SeenRequest } from '../../sandbox/faults/fault.ts';
import { factsThatDiffer } from '../../sandbox/faults/night-facts.ts';
import { type PlayedNight, playNight } from '../../sandbox/faults/play-night.ts';
import type { WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import { plainNodeGroup } from '../../sandbox/worlds/plain-ground.ts';

const seed = 1;
const hours = 13;

let undisturbed: PlayedNight;

beforeAll(async () => {
  undisturbed = await playNight({ plan: { seed, faults: [] } });
});

/** The middle request of a phase that fits, so that half of its work is done when it fails. */
function inTheMiddleOf(phase: string, like: Partial<SeenRequest> = {}): SeenRequest {
  const ofPhase = undisturbed.seen.filter(
    (request) =>
      request.action === 'stop' &&
      request.phase === phase &&
      request.service !== 'lambda' &&
      Object.entries(like).every(([field, value]) => request[field as keyof SeenRequest] === value),
  );
  const found = ofPhase[Math.floor(ofPhase.length / 2)];
  if (!found) throw new Error(`The night has no such request in ${phase}.`);
  return found;
}

const failures: readonly (readonly [string, string, Partial<SeenRequest>])[] = [
  ['half of the state is recorded', 'record-state', { service: 'eks', operation: 'TagResource' }],
  ['a webhook is being relaxed', 'relax-webhooks', { operation: 'patch validatingwebhookconfigurations' }],
  ['the autoscaler is being paused', 'pause-autoscalers', { operation: 'patch deployments' }],
  ['half of the nodes are cordoned', 'drain-nodes', { operation: 'patch nodes' }],
  ['half of the pods are gone', 'drain-nodes', { operation: 'create pods/eviction' }],
  ['the first node group is being scaled', 'drain-nodes', { operation: 'UpdateNodegroupConfig' }],
  ['the last node group is being scaled', 'scale-node-group', { operation: 'UpdateNodegroupConfig' }],
  ['the nodes are leaving', 'confirm-stopped', {}],
  ['the report is being written', 'report-run', { service: 's3' }],
];

function failureAt(phase: string, like: Partial<SeenRequest>, kind: FaultKind): Fault {
  return faultAt(inTheMiddleOf(phase, like), kind);
}

describe('a stop that failed half-way and was left so', () => {
  test.each(failures)('is undone by the start of the morning where %s', async (_, phase, like) => {
    const faults = [failureAt(phase, like, 'denied')];
    const night = await playNight({ plan: { seed, faults }, leaveFailedStop: true });
    expect(night.runs).toMatchObject([
      { status: 'FAILED', redrives: 0 },
      { status: 'SUCCEEDED', redrives: 0 },
    ]);
    expect(night.awake.world).toEqual(undisturbed.awake.world);
    expect(night.awake.records.filter((record) => record.includes('"LOCK"'))).toEqual([]);
  });
});

describe(`a redrive ${hours} hours later`, () => {
  test.each(failures)('comes to the same where %s', async (_, phase, like) => {
    const faults = [failureAt(phase, like, 'denied')];
    const night = await playNight({ plan: { seed, faults }, minutesToRedrive: hours * 60 });
    expect(night.runs).toMatchObject([
      { status: 'SUCCEEDED', redrives: 1 },
      { status: 'SUCCEEDED', redrives: 0 },
    ]);
    expect(factsThatDiffer('asleep', undisturbed.asleep, night.asleep)).toEqual([]);
    expect(factsThatDiffer('awake', undisturbed.awake, night.awake)).toEqual([]);
  });

  test.each(failures)('finds its way in a cluster that has changed where %s', async (_, phase, like) => {
    const faults = [failureAt(phase, like, 'denied')];
    const minutesToRedrive = hours * 60;
    const night = await playNight({ plan: { seed, faults }, minutesToRedrive, meanwhile: changeTheCluster });
    expect(night.runs).toMatchObject([
      { status: 'SUCCEEDED', redrives: 1 },
      { status: 'SUCCEEDED', redrives: 0 },
    ]);
    const { nodeGroups, webhooks, workloads, marks } = night.awake.world;
    expect(sizesOf(nodeGroups)).toEqual({ apps: [1, 3, 2], idle: [0, 4, 0], added: [1, 2, 1] });
    expect(webhooks).toEqual(undisturbed.awake.world.webhooks);
    expect(workloads['Deployment kube-system/cluster-autoscaler']).toEqual({ replicas: 1, ready: 1 });
    expect(workloads['Deployment shop/cart']).toEqual({ replicas: 2, ready: 2 });
    expect(workloads['StatefulSet shop/orders']).toEqual({ replicas: 1, ready: 1 });
    expect(marks).toEqual([]);
    expect(night.awake.world.cordoned).toEqual([]);
  });
});

const helm = { name: 'helm', groups: ['system:masters'] };

function sizesOf(groups: PlayedNight['awake']['world']['nodeGroups']): Record<string, readonly number[]> {
  return Object.fromEntries(
    groups.map(({ name, minSize, maxSize, desiredSize }) => [name, [minSize, maxSize, desiredSize]]),
  );
}

/** Hours pass: an AMI update, a chart that was installed anew, a node group for another. */
async function changeTheCluster({ eks, kubernetes: { api }, clock }: Sandbox): Promise<void> {
  for (const { name, desiredSize } of eks.snapshot()) if (desiredSize > 0) eks.replaceNodes(name);
  eks.deleteNodeGroup('batch');
  const quick = { launchSeconds: 1, bootSeconds: 1, terminateSeconds: 1, updateSeconds: 1 };
  eks.addNodeGroup({ ...plainNodeGroup, ...quick, name: 'added', minSize: 1, maxSize: 2, desiredSize: 1 });
  const resource = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
  const [old] = api.list(resource) as readonly WebhookConfiguration[];
  if (!old) throw new Error('The world has no webhook configuration.');
  const { name, labels = {} } = old.metadata;
  const webhooks = (old.webhooks ?? []).map((webhook, index) => ({
    ...webhook,
    failurePolicy: index === 0 ? ('Fail' as const) : ('Ignore' as const),
  }));
  api.delete(helm, resource, undefined, name);
  api.create(helm, resource, { ...old, metadata: { name, labels }, webhooks });
  await letPass(clock, 10 * 60_000);
}
