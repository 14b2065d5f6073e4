import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from '@jest/globals';
import { aNight, aNodeGroup, aWorld, type Night, withoutPodNames } from './a-night.ts';
import { callsByPhase, fromOutside, sizes } from './from-outside.ts';
import { aPod } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';

const brisk = { launchSeconds: 1, bootSeconds: 1 };
const apps = aNodeGroup({ ...brisk, name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ ...brisk, name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });
const twoGroups = () => aNight({ world: aWorld({ nodeGroups: [apps, batch] }) });

async function goThroughTheEvening() {
  const night = await twoGroups();
  await night.stop();
  await night.pass({ minutes: 10 });
  return withoutPodNames(await night.snapshot());
}

let evening: ReturnType<typeof goThroughTheEvening> | undefined;

/** Whatever disturbed the stop: it has to come to this. Gone through once. */
function anUndisturbedEvening() {
  evening ??= goThroughTheEvening();
  return evening;
}

async function expectAnUndisturbedNight(night: Night) {
  await night.pass({ minutes: 10 });
  expect(withoutPodNames(await night.snapshot())).toEqual(await anUndisturbedEvening());
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
}

const refusal = 'The instance type m6i.large is not supported in the requested Availability Zone';

describe('a stop whose EKS update is refused', () => {
  const aRefusedStop = async () => {
    const night = await twoGroups();
    night.sandbox.eks.rejectUpdates('batch', 'InvalidParameterException', refusal);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError', report: null });
    expect(stop.message).toContain(`desired 0 for node group batch: ${refusal}`);
    expect(stop.message).toContain('redrive');
    expect(night.failedState(stop.arn)).toBe('Scale node group');
    return { night, arn: stop.arn };
  };

  test('goes on from there when it is redriven, and calls nothing again that was done', async () => {
    const { night, arn } = await aRefusedStop();
    const before = callsByPhase(night, arn);
    night.sandbox.eks.allowUpdates('batch');
    const redriven = await night.redrive(arn);
    expect(redriven).toMatchObject({ arn, status: 'SUCCEEDED', report: { status: 'succeeded' } });
    const {
      'scale-node-group': scaled,
      'confirm-stopped': confirmed,
      'report-run': reported,
      ...done
    } = callsByPhase(night, arn);
    expect(confirmed).toBeGreaterThan(0);
    expect(reported).toBe(1);
    expect(scaled).toBeGreaterThan(before['scale-node-group'] ?? 0);
    expect({ ...done, 'scale-node-group': before['scale-node-group'] }).toEqual(before);
    expect(Object.keys(done).sort()).toEqual([
      'drain-nodes',
      'pause-autoscalers',
      'prepare-run',
      'record-state',
      'relax-webhooks',
    ]);
    await expectAnUndisturbedNight(night);
  });

  onTheTwinAlone('they turn on the machine and on EKS', () => {
    test('can be redriven with the AWS SDK, over HTTP', async () => {
      const { night, arn } = await aRefusedStop();
      night.sandbox.eks.allowUpdates('batch');
      await fromOutside(night).states.send(new RedriveExecutionCommand({ executionArn: arn }));
      expect(await night.finished(arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectAnUndisturbedNight(night);
    });

    test('fails again at the same state while the cause is still there', async () => {
      const { night, arn } = await aRefusedStop();
      const redriven = await night.redrive(arn);
      expect(redriven).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
      expect(night.failedState(arn)).toBe('Scale node group');
      night.sandbox.eks.allowUpdates('batch');
      expect(await night.redrive(arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectAnUndisturbedNight(night);
    });

    test('can be redriven hours later, and its deadlines begin anew', async () => {
      const { night, arn } = await aRefusedStop();
      await night.pass({ minutes: 11 * 60 });
      night.sandbox.eks.allowUpdates('batch');
      expect(await night.redrive(arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectAnUndisturbedNight(night);
    });
  });
});

onTheTwinAlone('EKS is all that it turns on', () => {
  test('an update that EKS accepts and then fails is told in its words, and asked for anew on a redrive', async () => {
    const night = await twoGroups();
    night.sandbox.eks.failNextUpdate('apps', 'AsgInstanceLaunchFailures', 'The Auto Scaling group is suspended');
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
    expect(stop.message).toContain('AsgInstanceLaunchFailures: The Auto Scaling group is suspended');
    expect(night.failedState(stop.arn)).toBe('Scale node group');
    expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
    await expectAnUndisturbedNight(night);
  });
});

onTheTwinAlone('records and the lock are all that it turns on', () => {
  const slow = aNodeGroup({ ...brisk, name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2, terminateSeconds: 600 });

  test.each([
    ['Confirm stopped', 'NodeGroupError', [], { timeouts: { confirmStopped: 10 } }],
    ['Drain nodes', 'DrainBlockedError', [aPod({ name: 'by-hand' })], { drain: { unmanagedPods: 'refuse' } }],
  ] as const)(
    'a stop that failed at %s is not done when it is redriven after a start has woken the cluster',
    async (at, error, objects, input) => {
      const night = await aNight({ world: aWorld({ nodeGroups: [slow], objects: [...objects] }) });
      const stop = await night.stop(input);
      expect(stop).toMatchObject({ status: 'FAILED', error });
      expect(night.failedState(stop.arn)).toBe(at);
      await night.pass({ minutes: 15 });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      const woken = sizes(night);

      expect(await night.redrive(stop.arn)).toMatchObject({ status: 'FAILED', error: 'LockLostError' });
      expect(night.failedState(stop.arn)).toBe(at);
      expect(sizes(night)).toEqual(woken);
      expect((await night.snapshot()).cordoned).toEqual([]);
    },
  );
});

test('a start whose update fails is redriven to the exact sizes', async () => {
  const night = await twoGroups();
  await night.stop();
  night.sandbox.eks.failNextUpdate('batch', 'NodeCreationFailure', 'Instances failed to join the cluster');
  const start = await night.start();
  expect(start).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
  expect(start.message).toContain('NodeCreationFailure: Instances failed to join the cluster');
  expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

describe('a morning without capacity', () => {
  const noCapacity = 'We currently do not have sufficient m6i.large capacity in the Availability Zone eu-west-1a';
  const timeouts = { waitForNodes: 12 };

  test('fails at Wait for nodes with EKS’s words, and comes back when it is redriven with capacity', async () => {
    const night = await aNight({ world: aWorld({ nodeGroups: [aNodeGroup(brisk)] }) });
    await night.stop();
    night.sandbox.eks.capacityError('workers', noCapacity);
    const start = await night.start({ timeouts });
    expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
    expect(start.message).toContain('0 of 2 nodes are ready');
    expect(start.message).toContain(`AsgInstanceLaunchFailures: ${noCapacity}`);
    expect(night.failedState(start.arn)).toBe('Wait for nodes');
    night.sandbox.eks.capacityError('workers', null);
    expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED' });
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  onTheTwinAlone('hours pass, or EKS is all that it turns on', () => {
    test('waits its whole time again when it is redriven hours later', async () => {
      const night = await aNight();
      await night.stop();
      night.sandbox.eks.capacityError('workers', noCapacity);
      const { arn } = await night.start({ timeouts });
      await night.pass({ minutes: 300 });
      const redrivenAt = night.sandbox.clock.now();
      expect(await night.redrive(arn)).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
      const seconds = (night.sandbox.clock.now() - redrivenAt) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(12);
      expect(seconds).toBeLessThan(40);
    });

    test('gets on when the capacity comes while a redriven run waits', async () => {
      const night = await aNight();
      await night.stop();
      night.sandbox.eks.capacityError('workers', noCapacity);
      const { arn } = await night.start({ timeouts: { waitForNodes: 300 } });
      await night.pass({ minutes: 300 });
      night.sandbox.engine.redriveExecution(arn);
      await night.pass({ minutes: 2 });
      night.sandbox.eks.capacityError('workers', null);
      expect(await night.finished(arn)).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });

    test('fails where one node group alone is short of minNodes', async () => {
      const night = await twoGroups();
      await night.stop();
      night.sandbox.eks.capacityError('batch', noCapacity);
      const start = await night.start({ timeouts, minNodes: 3 });
      expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
      expect(start.message).toContain('At least 3 are needed');
    });

    test('goes on with a warning where minNodes are there, and says what EKS reports', async () => {
      const night = await twoGroups();
      await night.stop();
      night.sandbox.eks.capacityError('batch', noCapacity);
      const start = await night.start({ timeouts, minNodes: 2 });
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      const warnings = start.report?.warnings.map(({ message }) => message) ?? [];
      expect(warnings).toContainEqual(expect.stringContaining('2 of 3 nodes are ready: batch has 0 of 1'));
      expect(warnings).toContainEqual(expect.stringContaining(noCapacity));
      expect(sizes(night)).toMatchObject({ batch: { minSize: 0, maxSize: 6, desiredSize: 1 } });
      night.sandbox.eks.capacityError('batch', null);
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });
  });
});
