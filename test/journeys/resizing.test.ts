import { describe, expect, test } from '@jest/globals';
import { plainNodeGroup } from '../../sandbox/worlds/plain-ground.ts';
import { fromOutside, sizes } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';
import { asleep, evening, threeGroups } from './three-groups.ts';

describe('stops and starts in any order', () => {
  test('a second stop and a second start are skipped with the reason, and what the first stop recorded is kept', async () => {
    const night = await threeGroups();
    await night.stop();
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already asleep' } });
    await night.start();
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already awake' } });
    expect(start.report?.actions).toEqual([]);
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  test('two nights in a row bring every size back exactly, also of a group at zero and of one with minimum zero', async () => {
    const night = await threeGroups();
    for (const _ of ['Monday', 'Tuesday']) {
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(asleep);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(evening);
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    }
  });

  onTheTwinAlone('sizes are all that it turns on, and EKS has them', () => {
    test('a start without a stop is skipped and invents nothing', async () => {
      const night = await threeGroups();
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already awake' } });
      expect(await night.differences()).toEqual([]);
      expect(await fromOutside(night).items('NODEGROUP#')).toEqual([]);
    });

    test('the second night records the sizes of its own evening', async () => {
      const night = await threeGroups();
      await night.stop();
      await night.start();
      await fromOutside(night).resize('apps', { minSize: 2, maxSize: 8, desiredSize: 4 });
      await night.pass({ minutes: 10 });
      await night.stop();
      await night.start();
      expect(sizes(night)).toEqual({ ...evening, apps: { minSize: 2, maxSize: 8, desiredSize: 4 } });
    });
  });
});

describe('a stop that fails half-way', () => {
  const refusal = 'You cannot modify this node group: it is managed by another stack';

  const aHalfStoppedNight = async () => {
    const night = await threeGroups();
    night.sandbox.eks.rejectUpdates('batch', 'InvalidRequestException', refusal);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
    expect(stop.message).toContain(refusal);
    expect(sizes(night).batch).toEqual(evening.batch);
    night.sandbox.eks.allowUpdates('batch');
    return night;
  };

  test('is followed by a stop that finishes it and a start that brings the evening back', async () => {
    const night = await aHalfStoppedNight();
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    expect(sizes(night)).toEqual(asleep);
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  test('is followed by the morning start directly, which brings the evening back', async () => {
    const night = await aHalfStoppedNight();
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  onTheTwinAlone('the other two are for real', () => {
    test('is followed by a start that fails half-way, and still nothing is lost', async () => {
      const night = await aHalfStoppedNight();
      await night.stop();
      night.sandbox.eks.rejectUpdates('apps', 'InvalidRequestException', refusal);
      expect(await night.start()).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
      night.sandbox.eks.allowUpdates('apps');
      await night.pass({ minutes: 10 });
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(asleep);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });
  });
});

onTheTwinAlone('records and sizes are all that it turns on', () => {
  test('a node group that was made after Record state goes on running with a warning, and the next stop takes it', async () => {
    const night = await threeGroups();
    const arn = night.begin('stop');
    await night.entered(arn, 'Relax webhooks');
    const size = { minSize: 1, maxSize: 2, desiredSize: 1 };
    night.sandbox.eks.addNodeGroup({ ...plainNodeGroup, ...size, name: 'added' });
    await night.pass({ minutes: 5 });
    const stop = await night.finished(arn);
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...asleep, added: size });
    const { cordoned, nodesOf } = await night.snapshot();
    expect({ cordoned, nodesOf }).toEqual({ cordoned: [], nodesOf: { added: 1 } });
    expect(stop.report?.warnings).toContainEqual({
      phase: 'confirm-stopped',
      message: expect.stringMatching(/^Node group added \(min 1, max 2, desired 1\) has neither a record nor the tag /),
    });
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...asleep, added: { ...size, minSize: 0, desiredSize: 0 } });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...evening, added: size });
  });

  test('a node group that was deleted while it slept is named, and the others come back', async () => {
    const night = await threeGroups();
    const outside = fromOutside(night);
    await night.stop();
    const [batchRecord] = await outside.items('NODEGROUP#batch');
    await outside.putItem({ ...batchRecord, pk: batchRecord?.pk ?? '', sk: 'NODEGROUP#old', name: 'old' });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
    expect(start.report?.warnings).toContainEqual({
      phase: 'validate-bootstrap',
      message: expect.stringMatching(
        /^Node group old is recorded with min 0, max 6, desired 3 and no longer exists in EKS/,
      ),
    });
  });
});

