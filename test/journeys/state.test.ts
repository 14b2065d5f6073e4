import { describe, expect, test } from '@jest/globals';
import type { Deployment, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import {
  aSleepingCluster,
  autoscaler,
  configurations,
  evening,
  expectTheEvening,
  policy,
  stripMarks,
  warningsOf,
} from './a-sleeping-cluster.ts';
import { sizes } from './from-outside.ts';
import { onTheTwinAlone, plane } from './plane.ts';

describe('what is recorded', () => {
  onTheTwinAlone('every night in this file goes through it', () => {
    test('is in the table and on the things themselves while the cluster sleeps', async () => {
      const { night, outside } = await aSleepingCluster();
      expect(await outside.items('NODEGROUP#')).toMatchObject([
        { sk: 'NODEGROUP#apps', ...evening.apps, phase: 'recorded' },
        { sk: 'NODEGROUP#batch', ...evening.batch, phase: 'recorded' },
      ]);
      expect(await outside.items('AUTOSCALER#')).toMatchObject([{ replicas: 2, phase: 'recorded' }]);
      expect(await outside.items('WEBHOOK#')).toMatchObject([{ failurePolicy: 'Fail', phase: 'recorded' }]);
      expect((await night.snapshot()).marks).toEqual([
        `Deployment cluster-autoscaler: annotation ${recordedReplicasAnnotation}`,
        `ValidatingWebhookConfiguration policy: annotation ${recordedPoliciesAnnotation}`,
        `node group apps: tag ${recordedSizeTag}`,
        `node group batch: tag ${recordedSizeTag}`,
      ]);
    });

    test('is marked restored in the morning, and nothing of it is left on the cluster', async () => {
      const { night, outside } = await aSleepingCluster();
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      const phases = await Promise.all(
        ['NODEGROUP#', 'AUTOSCALER#', 'WEBHOOK#'].map((prefix) => outside.items(prefix)),
      );
      expect(phases.map((items) => items.map(({ phase }) => phase))).toEqual([
        ['restored', 'restored'],
        ['restored'],
        ['restored'],
      ]);
      await expectTheEvening(night);
      expect((await night.snapshot()).marks).toEqual([]);
    });
  });
});

describe('a copy that is lost overnight', () => {
  test('the table is emptied: tags and annotations bring everything back', async () => {
    const { night, outside } = await aSleepingCluster();
    await outside.deleteItems();
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(warningsOf(start)).toContain('Node group apps has no record in the table: its tag says min 1, max 5');
    await expectTheEvening(night);
  });

  test('tags and annotations are stripped: the table brings everything back', async () => {
    const { night, outside } = await aSleepingCluster();
    await stripMarks({ night, outside });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('both are gone: nothing is invented, and the message says what to type', async () => {
    const { night, outside } = await aSleepingCluster();
    await outside.deleteItems();
    await stripMarks({ night, outside });
    const start = await night.start();
    expect(start).toMatchObject({ status: 'FAILED', error: 'StateMissingError' });
    expect(night.failedState(start.arn)).toBe('Validate bootstrap');
    expect(start.message).toContain('aws eks update-nodegroup-config --region eu-west-1 --cluster-name dev');
    expect(start.message).toContain('--scaling-config minSize=MIN,maxSize=MAX,desiredSize=N');
    expect(await night.snapshot()).toMatchObject({ nodes: 0 });
    expect(sizes(night)).toEqual({
      apps: { minSize: 0, maxSize: 5, desiredSize: 0 },
      batch: { minSize: 0, maxSize: 6, desiredSize: 0 },
    });
  });

  const records: readonly [sk: string, field: string, value: string][] = [
    ['NODEGROUP#apps', 'desiredSize', 'two'],
    [`AUTOSCALER#${autoscaler}`, 'replicas', '2'],
    ['WEBHOOK#V#policy#validate.policy.example.com', 'failurePolicy', 'fail'],
  ];
  // The last is the one of which the copy lies in Kubernetes, in an annotation that has to hold more than one number.
  test.each(plane === 'twin' ? records : records.slice(-1))(
    'the record %s is damaged: it is reported, and the copy on the thing itself is used',
    async (sk, field, value) => {
      const { night, outside } = await aSleepingCluster();
      const [record] = await outside.items(sk);
      if (!record) throw new Error(`Nothing is recorded as ${sk}.`);
      await outside.putItem({ ...record, [field]: value });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(`The record ${sk} cannot be read: ${field}: `);
      await expectTheEvening(night);
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(await outside.items(sk)).toMatchObject([{ [field]: record[field], phase: 'recorded' }]);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    },
  );

  onTheTwinAlone('the table and the tags are all that it turns on', () => {
    test('the table is emptied, and a second stop comes before the start: the tags become records again', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.deleteItems();
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED', report: { status: 'succeeded' } });
      expect(await outside.items('NODEGROUP#')).toMatchObject([evening.apps, evening.batch]);
      await stripMarks({ night, outside });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    });

    test('both are gone, and the cure of the runbook, a tag by hand, brings the sizes back on a redrive', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.deleteItems('NODEGROUP#');
      for (const name of ['apps', 'batch']) await outside.untag(name, recordedSizeTag);
      const start = await night.start();
      expect(start).toMatchObject({ status: 'FAILED', error: 'StateMissingError' });
      await outside.tag('apps', { [recordedSizeTag]: 'min=1 max=5 desired=2' });
      await outside.tag('batch', { [recordedSizeTag]: 'min=0 max=6 desired=1' });
      expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    });

    test('both are gone for one node group: the others come back, and it is named', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.deleteItems('NODEGROUP#batch');
      await outside.untag('batch', recordedSizeTag);
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain('Nothing is recorded for node group batch');
      expect(sizes(night)).toEqual({ ...evening, batch: { minSize: 0, maxSize: 6, desiredSize: 0 } });
    });

    test('a tag and a record are both damaged: a second stop does not take the zero for the size', async () => {
      const { night, outside } = await aSleepingCluster();
      const [record] = await outside.items('NODEGROUP#apps');
      if (!record) throw new Error('Nothing is recorded for apps.');
      await outside.putItem({ ...record, desiredSize: 'two' });
      await outside.tag('apps', { [recordedSizeTag]: 'see the wiki' });
      const stop = await night.stop();
      expect(warningsOf(stop)).toContain('Node group apps is at zero, and what it came from cannot be read');
      expect(await outside.items('NODEGROUP#apps')).toMatchObject([{ desiredSize: 'two', phase: 'recorded' }]);
      await outside.tag('apps', { [recordedSizeTag]: 'min=1 max=5 desired=2' });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    });
  });
});

