import { describe, expect, test } from '@jest/globals';
import type { AwsServerOptions } from '../../sandbox/aws/server.ts';
import type { Execution } from '../../sandbox/engine/engine.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { aNight, aNodeGroup, aWorld, type Night, type NightOptions } from './a-night.ts';
import { fromOutside } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });
const twoGroups = (options: NightOptions = {}) => aNight({ world: aWorld({ nodeGroups: [apps, batch] }), ...options });
const rollback = { onFailure: 'rollback' };

/** A stop that fails when `apps` is on its way down already. */
async function aFailedStop(night: Night, input: Readonly<Record<string, unknown>> = rollback) {
  night.sandbox.eks.rejectUpdates('batch', 'InvalidRequestException', 'not tonight');
  const stop = await night.stop(input);
  night.sandbox.eks.allowUpdates('batch');
  expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
  return stop;
}

const starts = ({ sandbox }: Night): readonly Execution[] => sandbox.engine.listExecutions(sandbox.machineArn('start'));
/** Of the runs that failed. */
const messages = ({ sandbox }: Night) => sandbox.sns.messages.filter(({ attributes }) => attributes.kind === 'failure');
const told = (night: Night) => messages(night).map(({ subject }) => subject);
const theMessage = (night: Night) =>
  messages(night)
    .map(({ message }) => message)
    .join('\n---\n');
/** Events are on their way for less than a second. */
const aMoment = { minutes: 0.1 };

async function expectTheEvening(night: Night) {
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
  expect(await fromOutside(night).items('LOCK')).toEqual([]);
}

/** The page that a message points to, as it lies in the bucket. */
function reportIn(message: string, { sandbox: { s3 } }: Night): string | undefined {
  const [, bucket = '', key = ''] = /^Report: s3:\/\/([^/]+)\/(.+\.html)$/m.exec(message) ?? [];
  return s3.textOf(bucket, key);
}

async function rolledBack(night: Night) {
  await night.pass(aMoment);
  const [start, ...others] = starts(night);
  if (!start) throw new Error('Nothing was started.');
  expect(others).toEqual([]);
  return night.finished(start.arn);
}

