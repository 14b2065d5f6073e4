import { describe, expect, test } from '@jest/globals';
import {
  aSleepingCluster,
  autoscaler,
  evening,
  expectTheEvening,
  keys,
  policy,
  remark,
  rewrite,
  stripMarks,
  warningsOf,
} from './a-sleeping-cluster.ts';
import { type Item, sizes } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

/** What can happen to a record overnight. */
const damages: readonly [what: string, (record: Item) => Item | null][] = [
  ['is deleted', () => null],
  ['is cut off', ({ pk, sk }) => ({ pk, sk, schemaVersion: 1, json: '{"desiredSize":' })],
  ['holds values of the wrong type', (record) => ({ ...record, desiredSize: 'two', replicas: '2', failurePolicy: 0 })],
  ['lacks its value', ({ desiredSize: _, replicas: __, failurePolicy: ___, ...rest }) => rest as Item],
  ['names another thing', (record) => ({ ...record, name: 'other', webhook: 'other' })],
  ['is of a layout to come', (record) => ({ ...record, schemaVersion: 99 })],
];
const policies = '{"validate.policy.example.com":"Fail"}';
const sleeping = { minSize: 0, maxSize: 5, desiredSize: 0 };

onTheTwinAlone('records and marks are all that it turns on', () => {
  describe('a node group, an autoscaler and a webhook of which the record', () => {
    test.each(damages)('%s come back by the marks that they carry', async (_what, damage) => {
      const cluster = await aSleepingCluster();
      await rewrite(cluster, damage);
      expect(await cluster.night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(cluster.night);
      expect((await cluster.night.snapshot()).marks).toEqual([]);
    });

    test.each([
      ...damages.map(([what, damage]) => [`${what}, and the marks are gone,`, damage, {}] as const),
      ...damages.slice(0, 3).map(([what, damage]) => {
        return [
          `${what}, and the marks are damaged,`,
          damage,
          { size: 'min=2', replicas: 'two', policies: '{' },
        ] as const;
      }),
    ])('%s stay as they are, are named, and the rest comes back', async (_what, damage, marks) => {
      const cluster = await aSleepingCluster();
      const { night } = cluster;
      await rewrite(cluster, damage);
      await remark(cluster, marks);
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual({ ...evening, apps: sleeping });
      expect(await night.snapshot()).toMatchObject({
        webhooks: { [policy]: 'Ignore' },
        workloads: { [`Deployment ${autoscaler}`]: { replicas: 0 } },
      });
      const warnings = warningsOf(start);
      expect(warnings).toContain('Nothing is recorded for node group apps');
      expect(warnings).toContain('--nodegroup-name apps --scaling-config minSize=MIN,maxSize=MAX,desiredSize=N');
      expect(warnings).toContain('kubectl --namespace kube-system scale deployment cluster-autoscaler --replicas=N');
    });

    test.each([
      ['gone', {}],
      ['damaged', { size: 'min=2', replicas: 'two', policies: '{' }],
    ])('is whole come back by it where the marks are %s', async (_what, marks) => {
      const cluster = await aSleepingCluster();
      await remark(cluster, marks);
      expect(await cluster.night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(cluster.night);
    });

    test('is of the layout before versions come back by it', async () => {
      const cluster = await aSleepingCluster();
      await rewrite(cluster, ({ schemaVersion: _, instanceTypes: __, previous: ___, ...oldest }) => oldest as Item);
      await remark(cluster);
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED', report: { drift: [] } });
      await expectTheEvening(cluster.night);
    });
  });

  describe('a webhook that nobody knows to have been relaxed', () => {
    test('is named by its record, where that cannot be read', async () => {
      const cluster = await aSleepingCluster();
      await rewrite(cluster, (record) => ({
        ...record,
        failurePolicy: 0,
        replicas: 2,
        desiredSize: record.desiredSize,
      }));
      await remark(cluster, { size: 'min=1 max=5 desired=2', replicas: '2' });
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(
        `nothing says whether a stop relaxed them: ${policy}. Their record cannot be read`,
      );
      expect(warningsOf(start)).toContain('kubectl edit validatingwebhookconfiguration policy');
    });

    test('is named by what a stop would relax, where the table was emptied', async () => {
      const cluster = await aSleepingCluster();
      await cluster.outside.deleteItems();
      await remark(cluster, { size: 'min=1 max=5 desired=2', replicas: '2' });
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(`relaxed them: ${policy}. The table knows of no stop of this cluster`);
      expect((await cluster.night.snapshot()).webhooks).toEqual({ [policy]: 'Ignore' });
    });
  });

  describe('two copies that disagree', () => {
    const larger = { size: 'min=1 max=5 desired=4 run=stop-0', replicas: '3', policies };

    test('are decided for the record while its stop is in the history of runs', async () => {
      const cluster = await aSleepingCluster();
      await remark(cluster, larger);
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(cluster.night);
      expect(warningsOf(start)).toContain(
        'Node group apps: its record says min 1, max 5, desired 2, its tag min 1, max 5, desired 4. The record is taken: only its stop is in the history of runs.',
      );
      expect(warningsOf(start)).toContain('its record says 2 replicas, its annotation 3. 2 is taken');
    });

    test('are decided for the larger size where the history is lost', async () => {
      const cluster = await aSleepingCluster();
      await cluster.outside.deleteItems('RUN#');
      await remark(cluster, larger);
      const [record] = await cluster.outside.items(keys.webhook);
      if (!record) throw new Error('The policy is not recorded.');
      await cluster.outside.putItem({ ...record, failurePolicy: 'Ignore' });
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      await cluster.night.pass({ minutes: 10 });
      expect(sizes(cluster.night).apps).toEqual({ minSize: 1, maxSize: 5, desiredSize: 4 });
      expect(await cluster.night.snapshot()).toMatchObject({
        webhooks: { [policy]: 'Fail' },
        workloads: { [`Deployment ${autoscaler}`]: { replicas: 3 } },
        marks: [],
      });
      expect(warningsOf(start)).toContain('The annotation is taken: it is the larger one');
      expect(await cluster.night.start()).toMatchObject({ report: { status: 'skipped', reason: 'already awake' } });
    });

    test('are left for the start to decide by a second stop, which believes the tag as well', async () => {
      const cluster = await aSleepingCluster();
      await cluster.outside.deleteItems('RUN#');
      await remark(cluster, larger);
      await cluster.outside.resize('apps', evening.apps);
      await cluster.night.pass({ minutes: 10 });
      expect(await cluster.night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
      expect(await cluster.night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(cluster.night).apps).toEqual({ minSize: 1, maxSize: 5, desiredSize: 4 });
    });
  });

  describe('a second stop', () => {
    test('records no zeros where both copies of everything are gone, and the start says what to type', async () => {
      const cluster = await aSleepingCluster();
      await cluster.outside.deleteItems();
      await stripMarks(cluster);
      expect(await cluster.night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'skipped' } });
      expect(await cluster.outside.items('NODEGROUP#')).toEqual([]);
      const start = await cluster.night.start();
      expect(start).toMatchObject({ status: 'FAILED', error: 'StateMissingError' });
      expect(start.message).toContain('aws eks update-nodegroup-config');
    });

    test('records no zeros where both copies of some things are gone', async () => {
      const cluster = await aSleepingCluster();
      await rewrite(cluster, () => null);
      await remark(cluster);
      const stop = await cluster.night.stop();
      expect(stop).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(stop)).toContain('Node group apps is at zero, and what it came from cannot be read');
      expect(await cluster.outside.items(keys.nodeGroup)).toEqual([]);
      expect(await cluster.outside.items(keys.autoscaler)).toEqual([]);
      await remark(cluster, { size: 'min=1 max=5 desired=2', replicas: '2', policies });
      expect(await cluster.night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(cluster.night);
    });

    test('refuses to write over a record of a newer release, and says what to do', async () => {
      const cluster = await aSleepingCluster();
      await rewrite(cluster, (record) => ({ ...record, schemaVersion: 99 }));
      expect(await cluster.night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(cluster.night);
      const stop = await cluster.night.stop();
      expect(stop).toMatchObject({ status: 'FAILED', error: 'StateMissingError' });
      expect(stop.message).toContain('it was written by a newer release (layout 99');
      expect(stop.message).toContain('Deploy the release that wrote it');
      await expectTheEvening(cluster.night);
    });
  });
});
