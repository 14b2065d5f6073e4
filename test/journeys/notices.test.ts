import { expect, test } from '@jest/globals';
import type { AwsServerOptions } from '../../sandbox/aws/server.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { aNight, type Night } from './a-night.ts';
import { fromOutside } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

const subjects = ({ sandbox }: Night) => sandbox.sns.messages.map(({ subject }) => subject);

/** The wire refuses an operation so often, from now on. */
function refusing() {
  const left = new Map<string, number>();
  const intercept: NonNullable<AwsServerOptions['intercept']> = (request, proceed) => {
    const times = left.get(request.operation) ?? 0;
    if (times === 0) return proceed();
    left.set(request.operation, times - 1);
    throw new ServiceError('AccessDeniedException', `not authorized to perform: ${request.operation}`, 400);
  };
  return { wire: { intercept }, begin: (operation: string, times: number) => left.set(operation, times) };
}

onTheTwinAlone('notices leave the scheduler’s own account', () => {
  test('people hear of the evening, of the morning, and why a run was skipped; not of a dry run', async () => {
    const night = await aNight();
    await night.stop({ dryRun: true });
    await night.stop();
    await night.stop();
    await night.start();

    expect(subjects(night)).toEqual([
      expect.stringMatching(/^EKS Scheduler: dev is asleep/),
      'EKS Scheduler: stop of dev skipped: already asleep',
      expect.stringMatching(/^EKS Scheduler: dev is awake/),
    ]);
    const [evening, , morning] = night.sandbox.sns.messages;
    expect(evening?.attributes).toMatchObject({ action: 'stop', status: 'succeeded', cluster: 'dev' });
    expect(JSON.parse(morning?.bodies.sqs ?? '')).toMatchObject({ version: 1, action: 'start', cluster: 'dev' });
    expect(morning?.message).toMatch(/^Spared by this sleep: /m);
    expect(night.sandbox.iam.ledger.usedAndNotGranted).toEqual([]);
  });

  test('a topic that refuses everything is a warning in the report, and the night goes on', async () => {
    const fault = refusing();
    const night = await aNight({ wire: fault.wire });
    fault.begin('Publish', Number.POSITIVE_INFINITY);
    const [stop, start] = [await night.stop(), await night.start()];

    expect([stop, start]).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(stop.report?.warnings.at(-1)).toMatchObject({
      phase: 'report-run',
      message: expect.stringContaining('Nobody was told "EKS Scheduler: dev is asleep'),
    });
    expect(await night.differences()).toEqual([]);
    expect(await fromOutside(night).items('LOCK')).toEqual([]);
  });

  test('people are told once by a Report run that has to be repeated after it told them', async () => {
    const fault = refusing();
    const night = await aNight({ wire: fault.wire });
    await night.stop();
    const before = subjects(night).length;
    // Giving the lock back is what comes last.
    fault.begin('DeleteItem', 1);
    const start = await night.start();

    expect(start).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
    expect(night.failedState(start.arn)).toBe('Report run');
    expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(
      subjects(night)
        .slice(before)
        .filter((subject) => subject?.includes('is awake')),
    ).toHaveLength(1);
  });
});
