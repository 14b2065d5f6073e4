import { describe, expect, test } from '@jest/globals';
import type { RunVerdict } from '../../cli/follow/run-verdict.ts';
import { unlockCluster } from '../../cli/unlock/unlock-cluster.ts';
import { aScheduler } from './a-scheduler.ts';
import { putItem } from './past-nights.ts';

const scheduler = aScheduler();
const { type, ask, printed } = scheduler;
const dev = ['--cluster', 'dev'];
const days = 24 * 60;

/** A stop that EKS refuses. Answers its name. */
async function aFailedStop(): Promise<string> {
  scheduler.refuseSizes();
  const { run, code } = await ask<RunVerdict>('stop', ...dev);
  expect(code).toBe(1);
  for (const { name } of scheduler.sandbox.eks.snapshot()) scheduler.sandbox.eks.allowUpdates(name);
  return run;
}

test('without any failed run there is nothing to redrive', async () => {
  expect(await type('redrive')).toBe(2);
  expect(printed.err).toContain('There is no failed run.');
  expect(await type('redrive', 'nothing-of-the-kind')).toBe(2);
  expect(printed.err).toContain('There is no run nothing-of-the-kind');
});

test('the newest failed run of the cluster goes on from where it failed, and is followed to its end', async () => {
  await aFailedStop();
  const run = await aFailedStop();
  expect(printed.out).toContain(`"command": "eks-scheduler redrive ${run}"`);

  const verdict = await ask<RunVerdict>('redrive', ...dev);

  expect(verdict).toMatchObject({ code: 0, run, status: 'succeeded', awake: [], asleep: ['workers'] });
  expect(verdict.phases.map(({ title, status }) => `${title} ${status}`)).toContain('Scale node group done');
  expect(verdict.phases.filter(({ title }) => title === 'Prepare run')).toEqual([
    expect.objectContaining({ passes: 1 }),
  ]);
});

test('what has succeeded or goes on is refused, by its name and by its ARN', async () => {
  const { run, executionArn } = await ask<RunVerdict>('start', ...dev);
  expect(await type('redrive', run)).toBe(2);
  expect(printed.err).toContain(`${run} has SUCCEEDED: there is nothing to redrive. Start anew: eks-scheduler start`);
  expect(await type('redrive', executionArn)).toBe(2);

  const going = await scheduler.aRunThatGoesOn('stop');
  expect(await type('redrive', going)).toBe(2);
  expect(printed.err).toContain(`${going} is RUNNING`);
});

test('a stop whose cluster has been started since is refused with who has had it', async () => {
  expect(await type('start', ...dev, '--quiet')).toBe(0);
  const stop = await aFailedStop();
  const { run: start } = await ask<RunVerdict>('start', ...dev);

  expect(await type('redrive', stop)).toBe(2);

  expect(printed.err).toMatch(
    new RegExp(`has lost its cluster: it was started since, at \\S+ by ${start} \\(succeeded\\)`),
  );
  expect(printed.err).toContain('Start anew: eks-scheduler stop --cluster dev.');
});

test('after 14 days it is too late, and a new run is what helps', async () => {
  const stop = await aFailedStop();
  await scheduler.pass({ minutes: 15 * days });

  expect(await type('redrive', stop)).toBe(2);

  expect(printed.err).toContain(`${stop} cannot be redriven any more`);
  expect(printed.err).toContain('Start anew: eks-scheduler stop --cluster dev. It takes the cluster over.');
});

test('a fleet is redriven for the clusters that failed', async () => {
  expect(await type('start', ...dev, '--quiet')).toBe(0);
  scheduler.refuseSizes();
  const fleet = await ask<{ fleet: string }>('stop', '--target', 'all');
  expect(fleet.code).toBe(1);
  for (const { name } of scheduler.sandbox.eks.snapshot()) scheduler.sandbox.eks.allowUpdates(name);

  expect(await type('redrive')).toBe(2);
  expect(printed.err).toMatch(/There are 2 failed runs: .*Say which\./);
  expect(printed.err).toContain(fleet.fleet);
  const again = await ask<{ clusters: unknown }>('redrive', fleet.fleet);

  expect(again).toMatchObject({ code: 0, clusters: [{ cluster: 'dev', status: 'done' }] });
});