onTheTwinAlone('what follows a failure is the scheduler’s own account', () => {
  describe('a stop that fails for good', () => {
    test('is left alone by default, and people are told once where it stands and what to type', async () => {
      const night = await twoGroups();
      const stop = await aFailedStop(night, {});
      await night.pass({ minutes: 60 });
      expect(starts(night)).toEqual([]);
      expect(told(night)).toEqual(['EKS Scheduler: stop of dev failed at Scale node group']);
      expect(theMessage(night)).toContain('not tonight');
      expect(theMessage(night)).toContain('No rollback: onFailure is hold');
      expect(theMessage(night)).toContain(`redrive-execution --execution-arn ${stop.arn}`);
      expect(reportIn(theMessage(night), night)).toContain('<title>The stop of dev failed at Scale node group (');
      expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
    });

    test('is followed by one start of the cluster where onFailure says rollback', async () => {
      const night = await twoGroups();
      const stop = await aFailedStop(night);
      expect(await rolledBack(night)).toMatchObject({
        arn: expect.stringContaining('eks-scheduler-scale-up:rollback-of-stop-1'),
        status: 'SUCCEEDED',
      });
      await expectTheEvening(night);
      expect(starts(night)).toHaveLength(1);
      expect(told(night)).toEqual(['EKS Scheduler: stop of dev failed at Scale node group']);
      expect(theMessage(night)).toContain('Do not redrive the stop');
      expect(reportIn(theMessage(night), night)).toContain('The cluster is being woken again.');
      expect(await night.redrive(stop.arn)).toMatchObject({ status: 'FAILED', error: 'LockLostError' });
      await expectTheEvening(night);
      expect(starts(night)).toHaveLength(1);
      expect(theMessage(night)).toContain('No rollback: another run has the cluster');
    });

    test('brings back only the node groups that the stop was about', async () => {
      const night = await twoGroups();
      expect(await night.stop({ nodeGroups: ['apps'] })).toMatchObject({ status: 'SUCCEEDED' });
      await aFailedStop(night, { ...rollback, nodeGroups: ['batch'] });
      expect(await rolledBack(night)).toMatchObject({ status: 'SUCCEEDED' });
      expect(night.sandbox.eks.snapshot().find(({ name }) => name === 'apps')).toMatchObject({ desiredSize: 0 });
      expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
      await expectTheEvening(night);
    });

    test('when it runs out of time is rolled back too', async () => {
      let isStuck = true;
      const night = await twoGroups({
        observe: (invoker) => ({
          invoke: async (name, payload) => {
            if (!isStuck || !name.includes('scale-node-group')) return invoker.invoke(name, payload);
            await invoker.invoke(name, payload);
            return {
              status: 'ok',
              payload: { status: 'pending', waitSeconds: 9 * 3600, reason: 'stuck', summary: {} },
            };
          },
        }),
      });
      const stop = await night.stop(rollback);
      isStuck = false;
      expect(stop).toMatchObject({ status: 'TIMED_OUT' });
      expect(await rolledBack(night)).toMatchObject({ status: 'SUCCEEDED' });
      expect(told(night)).toEqual(['EKS Scheduler: stop of dev ran out of time at Scale node group']);
      await expectTheEvening(night);
    });
  });

  describe('no rollback follows', () => {
    const expectNoStart = async (night: Night, reason: string, expected = 0) => {
      await night.pass({ minutes: 5 });
      expect(starts(night)).toHaveLength(expected);
      expect(theMessage(night)).toContain(`No rollback: ${reason}`);
    };

    test('a stop that a person aborted: it stands still', async () => {
      const night = await twoGroups();
      const stop = night.begin('stop', rollback);
      await night.entered(stop, 'Drain nodes');
      night.sandbox.engine.stopExecution(stop, 'OnCall', 'leave it');
      await expectNoStart(night, 'the run was ended on purpose');
      expect(told(night)).toEqual([expect.stringMatching(/stop of dev was ended at Drain nodes/)]);
    });

    test('a stop that changed nothing, because the cluster is another run’s', async () => {
      const night = await twoGroups();
      const first = night.begin('stop', rollback);
      await night.entered(first, 'Drain nodes');
      expect(await night.stop(rollback)).toMatchObject({ error: 'LockHeldError' });
      expect(await night.finished(first)).toMatchObject({ status: 'SUCCEEDED' });
      await expectNoStart(night, 'another run has the cluster');
    });

    test('a stop whose input no run could have; people are told', async () => {
      const night = await twoGroups();
      expect(await night.stop({ ...rollback, drain: { budgets: 'none' } })).toMatchObject({
        error: 'ConfigurationError',
      });
      await expectNoStart(night, 'the run had no input that it could begin with');
    });

    test('a dry run, and nobody is told', async () => {
      const night = await twoGroups();
      expect(await night.stop({ ...rollback, dryRun: true, nodeGroups: ['app'] })).toMatchObject({ status: 'FAILED' });
      await night.pass({ minutes: 5 });
      expect(starts(night)).toEqual([]);
      expect(night.sandbox.sns.messages).toEqual([]);
    });

    test('a stop that was redriven before its event came, and goes through', async () => {
      const night = await twoGroups();
      const stop = await aFailedStop(night);
      expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
      await expectNoStart(night, 'the run is RUNNING by now: it was redriven');
      const [run] = (await fromOutside(night).items('RUN#')).filter(({ sk }) => !sk.includes('PHASE'));
      expect(run).toMatchObject({ status: 'succeeded' });
    });

    test('a stop whose cluster somebody has started since', async () => {
      const night = await twoGroups();
      await aFailedStop(night);
      const start = night.begin('start');
      await night.entered(start, 'Validate bootstrap');
      await night.finished(start);
      await expectNoStart(night, 'another run has had the cluster since', 1);
      await expectTheEvening(night);
    });
  });

  test('a rollback that fails is told once and started no second time', async () => {
    const night = await twoGroups();
    night.sandbox.eks.rejectUpdates('batch', 'InvalidRequestException', 'not tonight');
    const stop = await night.stop(rollback);
    night.sandbox.eks.rejectUpdates('apps', 'InvalidRequestException', 'not now');
    expect(await rolledBack(night)).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
    await night.pass({ minutes: 600 });
    expect(starts(night)).toHaveLength(1);
    expect(told(night)).toEqual([
      'EKS Scheduler: stop of dev failed at Scale node group',
      'EKS Scheduler: rollback of dev failed at Scale node group',
    ]);
    expect(theMessage(night)).toContain('No rollback: a start is never rolled back');
    for (const group of ['apps', 'batch']) night.sandbox.eks.allowUpdates(group);
    expect(await night.redrive(stop.arn)).toMatchObject({ error: 'LockLostError' });
    await night.pass({ minutes: 60 });
    const [failed] = starts(night);
    expect(starts(night)).toHaveLength(1);
    expect(await night.redrive(failed?.arn ?? '')).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  test('a stop that is redriven in the moment of its rollback loses the cluster to it', async () => {
    const night = await twoGroups();
    const stop = await aFailedStop(night);
    while (starts(night).length === 0) await night.pass({ minutes: 0.001 });
    const redriven = await night.redrive(stop.arn);
    expect(redriven.status === 'ABORTED' || redriven.error === 'LockLostError').toBe(true);
    expect(await rolledBack(night)).toMatchObject({ status: 'SUCCEEDED' });
    await expectTheEvening(night);
  });

  describe('what follows a failure', () => {
    /** The wire refuses an operation so often, once a run has failed. */
    const refusing = (operation: string, times: number) => {
      let left = 0;
      const intercept: NonNullable<AwsServerOptions['intercept']> = (request, proceed) => {
        if (request.operation !== operation || left === 0) return proceed();
        left -= 1;
        throw new ServiceError('AccessDeniedException', 'not allowed', 400);
      };
      const begin = () => {
        left = times;
      };
      return { wire: { intercept }, begin };
    };

    test('is done again when it fails itself: one start, and people hear of both', async () => {
      const fault = refusing('StartExecution', 1);
      const night = await twoGroups({ wire: fault.wire });
      fault.begin();
      await aFailedStop(night);
      await night.pass({ minutes: 2 });
      expect(await rolledBack(night)).toMatchObject({ status: 'SUCCEEDED' });
      expect(told(night)).toHaveLength(2);
      expect(theMessage(night)).toContain('Rollback: it could not be started');
      await expectTheEvening(night);
    });

    test('is done once for an event that comes three times, and late', async () => {
      const night = await twoGroups();
      const stop = await aFailedStop(night);
      expect(await rolledBack(night)).toMatchObject({ status: 'SUCCEEDED' });
      const { engine, deployment, lambda } = night.sandbox;
      const { arn, startedAt, stoppedAt, ...ended } = engine.describeExecution(stop.arn);
      const detail = { ...ended, executionArn: arn, startDate: startedAt, stopDate: stoppedAt };
      const { name = '' } = deployment.functions.find(({ handler }) => handler.startsWith('on-run-failed/')) ?? {};
      for (let times = 2; times > 0; times -= 1) {
        expect(await lambda.invoke(name, { detail })).toMatchObject({ status: 'ok' });
        await night.pass({ minutes: 30 });
      }
      expect(starts(night)).toHaveLength(1);
      expect(told(night)).toHaveLength(1);
      await expectTheEvening(night);
    });

    test('begins with the state of the run that the journal shows as failed', async () => {
      const night = await twoGroups();
      const stop = await aFailedStop(night, {});
      await night.pass(aMoment);
      const items = await fromOutside(night).items('RUN#');
      expect(items.find(({ sk }) => !sk.includes('PHASE'))).toMatchObject({ status: 'failed', executionArn: stop.arn });
      expect(items.find(({ sk }) => sk.endsWith('#on-run-failed'))).toMatchObject({ status: 'done', passes: 1 });
    });
  });
});
