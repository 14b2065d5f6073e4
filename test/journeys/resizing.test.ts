import { describe, expect, test } from '@jest/globals';
import { aNight, aNodeGroup, aWorld } from './a-night.ts';
import { fromOutside, sizes } from './from-outside.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 3 });
const idle = aNodeGroup({ name: 'idle', minSize: 0, maxSize: 2, desiredSize: 0 });

const evening = {
  apps: { minSize: 1, maxSize: 5, desiredSize: 2 },
  batch: { minSize: 0, maxSize: 6, desiredSize: 3 },
  idle: { minSize: 0, maxSize: 2, desiredSize: 0 },
};
const asleep = {
  apps: { minSize: 0, maxSize: 5, desiredSize: 0 },
  batch: { minSize: 0, maxSize: 6, desiredSize: 0 },
  idle: { minSize: 0, maxSize: 2, desiredSize: 0 },
};

const threeGroups = () => aNight({ world: aWorld({ nodeGroups: [apps, batch, idle] }) });

describe('stops and starts in any order', () => {
  test('a night brings every size back exactly, also of a group at zero and of one with minimum zero', async () => {
    const night = await threeGroups();
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(asleep);
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('a second stop finds the cluster asleep and keeps what the first one recorded', async () => {
    const night = await threeGroups();
    await night.stop();
    const second = await night.stop();
    expect(second).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already asleep' } });
    await night.start();
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('a second start finds the cluster awake and changes nothing', async () => {
    const night = await threeGroups();
    await night.stop();
    await night.start();
    const second = await night.start();
    expect(second).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already awake' } });
    expect(second.report?.actions).toEqual([]);
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('a start without a stop is skipped and invents nothing', async () => {
    const night = await threeGroups();
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason: 'already awake' } });
    expect(night.differences()).toEqual([]);
    expect(await fromOutside(night).items('NODEGROUP#')).toEqual([]);
  });

  test('two nights in a row come back as the first evening was', async () => {
    const night = await threeGroups();
    for (const _ of ['Monday', 'Tuesday']) {
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual(asleep);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      expect(night.differences()).toEqual([]);
    }
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
    expect(night.differences()).toEqual([]);
  });

  test('is followed by the morning start directly, which brings the evening back', async () => {
    const night = await aHalfStoppedNight();
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

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
    expect(night.differences()).toEqual([]);
  });
});

describe('a run for some of the node groups', () => {
  test('leaves the others running and unrecorded', async () => {
    const night = await threeGroups();
    const stop = await night.stop({ nodeGroups: ['apps'] });
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...evening, apps: asleep.apps });
    expect(night.snapshot().nodes).toBe(3);
    const recorded = await fromOutside(night).items('NODEGROUP#');
    expect(recorded.map(({ sk }) => sk)).toEqual(['NODEGROUP#apps']);
    await night.start();
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('a start of one group leaves the rest asleep, and the next start wakes the rest', async () => {
    const night = await threeGroups();
    await night.stop();
    expect(await night.start({ nodeGroups: ['batch'] })).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual({ ...asleep, batch: evening.batch });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
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

  test('below what comes back anyway changes nothing', async () => {
    const night = await threeGroups();
    await night.stop();
    expect(await night.start({ minNodes: 3 })).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
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

describe('what is excluded', () => {
  const excluded = { 'eks-scheduler:exclude': 'true' };

  test('a cluster with the tag is skipped with the reason, and not touched', async () => {
    const night = await aNight({ world: aWorld({ tags: excluded }) });
    const stop = await night.stop();
    const reason = "excluded by the cluster's tag eks-scheduler:exclude=true";
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason } });
    expect(night.differences()).toEqual([]);
    expect(await fromOutside(night).items('LOCK')).toEqual([]);
  });

  test('a cluster that is excluded while it sleeps is left asleep with a warning', async () => {
    const night = await threeGroups();
    const outside = fromOutside(night);
    await night.stop();
    await outside.tagCluster(excluded);
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
    expect(start.report?.warnings).toContainEqual({
      phase: 'prepare-run',
      message: 'Cluster dev sleeps and is excluded now: nothing wakes it until it no longer is.',
    });
    expect(sizes(night)).toEqual(asleep);
    await outside.tagCluster({ 'eks-scheduler:exclude': 'false' });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
  });

  test('a node group with the tag keeps its nodes, while the others sleep and wake', async () => {
    const night = await threeGroups();
    const outside = fromOutside(night);
    await outside.tag('batch', excluded);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    expect(sizes(night)).toEqual({ ...asleep, batch: evening.batch });
    expect(night.snapshot()).toMatchObject({ nodes: 3, cordoned: [] });
    expect(stop.report?.nodeGroups.map(({ name }) => name)).not.toContain('batch');
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
    await outside.untag('batch', 'eks-scheduler:exclude');
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });

  test('a cluster whose node groups all carry the tag is skipped', async () => {
    const night = await aNight();
    await fromOutside(night).tag('workers', excluded);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
    expect(stop.report?.reason).toContain('no managed node group that this run may touch');
    expect(sizes(night).workers).toEqual({ minSize: 2, maxSize: 4, desiredSize: 2 });
  });

  test('a node group that is excluded while it sleeps is left asleep with a warning', async () => {
    const night = await threeGroups();
    const outside = fromOutside(night);
    await night.stop();
    await outside.tag('batch', excluded);
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(start.report?.warnings).toContainEqual({
      phase: 'prepare-run',
      message: 'Node group batch was put to sleep and is excluded now: this start leaves it asleep.',
    });
    await outside.untag('batch', 'eks-scheduler:exclude');
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await night.pass({ minutes: 10 });
    expect(night.differences()).toEqual([]);
  });
});