test('a running stop is ended, with what stays and what brings it back', async () => {
  expect(await type('start', ...dev, '--quiet')).toBe(0);
  const going = await scheduler.aRunThatGoesOn('stop');

  expect(await type('abort', ...dev)).toBe(2);
  expect(printed.err).toContain('Say --yes.');
  expect(await type('abort', ...dev, '--yes')).toBe(0);

  expect(printed.out).toContain(`${going} is ended. dev stays as it is: half asleep.`);
  expect(printed.out).toContain('eks-scheduler start --cluster dev');
  expect(await type('abort', going, '--yes')).toBe(2);
  expect(printed.err).toContain(`${going} is ABORTED: there is nothing to end.`);
});

test('a lock is left to a run that goes on, and taken away from one that has ended', async () => {
  const going = await scheduler.aRunThatGoesOn('start');
  expect(await type('unlock', ...dev, '--yes')).toBe(2);
  expect(printed.err).toContain(`held by the start ${going} (RUNNING)`);
  expect(printed.err).toContain(`eks-scheduler abort ${going}`);

  expect(await type('abort', going, '--yes', '--quiet')).toBe(0);
  expect(await type('unlock', ...dev, '--yes')).toBe(0);
  expect(printed.out).toMatch(new RegExp(`^The lock of dev is gone. It was held by the start ${going} \\(ABORTED\\)`));
  expect(await ask('unlock', ...dev)).toMatchObject({ code: 0, holder: null });
});

test('a run that is redriven while somebody thinks about its lock keeps it', async () => {
  const stop = await scheduler.aRunThatGoesOn('stop');
  expect(await type('abort', stop, '--yes', '--quiet')).toBe(0);
  const ask = async () => {
    expect(await type('redrive', stop, '--no-wait')).toBe(0);
    return 'y';
  };

  const unlocking = unlockCluster({ cluster: 'dev' }, { isTerminal: true, ask });

  await expect(unlocking).rejects.toThrow(`held by the stop ${stop} (RUNNING)`);
  expect(await type('unlock', ...dev, '--yes')).toBe(2);
});

describe('a stop has not lost its cluster', () => {
  const pk = 'CLUSTER#111122223333/eu-west-1/dev';

  test('to a start that failed because the stop had it', async () => {
    await type('start', ...dev, '--quiet');
    const stop = await scheduler.aRunThatGoesOn('stop');
    expect(await type('abort', stop, '--yes', '--quiet')).toBe(0);
    const startedAt = new Date(scheduler.sandbox.clock.now() + 60_000).toISOString();
    const start = { runId: 'too-early', executionArn: 'arn:too-early', action: 'start', status: 'failed' };
    await putItem(scheduler.sandbox, { pk, sk: `RUN#${startedAt}#too-early`, startedAt, dryRun: false, ...start });

    expect(await type('redrive', stop, '--no-wait')).toBe(0);
    await putItem(scheduler.sandbox, { pk, sk: `RUN#${startedAt}#too-early` });
  });

  test('to a run before it, where the table has nothing of the stop itself', async () => {
    await type('start', ...dev, '--quiet');
    const stop = await scheduler.aRunThatGoesOn('stop');
    expect(await type('abort', stop, '--yes', '--quiet')).toBe(0);
    expect(await type('unlock', ...dev, '--yes', '--quiet')).toBe(0);
    const { runs } = await ask<{ runs: readonly { readonly id: string; readonly startedAt: string }[] }>(
      'runs',
      ...dev,
    );
    expect(runs.length).toBeGreaterThan(1);
    const { startedAt } = runs.find(({ id }) => id === stop) ?? {};
    await putItem(scheduler.sandbox, { pk, sk: `RUN#${startedAt}#${stop}` });

    expect(await type('redrive', stop, '--no-wait')).toBe(0);
  });
});

test('of clusters of one name in two places it is asked which is meant', async () => {
  const { engine, machineArn } = scheduler.sandbox;
  const input = JSON.stringify({ cluster: 'dev', account: '444455556666' });
  const { arn } = engine.startExecution({ stateMachineArn: machineArn('stop'), name: 'elsewhere', input });
  expect((await engine.finished(arn)).status).toBe('FAILED');
  await type('start', ...dev, '--quiet');
  const here = await aFailedStop();

  expect(await type('redrive', ...dev)).toBe(2);

  expect(printed.err).toContain(`There are 2 failed runs: ${here}, elsewhere. Say which.`);
});
