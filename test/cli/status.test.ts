import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ClusterStatus } from '../../cli/status/cluster-status.ts';
import type { SavingsReport } from '../../cli/status/savings-report.ts';
import type { ScheduleDefinition } from '../../sandbox/deployment/read-schedules.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { parseCron } from '../../src/domain/cron.ts';
import { pastNights } from './past-nights.ts';

const office = { timezone: 'Europe/Berlin', input: { clusters: ['d*'] } };
const schedules: readonly ScheduleDefinition[] = [
  aSchedule({ ...office, name: 'office-stop', cron: '0 20 ? * MON-FRI *' }),
  aSchedule({ ...office, name: 'office-start', cron: '0 7 ? * MON-FRI *' }),
  aSchedule({ name: 'web-stop', timezone: 'UTC', cron: '0 22 ? * SUN *', input: { tags: { team: 'web' } } }),
];
const stop = 'dev-stop-20260112T190000Z';
const group = 'workers';

/** A Monday evening, eight o'clock in Berlin. */
const nights = pastNights(
  { evening: '2026-01-12T19:00:00Z', alterDeployment: (deployment) => ({ ...deployment, schedules }) },
  async ({ run, pass }) => {
    expect(await run('stop', stop)).toBe('SUCCEEDED');
    await pass(0.5);
  },
);

/** As the stack makes it, in the words of EventBridge. */
function aSchedule(fields: {
  readonly name: string;
  readonly timezone: string;
  readonly cron: string;
  readonly input: Readonly<Record<string, unknown>>;
}): ScheduleDefinition {
  const { name, timezone, cron } = fields;
  const input = {
    action: name.split('-').at(-1),
    ...fields.input,
    schedule: { scheduledTime: '<aws.scheduler.scheduled-time>' },
  };
  return {
    ...{ name, timezone, expression: `cron(${cron})`, cron: parseCron(cron) },
    ...{ group: 'eks-scheduler', arn: `arn:aws:scheduler:::schedule/eks-scheduler/${name}`, description: '' },
    ...{ isEnabled: true, windowMinutes: 0 },
    target: {
      ...{ arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution', roleArn: '', deadLetterArn: null },
      ...{ maximumAgeSeconds: 60, maximumRetries: 0 },
      input: JSON.stringify({ StateMachineArn: 'arn:fleet', Name: name, Input: JSON.stringify(input) }),
    },
  };
}

async function statuses(...words: readonly string[]): Promise<readonly ClusterStatus[]> {
  return (await nights.json<{ clusters: ClusterStatus[] }>('status', ...words)).clusters;
}

describe('a cluster that sleeps', () => {
  test('has a page: since when, by whom, what comes back, the schedules, and what to type', async () => {
    const { code, out, err } = await nights.type('status');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^dev \(111122223333, eu-west-1\) is asleep$/m);
    expect(out).toMatch(
      /^since 2026-01-12 19:0\d UTC \(\d+ min\), by dev-stop-20260112T190000Z, started by the schedule office-stop$/m,
    );
    expect(out).toMatch(/^node group workers +min \d, max \d, desired \d$/m);
    expect(out).toContain('LOCK\nnone is held');
    expect(out).toMatch(/^2026-01-12 19:00 +stop +succeeded .* dev-stop-20260112T190000Z$/m);
    expect(out).toMatch(/^start +2026-01-13 07:00 Europe\/Berlin \(in 10 h \d+ min\): schedule office-start$/m);
    expect(out).toMatch(/^stop +2026-01-13 20:00 Europe\/Berlin \(in 23 h \d+ min\): schedule office-stop$/m);
    expect(out).toContain('eks-scheduler start --cluster dev\n');
  });

  test('is told to a program, with the sizes that its nodes come back to', async () => {
    const [dev] = await statuses();
    const { minSize, maxSize, desiredSize } = nights.sandbox().eks.snapshot()[0] ?? {};
    expect([minSize, desiredSize]).toEqual([0, 0]);
    expect(dev).toMatchObject({
      state: 'asleep',
      by: { run: stop, startedBy: { by: 'schedule', name: 'office-stop' } },
      comesBack: { nodeGroups: [{ name: group, maxSize, desiredSize: expect.any(Number) }], unreadable: [] },
      lock: null,
      next: [
        { schedule: 'office-start', at: '2026-01-13T06:00:00.000Z' },
        { schedule: 'office-stop', at: '2026-01-13T19:00:00.000Z' },
      ],
    });
    expect(dev?.comesBack.nodeGroups[0]?.desiredSize).toBeGreaterThan(0);
  });

  test('is a line where there are several, and one that failed half-way comes first and ends the command with 1', async () => {
    const pk = 'CLUSTER#111122223333/eu-west-1/beta';
    const holder = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:long-ago';
    await nights.putItem({ pk, sk: 'LOCK', holder, action: 'start', acquiredAt: '2026-01-12T06:00:00.000Z' });
    await nights.putItem({ pk, sk: 'NODEGROUP#apps', phase: 'recorded', recordedAt: 'yesterday', runId: 'x' });
    const { code, out } = await nights.type('status');
    expect(code).toBe(1);
    expect(out.split('\n').slice(1, 3)).toEqual([
      expect.stringMatching(/^beta .* failed half-way +2026-01-12 06:00 +1 unreadable record .*long-ago$/),
      expect.stringMatching(
        /^dev .* asleep +2026-01-12 19:0\d +1 group +start 2026-01-13 07:00 Europe\/Berlin +dev-stop-/,
      ),
    ]);
    const [beta] = await statuses('--cluster', 'beta');
    expect(beta?.lock).toMatchObject({ holder, status: 'NOT_FOUND' });
    // Nobody can redrive what the history has forgotten.
    expect(beta?.commands.map(({ command }) => command)).toEqual([
      'eks-scheduler report long-ago',
      'eks-scheduler start --cluster beta',
    ]);
    // The schedules are about names with d, and one about a tag, which may be on it.
    expect(beta?.next).toMatchObject([{ schedule: 'web-stop', tags: { team: 'web' } }]);
  });
});