describe('a change by hand overnight', () => {
  test('that takes a webhook away is not undone', async () => {
    const { night } = await aSleepingCluster();
    await night.kubectl.delete(configurations, 'policy');
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(warningsOf(start)).toContain(`Webhook ${policy} no longer exists: there is nothing to restore.`);
    await night.pass({ minutes: 10 });
    expect(await night.differences(1)).toEqual([{ what: `webhook ${policy}`, before: 'Fail', after: 'not there' }]);
    expect(await night.start()).toMatchObject({ report: { status: 'skipped', reason: 'already awake' } });
  });

  onTheTwinAlone('sizes are all that it turns on, or it is met elsewhere for real', () => {
    test('to the size of a node group is reported, and what is larger of both comes back', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.resize('batch', { minSize: 0, maxSize: 9, desiredSize: 2 });
      await night.pass({ minutes: 10 });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(
        'Node group batch is at min 0, max 9, desired 2, which is not how a stop left it, and was recorded with min 0, max 6, desired 1: it comes back to the larger of each, min 0, max 9, desired 2.',
      );
      expect(warningsOf(start)).not.toContain('Node group apps');
      expect(sizes(night)).toEqual({ ...evening, batch: { minSize: 0, maxSize: 9, desiredSize: 2 } });
    });

    test('that puts an old tag back on a group that is awake does not resize it', async () => {
      const { night, outside } = await aSleepingCluster();
      await night.start();
      await outside.resize('batch', { minSize: 0, maxSize: 6, desiredSize: 3 });
      await outside.tag('batch', { [recordedSizeTag]: 'min=0 max=6 desired=1 run=last-month' });
      await night.pass({ minutes: 10 });
      expect(await night.start()).toMatchObject({ report: { status: 'skipped', reason: 'already awake' } });
      expect(sizes(night).batch).toEqual({ minSize: 0, maxSize: 6, desiredSize: 3 });
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night).batch).toEqual({ minSize: 0, maxSize: 6, desiredSize: 3 });
      expect((await night.snapshot()).marks).toEqual([]);
    });

    test('to a policy that would keep the nodes out is undone until its backend is there', async () => {
      const { night } = await aSleepingCluster();
      await night.kubectl.edit<WebhookConfiguration>(configurations, 'policy', ({ webhooks = [] }) => {
        for (const webhook of webhooks) webhook.failurePolicy = 'Fail';
      });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(start.report?.actions).toContainEqual(
        expect.objectContaining({ phase: 'validate-bootstrap', verb: 'relax webhook', target: policy }),
      );
      await expectTheEvening(night);
    });

    test('to the replicas of the autoscaler is kept and reported', async () => {
      const { night } = await aSleepingCluster();
      await night.kubectl.edit<Deployment>('deployments.apps', autoscaler, ({ spec }) => {
        spec.replicas = 1;
      });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(`Deployment ${autoscaler} has 1 replicas, neither our 0 nor the recorded 2`);
      await night.pass({ minutes: 10 });
      const [before, after] = ['2 replicas, 2 ready', '1 replicas, 1 ready'];
      expect(await night.differences(1)).toEqual([{ what: `Deployment ${autoscaler}`, before, after }]);
    });

    test('that takes the autoscaler away is not undone', async () => {
      const { night } = await aSleepingCluster();
      await night.kubectl.delete('deployments.apps', autoscaler);
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(warningsOf(start)).toContain(`The paused autoscaler ${autoscaler} no longer exists`);
      expect(await night.start()).toMatchObject({ report: { status: 'skipped', reason: 'already awake' } });
    });
  });
});
