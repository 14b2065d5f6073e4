import { describe, expect, test } from '@jest/globals';
import { aNight, aNodeGroup, aWorld, type Night } from './a-night.ts';
import { fromOutside, sizes } from './from-outside.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });
const twoGroups = () => aNight({ world: aWorld({ nodeGroups: [apps, batch] }) });
const seconds = (count: number) => ({ minutes: count / 60 });

async function expectTheEvening(night: Night) {
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
}

async function expectNoLock(night: Night) {
  expect(await fromOutside(night).items('LOCK')).toEqual([]);
}

describe('two runs at once', () => {
  test('of two stops one goes through, and the other says who holds the cluster and what to do', async () => {
    const night = await twoGroups();
    const runs = await Promise.all([night.begin('stop'), night.begin('stop')].map((arn) => night.finished(arn)));
    const winner = runs.find(({ status }) => status === 'SUCCEEDED');
    const loser = runs.find(({ status }) => status === 'FAILED');
    expect(winner).toBeDefined();
    expect(loser).toMatchObject({ error: 'LockHeldError' });
    expect(loser?.message).toContain(`held by the stop ${winner?.arn}, which is RUNNING`);
    expect(loser?.message).toContain('Wait until it ends');
    expect(night.failedState(loser?.arn ?? '')).toBe('Prepare run');
    await expectNoLock(night);
    const redriven = await night.redrive(loser?.arn ?? '');
    expect(redriven).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already asleep' } });
    await expectNoLock(night);
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('a stop does not begin while a start runs, and does not disturb it', async () => {
    const night = await twoGroups();
    await night.stop();
    const start = night.begin('start');
    await night.pass(seconds(30));
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'LockHeldError' });
    expect(stop.message).toContain(`held by the start ${start}`);
    expect(await night.finished(start)).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('a start without takeover does not end a running stop, and says how it could', async () => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.pass(seconds(5));
    const start = await night.start();
    expect(start).toMatchObject({ status: 'FAILED', error: 'LockHeldError' });
    expect(start.message).toContain('"takeover": true');
    expect(await night.finished(stop)).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('a start with takeover does not end another start', async () => {
    const night = await twoGroups();
    await night.stop();
    const first = night.begin('start');
    await night.pass(seconds(30));
    expect(await night.start({ takeover: true })).toMatchObject({ status: 'FAILED', error: 'LockHeldError' });
    expect(await night.finished(first)).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('a dry run takes no lock and meets none', async () => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.pass(seconds(5));
    expect(await night.stop({ dryRun: true })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await night.finished(stop)).toMatchObject({ status: 'SUCCEEDED' });
  });
});

test.each([0, 3, 5, 8, 40])(
  'a start that takes over %d seconds into a stop ends it and brings everything back',
  async (moment) => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.pass(seconds(moment));
    const start = await night.start({ takeover: true });
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED', error: 'TakenOver' });
    await expectTheEvening(night);
    await expectNoLock(night);
  },
);

describe.each([2, 20, 66])('a start that somebody stops %d seconds after it began', (moment) => {
  const aBrokenMorning = async () => {
    const night = await twoGroups();
    await night.stop();
    const start = night.begin('start');
    await night.pass(seconds(moment));
    night.sandbox.engine.stopExecution(start, 'OnCall', 'not yet');
    expect(await night.finished(start)).toMatchObject({ status: 'ABORTED' });
    return night;
  };

  test('is finished by the next start', async () => {
    const night = await aBrokenMorning();
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
    await expectNoLock(night);
  });

  test('is followed by a stop that loses nothing', async () => {
    const night = await aBrokenMorning();
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(night.snapshot()).toMatchObject({ nodes: 0 });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });
});

describe('a lock', () => {
  test('of a run that somebody stopped is taken by the next one', async () => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.pass(seconds(5));
    night.sandbox.engine.stopExecution(stop, 'OnCall', 'wrong cluster');
    expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED' });
    expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: stop }]);
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
    await expectNoLock(night);
  });

  test('is released after a stop, after a start, and after a run that was skipped', async () => {
    const night = await twoGroups();
    for (const run of [night.stop, night.stop, night.start, night.start]) {
      expect(await run()).toMatchObject({ status: 'SUCCEEDED' });
      await expectNoLock(night);
    }
  });

  test('of an execution that nobody knows any more is taken', async () => {
    const night = await twoGroups();
    const pk = `CLUSTER#111122223333/eu-west-1/${night.sandbox.cluster}`;
    const holder = night.sandbox.machineArn('stop').replace('stateMachine', 'execution').concat(':last-year');
    const acquiredAt = '2025-01-12T20:00:00.000Z';
    await fromOutside(night).putItem({ pk, sk: 'LOCK', holder, action: 'stop', acquiredAt });
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    await expectNoLock(night);
  });
});

describe('a run that lost its lock', () => {
  const someoneElse = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:by-hand';

  const aRobbedStop = async (moment: number) => {
    const night = await twoGroups();
    const outside = fromOutside(night);
    const stop = night.begin('stop');
    await night.pass(seconds(moment));
    const [lock] = await outside.items('LOCK');
    if (!lock) throw new Error('The stop holds no lock at this moment.');
    await outside.putItem({ ...lock, holder: someoneElse, action: 'start' });
    return { night, stop, before: sizes(night) };
  };

  test.each([2, 5])('stops before its next change, %d seconds into a stop', async (moment) => {
    const { night, stop, before } = await aRobbedStop(moment);
    const robbed = await night.finished(stop);
    expect(robbed).toMatchObject({ status: 'FAILED', error: 'LockLostError' });
    expect(robbed.message).toContain(`Execution ${someoneElse} (start) took this cluster over`);
    expect(sizes(night)).toEqual(before);
    expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: someoneElse }]);
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('changes nothing when it is redriven after another run has ended', async () => {
    const night = await twoGroups();
    night.sandbox.eks.rejectUpdates('batch', 'InvalidRequestException', 'not now');
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
    night.sandbox.eks.allowUpdates('batch');
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await night.pass({ minutes: 10 });
    expect(await night.redrive(stop.arn)).toMatchObject({ status: 'FAILED', error: 'LockLostError' });
    await expectTheEvening(night);
  });
});
