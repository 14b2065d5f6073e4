import { describe, expect, test } from '@jest/globals';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import { aNight, aWorld } from './a-night.ts';
import { fromOutside, sizes } from './from-outside.ts';
import { aBackend, aWebhookConfiguration } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';
import { asleep, evening, threeGroups } from './three-groups.ts';

describe('what is excluded', () => {
  const excluded = { 'eks-scheduler:exclude': 'true' };

  test('a cluster that is excluded while it sleeps is woken once more, with a warning, and then left alone', async () => {
    const night = await threeGroups();
    await night.stop();
    await fromOutside(night).tagCluster(excluded);
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    const reason = "excluded by the cluster's tag eks-scheduler:exclude=true";
    expect(start.report?.warnings).toContainEqual({
      phase: 'prepare-run',
      message: `Cluster dev is ${reason}. This start brings back what a stop left outstanding; from now on runs leave it alone.`,
    });
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
    for (const run of [await night.stop(), await night.start()]) {
      expect(run).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason, warnings: [] } });
    }
    expect(await night.differences()).toEqual([]);
  });

  test('a node group with the tag keeps its nodes, while the others sleep and wake', async () => {
    const night = await threeGroups();
    const outside = fromOutside(night);
    await outside.tag('batch', excluded);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    expect(sizes(night)).toEqual({ ...asleep, batch: evening.batch });
    expect(await night.snapshot()).toMatchObject({ nodes: 3, cordoned: [] });
    expect(stop.report?.nodeGroups.map(({ name }) => name)).not.toContain('batch');
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(sizes(night)).toEqual(evening);
    await outside.untag('batch', 'eks-scheduler:exclude');
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });

  test('a relaxed webhook is put back though every node group was excluded meanwhile and none is outstanding', async () => {
    const night = await aNight({ world: aWorld({ objects: [...aBackend(), aWebhookConfiguration()] }) });
    const outside = fromOutside(night);
    await night.stop();
    await outside.tag('workers', excluded);
    await outside.untag('workers', recordedSizeTag);
    await outside.deleteItems('NODEGROUP#');
    await outside.resize('workers', { minSize: 2, maxSize: 4, desiredSize: 2 });
    await night.pass({ minutes: 10 });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
    expect((await night.snapshot()).webhooks).toEqual({ 'Validating/policy/validate.policy.example.com': 'Fail' });
  });

  onTheTwinAlone('tags and sizes are all that it turns on, and Kubernetes knows of neither', () => {
    test('a cluster that is excluded while it sleeps is woken by the tags where the table is lost', async () => {
      const night = await threeGroups();
      const outside = fromOutside(night);
      await night.stop();
      await outside.tagCluster(excluded);
      await outside.deleteItems('NODEGROUP#');
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
      expect(sizes(night)).toEqual(evening);
    });

    test('a stop leaves a cluster alone that was excluded half-way, though something is outstanding', async () => {
      const night = await threeGroups();
      await night.stop({ nodeGroups: ['apps'] });
      await fromOutside(night).tagCluster(excluded);
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
      expect(sizes(night)).toEqual({ ...evening, apps: asleep.apps });
    });

    test('a node group that is named in the input and excluded is left alone with a warning', async () => {
      const night = await threeGroups();
      await fromOutside(night).tag('batch', excluded);
      const stop = await night.stop({ nodeGroups: ['batch'] });
      expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
      expect(stop.report?.warnings).toEqual([
        {
          phase: 'prepare-run',
          message:
            'Node group batch is named in the input and excluded by its tag eks-scheduler:exclude=true: it is left alone. ' +
            'Take it out of the one or of the other.',
        },
      ]);
      expect(sizes(night)).toEqual(evening);
    });

    test('a cluster whose node groups all carry the tag is skipped', async () => {
      const night = await aNight();
      await fromOutside(night).tag('workers', excluded);
      const stop = await night.stop();
      expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
      expect(stop.report?.reason).toContain('no managed node group that this run may touch');
      expect(sizes(night).workers).toEqual({ minSize: 2, maxSize: 4, desiredSize: 2 });
    });

    test('a node group that is excluded while it sleeps is brought back and waited for, with a warning', async () => {
      const night = await threeGroups();
      const outside = fromOutside(night);
      await night.stop();
      await outside.tag('batch', excluded);
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
      expect(start.report?.warnings).toEqual([
        {
          phase: 'prepare-run',
          message:
            'Node group batch is excluded. This start brings back what a stop left outstanding; from now on runs leave it alone.',
        },
      ]);
      expect(await night.snapshot()).toMatchObject({ nodes: 5 });
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual({ ...asleep, batch: evening.batch });
    });

    test('a node group that is excluded and of which nothing is outstanding keeps what a person gave it', async () => {
      const night = await threeGroups();
      const outside = fromOutside(night);
      await outside.tag('batch', excluded);
      await outside.resize('batch', { minSize: 0, maxSize: 6, desiredSize: 0 });
      await night.pass({ minutes: 10 });
      await night.stop();
      expect(await night.start({ minNodes: 5 })).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual({
        apps: { ...evening.apps, desiredSize: 5 },
        batch: asleep.batch,
        idle: evening.idle,
      });
    });

    test('a cluster with the tag is skipped with the reason, and not touched', async () => {
      const night = await aNight({ world: aWorld({ tags: excluded }) });
      const stop = await night.stop();
      const reason = "excluded by the cluster's tag eks-scheduler:exclude=true";
      expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped', reason } });
      expect(await night.differences()).toEqual([]);
      expect(await fromOutside(night).items('LOCK')).toEqual([]);
    });
  });
});
