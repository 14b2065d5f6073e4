import { describe, expect, test } from '@jest/globals';
import { aNight, aNodeGroup, aWorld, type Night } from './a-night.ts';
import { fromOutside, sizes } from './from-outside.ts';
import { onTheTwinAlone, plane } from './plane.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });
const twoGroups = () => aNight({ world: aWorld({ nodeGroups: [apps, batch] }) });
const seconds = (count: number) => ({ minutes: count / 60 });

async function expectTheEvening(night: Night) {
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
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

  test('a start without takeover does not end a running stop, and says how it could', async () => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.entered(stop, 'Drain nodes');
    const start = await night.start();
    expect(start).toMatchObject({ status: 'FAILED', error: 'LockHeldError' });
    expect(start.message).toContain('"takeover": true');
    expect(await night.finished(stop)).toMatchObject({ status: 'SUCCEEDED' });
  });

  onTheTwinAlone('a start is at work for long enough to be met in the middle', () => {
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
});

const expectATakeover = async (night: Night, stop: string) => {
  const start = await night.start({ takeover: true });
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED', error: 'TakenOver' });
  await expectTheEvening(night);
  await expectNoLock(night);
};

test.each(['Drain nodes', 'Confirm stopped'])(
  'a start that takes over while a stop is at %s ends it and brings everything back',
  async (title) => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.entered(stop, title);
    await expectATakeover(night, stop);
  },
);

onTheTwinAlone('moments of simulated time', () => {
  test.each([0, 1, 3, 5, 8, 40])('so does one that takes over %d seconds into a stop', async (moment) => {
    const night = await twoGroups();
    const stop = night.begin('stop');
    await night.pass(seconds(moment));
    await expectATakeover(night, stop);
  });
});

const aStoppedStart = async (night: Night, reach: (start: string) => Promise<void>) => {
  await night.stop();
  const start = night.begin('start');
  await reach(start);
  night.sandbox.engine.stopExecution(start, 'OnCall', 'not yet');
  expect(await night.finished(start)).toMatchObject({ status: 'ABORTED' });
};

const expectTheNextStartToFinish = async (night: Night) => {
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await expectTheEvening(night);
  await expectNoLock(night);
};

const expectAStopToLoseNothing = async (night: Night) => {
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
  expect(await night.snapshot()).toMatchObject({ nodes: 0 });
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await expectTheEvening(night);
};

describe('a start that somebody stops', () => {
  test('while it waits for its nodes is followed by a stop that loses nothing', async () => {
    const night = await twoGroups();
    await aStoppedStart(night, (start) => night.entered(start, 'Wait for nodes'));
    await expectAStopToLoseNothing(night);
  });

  onTheTwinAlone('moments of simulated time', () => {
    test.each([2, 20, 66])('%d seconds after it began is finished by the next start', async (moment) => {
      const night = await twoGroups();
      await aStoppedStart(night, () => night.pass(seconds(moment)));
      await expectTheNextStartToFinish(night);
    });

    test.each([2, 20, 66])('%d seconds after it began is followed by a stop that loses nothing', async (moment) => {
      const night = await twoGroups();
      await aStoppedStart(night, () => night.pass(seconds(moment)));
      await expectAStopToLoseNothing(night);
    });

    test('when it asks for its nodes is finished by the next start', async () => {
      const night = await twoGroups();
      await aStoppedStart(night, (start) => night.entered(start, 'Scale node group'));
      await expectTheNextStartToFinish(night);
    });
  });
});

describe('a lock', () => {
  onTheTwinAlone('the table is all that it turns on', () => {
    test('goes to one of two starts that take over at once', async () => {
      const night = await twoGroups();
      const stop = night.begin('stop');
      await night.entered(stop, 'Drain nodes');
      const begun = [1, 2].map(() => night.begin('start', { takeover: true }));
      const ended = await Promise.all(begun.map((arn) => night.finished(arn)));
      expect(ended.map(({ status, error }) => error ?? status).sort()).toEqual(['LockHeldError', 'SUCCEEDED']);
      expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED', error: 'TakenOver' });
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

    test('of a run that somebody stopped is taken by the next one', async () => {
      const night = await twoGroups();
      const stop = night.begin('stop');
      await night.entered(stop, 'Drain nodes');
      night.sandbox.engine.stopExecution(stop, 'OnCall', 'wrong cluster');
      expect(await night.finished(stop)).toMatchObject({ status: 'ABORTED' });
      expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: stop }]);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
      await expectNoLock(night);
    });
  });
});

describe('a run that lost its lock', () => {
  const someoneElse = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:by-hand';

  const aRobbedStop = async (title: string) => {
    const night = await twoGroups();
    const outside = fromOutside(night);
    const stop = night.begin('stop');
    await night.entered(stop, title);
    const [lock] = await outside.items('LOCK');
    if (!lock) throw new Error('The stop holds no lock at this moment.');
    await outside.putItem({ ...lock, holder: someoneElse, action: 'start' });
    return { night, stop, before: sizes(night) };
  };

  test.each(plane === 'twin' ? ['Record state', 'Drain nodes'] : ['Drain nodes'])(
    'stops before its next change, while it is at %s',
    async (title) => {
      const { night, stop, before } = await aRobbedStop(title);
      const robbed = await night.finished(stop);
      expect(robbed).toMatchObject({ status: 'FAILED', error: 'LockLostError' });
      expect(robbed.message).toContain(`Execution ${someoneElse} (start) took this cluster over`);
      expect(sizes(night)).toEqual(before);
      expect(await fromOutside(night).items('LOCK')).toMatchObject([{ holder: someoneElse }]);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    },
  );

  onTheTwinAlone('the table is all that it turns on', () => {
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
});