describe('a run for some of the node groups', () => {
  test('leaves the others running and unrecorded', async () => {
    const night = await threeGroups();
    const stop = await night.stop({ nodeGroups: ['apps'] });
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...evening, apps: asleep.apps });
    expect((await night.snapshot()).nodes).toBe(3);
    const recorded = await fromOutside(night).items('NODEGROUP#');
    expect(recorded.map(({ sk }) => sk)).toEqual(['NODEGROUP#apps']);
    await night.start();
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  onTheTwinAlone('one real night for some of the groups is enough', () => {
    test('a start of one group leaves the rest asleep, and the next start wakes the rest', async () => {
      const night = await threeGroups();
      await night.stop();
      expect(await night.start({ nodeGroups: ['batch'] })).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual({ ...asleep, batch: evening.batch });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });
  });
});

describe('minNodes', () => {
  test('raises desired sizes within the maximum, and never lowers one', async () => {
    const night = await threeGroups();
    await night.stop();
    expect(await night.start({ minNodes: 9 })).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({
      apps: { ...evening.apps, desiredSize: 3 },
      batch: { ...evening.batch, desiredSize: 6 },
      idle: evening.idle,
    });
  });

  onTheTwinAlone('it is computed before anything is asked of Kubernetes', () => {
    test('is no size to come back to: the evening after records what was there without it', async () => {
      const night = await threeGroups();
      await night.stop();
      expect(await night.start({ minNodes: 9 })).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      await night.stop();
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(evening);
    });

    test('is no size to come back to for a start that follows one that failed after raising it', async () => {
      const night = await threeGroups();
      await night.stop();
      night.sandbox.eks.rejectUpdates('apps', 'InvalidRequestException', 'another stack manages it');
      expect(await night.start({ minNodes: 9 })).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
      night.sandbox.eks.allowUpdates('apps');
      await night.pass({ minutes: 10 });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED', report: { drift: [] } });
      expect(sizes(night)).toMatchObject({ apps: evening.apps, idle: evening.idle });
    });

    test('is no size to come back to either where the table was emptied and the tags alone told the start', async () => {
      const night = await threeGroups();
      await night.stop();
      await fromOutside(night).deleteItems();
      expect(await night.start({ minNodes: 9 })).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      await night.stop();
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(evening);
    });

    test('below what comes back anyway changes nothing', async () => {
      const night = await threeGroups();
      await night.stop();
      expect(await night.start({ minNodes: 3 })).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(evening);
    });

    test('does not count a recorded node group that is gone overnight', async () => {
      const night = await threeGroups();
      await night.stop();
      const outside = fromOutside(night);
      const [record] = await outside.items('NODEGROUP#batch');
      if (!record) throw new Error('Nothing is recorded for batch.');
      await outside.putItem({ ...record, sk: 'NODEGROUP#gone', name: 'gone' });
      expect(await night.start({ minNodes: 8 })).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toMatchObject({ apps: { desiredSize: 2 }, batch: { desiredSize: 6 } });
    });

    test('above every maximum fails before the first node, and the sizes stay recorded', async () => {
      const night = await threeGroups();
      await night.stop();
      const start = await night.start({ minNodes: 20 });
      expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
      expect(start.message).toContain('minNodes is 20, but the node groups to start hold 13 nodes at the most');
      expect(start.message).toContain('Lower minNodes');
      expect(sizes(night)).toEqual(asleep);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(evening);
    });
  });
});
