import { describe, expect, test } from '@jest/globals';
import type { Deployment, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import { reportAsCsv } from '../../src/report/csv.ts';
import { reportAsText } from '../../src/report/text.ts';
import type { NightOptions } from './a-night.ts';
import {
  aSleepingCluster,
  autoscaler,
  configurations,
  evening,
  expectTheEvening,
  policy,
} from './a-sleeping-cluster.ts';
import { sizes } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

onTheTwinAlone('the rules are the phases’ own, and EKS has the sizes', () => {
  describe('what somebody changed overnight', () => {
    test('is nothing on an undisturbed night', async () => {
      const { night } = await aSleepingCluster();
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED', report: { drift: [] } });
      expect(start.report && reportAsText(start.report)).not.toContain('DRIFT');
      await expectTheEvening(night);
    });

    test('is kept or restored by one rule, and reported with the values as JSON, text and CSV', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.resize('apps', { minSize: 0, maxSize: 3, desiredSize: 1 });
      await outside.resize('batch', { minSize: 1, maxSize: 9, desiredSize: 3 });
      await night.kubectl.edit<Deployment>('deployments.apps', autoscaler, ({ spec }) => {
        spec.replicas = 1;
      });
      await night.kubectl.delete(configurations, 'policy');
      await night.pass({ minutes: 10 });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(sizes(night)).toEqual({ ...evening, batch: { minSize: 1, maxSize: 9, desiredSize: 3 } });
      expect(start.report?.drift).toEqual([
        {
          phase: 'validate-bootstrap',
          kind: 'node group',
          name: 'apps',
          recorded: 'min 1, max 5, desired 2',
          found: 'min 0, max 3, desired 1',
          result: 'min 1, max 5, desired 2',
          outcome: 'restored',
        },
        {
          phase: 'validate-bootstrap',
          kind: 'node group',
          name: 'batch',
          recorded: 'min 0, max 6, desired 1',
          found: 'min 1, max 9, desired 3',
          result: 'min 1, max 9, desired 3',
          outcome: 'kept',
        },
        {
          phase: 'resume-autoscalers',
          kind: 'autoscaler',
          name: autoscaler,
          recorded: '2 replicas',
          found: '1 replicas',
          result: '1 replicas',
          outcome: 'kept',
        },
        {
          phase: 'restore-webhooks',
          kind: 'webhook',
          name: policy,
          recorded: 'Fail',
          found: null,
          result: null,
          outcome: 'gone',
        },
      ]);
      const report = start.report;
      if (!report) throw new Error('The start has no report.');
      expect(reportAsText(report)).toMatch(
        /node group +batch +min 0, max 6, desired 1 +min 1, max 9, desired 3 .* kept/,
      );
      expect(reportAsCsv(report)).toContain(`autoscaler,${autoscaler},2 replicas,1 replicas,1 replicas,kept`);
    });

    test('to a maximum alone is kept beside the recorded rest', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.resize('batch', { minSize: 0, maxSize: 9, desiredSize: 0 });
      await night.pass({ minutes: 10 });
      const start = await night.start();
      expect(sizes(night).batch).toEqual({ minSize: 0, maxSize: 9, desiredSize: 1 });
      expect(start.report?.drift).toMatchObject([{ name: 'batch', outcome: 'merged' }]);
      await night.pass({ minutes: 10 });
      expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
      expect(await outside.items('NODEGROUP#batch')).toMatchObject([{ minSize: 0, maxSize: 9, desiredSize: 1 }]);
    });

    test('names a node group that is gone, one that is new, and one that was made again of other instances', async () => {
      const { night, outside } = await aSleepingCluster();
      const [apps] = await outside.items('NODEGROUP#apps');
      const [batch] = await outside.items('NODEGROUP#batch');
      if (!apps || !batch) throw new Error('The night is not recorded.');
      await outside.putItem({ ...apps, instanceTypes: ['t3.nano'] });
      await outside.putItem({ ...batch, sk: 'NODEGROUP#old', name: 'old' });
      await outside.deleteItems('NODEGROUP#batch');
      await outside.untag('batch', recordedSizeTag);
      await outside.resize('batch', { minSize: 0, maxSize: 6, desiredSize: 1 });
      await night.pass({ minutes: 10 });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      const drift = start.report?.drift.map(({ name, found, outcome }) => ({ name, found, outcome }));
      expect(drift).toEqual([
        { name: 'old', found: null, outcome: 'gone' },
        {
          name: 'apps',
          found: expect.stringMatching(/^min 0, max 5, desired 0 of (?!t3.nano)/),
          outcome: expect.anything(),
        },
        { name: 'batch', found: 'min 0, max 6, desired 1', outcome: 'new' },
      ]);
      expect(sizes(night)).toEqual(evening);
    });

    test('to a policy that would keep nodes out is named, and what was recorded comes back', async () => {
      const { night } = await aSleepingCluster();
      await night.kubectl.edit<WebhookConfiguration>(configurations, 'policy', ({ webhooks = [] }) => {
        for (const webhook of webhooks) webhook.failurePolicy = 'Fail';
      });
      const start = await night.start();
      expect(start.report?.drift).toMatchObject([{ kind: 'webhook', name: policy, found: 'Fail', result: 'Fail' }]);
      await expectTheEvening(night);
    });

    test('is reported by a second stop too, and what was recorded first is what comes back', async () => {
      const { night, outside } = await aSleepingCluster();
      await outside.resize('apps', { minSize: 1, maxSize: 5, desiredSize: 1 });
      await night.pass({ minutes: 10 });
      const stop = await night.stop();
      expect(stop.report?.drift).toMatchObject([
        { phase: 'record-state', name: 'apps', found: 'min 1, max 5, desired 1', outcome: 'recorded' },
      ]);
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    });
  });

  test('a webhook that a crashed pass restored is still validated and reported', async () => {
    let isCrashing = true;
    const intercept: NonNullable<NightOptions['wire']>['intercept'] = async (
      { service, operation, input },
      proceed,
    ) => {
      const isJournal = operation === 'PutItem' && JSON.stringify(input).includes('#restore-webhooks');
      if (service === 'dynamodb' && isJournal && isCrashing && JSON.stringify(input).includes('"restored')) {
        isCrashing = false;
        throw new ServiceError('AccessDeniedException', 'Not now', 400, {});
      }
      return proceed();
    };
    const { night } = await aSleepingCluster({ wire: { intercept } });
    const crashed = await night.start();
    expect(crashed).toMatchObject({ status: 'FAILED' });
    expect(night.failedState(crashed.arn)).toBe('Restore webhooks');
    expect((await night.snapshot()).webhooks).toEqual({ [policy]: 'Fail' });
    const start = await night.redrive(crashed.arn);
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(start.report?.webhooks).toMatchObject([{ webhook: 'validate.policy.example.com', result: 'restored' }]);
    expect(start.report?.phases.find(({ phase }) => phase === 'validate-webhooks')).toMatchObject({ status: 'done' });
    await expectTheEvening(night);
  });
});