test('a cluster that exists and has never run is awake, and one that does not exist is named with the nearest', async () => {
  const { code, err } = await nights.type('status', '--cluster', 'dve');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^eks-scheduler: There is no cluster dve in account 111122223333, region eu-west-1\. Did you mean dev\?\n$/,
  );
});

test('what the caller may not see of the schedules is told, and the rest is shown', async () => {
  nights.disturb(async ({ operation }) => {
    if (operation === 'ListSchedules') throw new ServiceError('AccessDeniedException', 'not authorized', 403);
  });
  const { code, out } = await nights.type('status', '--cluster', 'dev');
  expect(code).toBe(0);
  expect(out).toContain('is asleep');
  expect(out).toContain('Note: The schedules cannot be seen: AWS refused scheduler:ListSchedules');
});

describe('the savings', () => {
  const desired = async () => (await statuses('--cluster', 'dev'))[0]?.comesBack.nodeGroups[0]?.desiredSize ?? 0;

  test('of what still sleeps count until now, in node-hours by week', async () => {
    const report = await nights.json<SavingsReport>('status', '--savings', '--cluster', 'dev');
    expect(report.rows).toHaveLength(1);
    expect(report.rows[0]).toMatchObject({ week: '2026-01-12', cluster: 'dev', amount: null, currency: null });
    const hours = report.total.nodeHours / (await desired());
    expect(hours).toBeGreaterThan(0.5);
    expect(hours).toBeLessThan(0.55);
  });

  test('are cut to the time that is asked for', async () => {
    const { total } = await nights.json<SavingsReport>('status', '--savings', '--since', '2026-01-12T19:20Z');
    const hours = total.nodeHours / (await desired());
    expect(hours).toBeGreaterThan(0.19);
    expect(hours).toBeLessThan(0.22);
  });

  test('are money only with a price list, net of the control plane', async () => {
    const without = await nights.type('status', '--savings');
    expect(without.out).toContain('No price list was given');
    const prices = join(mkdtempSync(join(tmpdir(), 'prices-')), 'prices.yaml');
    writeFileSync(prices, 'currency: EUR\nnodeHour: { m6i.large: 10 }\ncontrolPlaneHour: 2\n');
    const { code, out } = await nights.type('status', '--savings', '--by', 'cluster', '--prices', prices);
    rmSync(dirname(prices), { recursive: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^CLUSTER +INSTANCE TYPE +NODE-HOURS +EUR +CONTROL PLANE +NET$/m);
    expect(out).toMatch(/^dev \(111122223333, eu-west-1\) +m6i\.large +1\.0\d +10\.\d\d$/m);
    expect(out).toMatch(/^ +together +1\.0\d +10\.\d\d +1\.0\d +9\.\d\d$/m);
  });

  test.each([
    ['a price list that is none', ['--savings', '--prices', 'package.json'], 'The price list is not one'],
    ['prices without them', ['--prices', 'config/prices.example.yaml'], 'goes with --savings'],
    ['a time that is none', ['--savings', '--since', '2026-02-30'], 'Write a while, 7d'],
    ['a file of state without --local', ['--state', 'state.jsonl'], 'Add --local.'],
  ])('%s is refused', async (_what, words, says) => {
    const { code, out, err } = await nights.type('status', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
  });
});

test('a start that failed before it had the cluster leaves it asleep', async () => {
  const [before] = await statuses('--cluster', 'dev');
  const pk = 'CLUSTER#111122223333/eu-west-1/dev';
  const [startedAt, endedAt] = ['2026-01-12T19:20:00.000Z', '2026-01-12T19:20:09.000Z'];
  const sk = `RUN#${startedAt}#too-early`;
  const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:too-early';
  const ended = { status: 'failed', reason: 'start of dev failed at Prepare run', endedAt };
  const phaseOf = (phase: string) => nights.putItem({ pk, sk: `${sk}#PHASE#${phase}`, type: 'phase', phase });
  await nights.putItem({
    pk,
    sk,
    runId: 'too-early',
    executionArn,
    action: 'start',
    startedAt,
    dryRun: false,
    ...ended,
  });
  await phaseOf('prepare-run');
  const [after] = await statuses('--cluster', 'dev');
  expect(after?.lastRuns[0]).toMatchObject({ id: 'too-early', status: 'failed' });
  expect(after).toMatchObject({ state: 'asleep', since: before?.since, by: before?.by });
  await phaseOf('scale-node-group');
  expect((await statuses('--cluster', 'dev'))[0]?.state).toBe('failed half-way');
  // For the tests that follow it is gone.
  await nights.putItem({ pk, sk, note: 'no run' });
});

describe('a morning', () => {
  test('that fails leaves the cluster half-way, with its lock, and the run to redrive', async () => {
    const { eks } = nights.sandbox();
    eks.rejectUpdates(group, 'InvalidParameterException', 'no capacity');
    expect(await nights.run('start', 'by-hand')).toBe('FAILED');
    eks.allowUpdates(group);
    const { code, out } = await nights.type('status', '--cluster', 'dev');
    expect(code).toBe(1);
    expect(out).toMatch(/^dev .* is failed half-way$/m);
    expect(out).toMatch(/by by-hand, started by a person$/m);
    expect(out).toMatch(/^held for \d+ min by a start that is FAILED$/m);
    expect(out).toContain('eks-scheduler redrive by-hand\n');
  });

  test('that has been mended is the end of the sleep', async () => {
    expect(await nights.run('start', 'second')).toBe('SUCCEEDED');
    const before = await nights.json<SavingsReport>('status', '--savings', '--cluster', 'dev');
    await nights.pass(0.5);
    const [dev] = await statuses('--cluster', 'dev');
    expect(dev).toMatchObject({ state: 'awake', by: { run: 'second' }, lock: null });
    expect(dev?.comesBack.nodeGroups).toEqual([]);
    expect(dev?.lastRuns.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'second succeeded',
      'by-hand failed',
      `${stop} succeeded`,
    ]);
    const after = await nights.json<SavingsReport>('status', '--savings', '--cluster', 'dev');
    expect(after.total).toEqual(before.total);
    expect(after.total.nodeHours).toBeGreaterThan(1);
  });
});
