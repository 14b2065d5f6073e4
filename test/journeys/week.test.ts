import { RedriveExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { reportOf } from '../../sandbox/night/report-of.ts';
import { aNodeGroup } from './a-night.ts';
import { aWeek, undeliverable } from './a-week.ts';

/** Two offices, each with its own nights, in the zones where their people are; the clocks of one change on the Sunday. */
const configuration = `
verify: true
schedules:
  - name: office-berlin
    timezone: Europe/Berlin
    stop: 0 20 ? * MON-FRI *
    start: 0 7 ? * MON-FRI *
    clusters: [shop-berlin]
  - name: office-new-york
    timezone: America/New_York
    stop: 0 21 ? * MON-FRI *
    start: 0 6 ? * MON-FRI *
    tags: { office: new-york }
    regions: [us-east-1]
`;

test('a week of two offices: every night sleeps, every morning wakes, and people end what they began', async () => {
  const week = await aWeek({ configuration, from: '2026-03-23T12:00:00Z' });
  const { sandbox, states } = week;
  const command = (machine: 'stop' | 'start' | 'fleet', name: string, input: object) =>
    new StartExecutionCommand({ stateMachineArn: sandbox.machineArn(machine), name, input: JSON.stringify(input) });
  const begin = async (machine: 'stop' | 'start', name: string, input: object = {}) =>
    (await states.send(command(machine, name, { cluster: sandbox.cluster, ...input }))).executionArn ?? '';
  const console = (machine: 'stop' | 'start', name: string, input: object = {}) =>
    week.finish(command(machine, name, { cluster: sandbox.cluster, ...input }));

  await week.until('2026-03-25T18:00:00Z');
  expect(week.awake()).toEqual({ 'shop-berlin': 2, 'shop-new-york': 2 });

  // Wednesday evening: EKS refuses, and the morning's people redrive the run before the start is due.
  sandbox.eks.rejectUpdates('workers', 'InvalidParameterException', 'The instance type is not supported here');
  await week.until('2026-03-26T05:00:00Z');
  expect(week.awake()).toEqual({ 'shop-berlin': 2, 'shop-new-york': 0 });
  sandbox.eks.allowUpdates('workers');
  const failed = week.runs('stop').find(({ status }) => status === 'FAILED');
  expect(failed).toMatchObject({ name: 'shop-berlin-stop-20260325T190000Z', error: 'NodeGroupError' });
  const redriven = await week.finish(new RedriveExecutionCommand({ executionArn: failed?.arn }), failed?.arn);
  expect(redriven).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(reportOf(sandbox, redriven)).toMatchObject({ run: { id: failed?.name }, status: 'succeeded' });
  expect(week.awake()).toEqual({ 'shop-berlin': 0, 'shop-new-york': 0 });
  await week.until('2026-03-26T12:00:00Z');
  expect(week.awake()).toEqual({ 'shop-berlin': 2, 'shop-new-york': 2 });

  // Thursday at noon somebody tries a stop that takes itself back when it fails.
  sandbox.eks.rejectUpdates('workers', 'InvalidParameterException', 'The instance type is not supported here');
  expect(await console('stop', 'noon', { onFailure: 'rollback' })).toMatchObject({ status: 'FAILED' });
  sandbox.eks.allowUpdates('workers');
  await week.until('2026-03-26T14:00:00Z');
  expect(week.runs('start')).toContainEqual(expect.objectContaining({ name: 'rollback-of-noon', status: 'SUCCEEDED' }));

  // Thursday night somebody puts a webhook back that must not block the morning, and in the morning EC2 has nothing to give at first.
  await week.until('2026-03-27T03:00:00Z');
  week.failClosed();
  sandbox.eks.capacityError('workers', 'We currently do not have sufficient m6i.large capacity');
  await week.until('2026-03-27T06:10:00Z');
  sandbox.eks.capacityError('workers', null);
  await week.until('2026-03-27T09:00:00Z');
  expect(week.awake()).toEqual({ 'shop-berlin': 2, 'shop-new-york': 0 });

  // EventBridge delivers Thursday evening's stop once more, as it may: that slot has run.
  sandbox.scheduler.fire('office-berlin-stop', new Date('2026-03-26T19:00:00Z'));
  // What cannot be started at all lies in the queue, for the alarm to see.
  sandbox.scheduler.fire(undeliverable, new Date('2026-03-26T19:00:00Z'));
  // Somebody mistypes a fleet, begins another one, thinks better of it, and has it go on after all.
  expect(await week.finish(command('fleet', 'typo', { action: 'start', cluster: ['*'] }))).toMatchObject({
    status: 'FAILED',
  });
  const begun = await states.send(command('fleet', 'begun', { action: 'stop', clusters: ['*'] }));
  await week.pass({ minutes: 0.05 });
  await states.send(new StopExecutionCommand({ executionArn: begun.executionArn }));
  await week.pass({ minutes: 1 });
  const goneOn = await week.finish(
    new RedriveExecutionCommand({ executionArn: begun.executionArn }),
    begun.executionArn,
  );
  expect(goneOn).toMatchObject({ status: 'SUCCEEDED' });
  expect(week.awake()).toEqual({ 'shop-berlin': 0, 'shop-new-york': 0 });
  expect(await console('start', 'friday')).toMatchObject({ status: 'SUCCEEDED' });

  expect(sandbox.scheduler.deadLetters).toMatchObject([{ attributes: { ERROR_CODE: 'InvalidName' } }]);

  // Saturday: the cluster is needed for a day, and a second thought comes in the middle of the stop.
  await week.until('2026-03-28T09:00:00Z');
  expect(week.awake()).toEqual({ 'shop-berlin': 0, 'shop-new-york': 0 });
  await sandbox.rules.fireTimers();
  expect(await console('start', 'saturday')).toMatchObject({ status: 'SUCCEEDED' });
  expect(week.awake()).toEqual({ 'shop-berlin': 2, 'shop-new-york': 0 });
  const stop = await begin('stop', 'saturday');
  await week.pass({ minutes: 1 });
  expect(await console('start', 'one-hour-more', { takeover: true })).toMatchObject({ status: 'SUCCEEDED' });
  expect(sandbox.engine.describeExecution(stop).status).toBe('ABORTED');
  // A node group that somebody adds in the middle of a stop is none of that stop's.
  const last = await begin('stop', 'saturday-night');
  await week.pass({ minutes: 1 });
  sandbox.eks.addNodeGroup(aNodeGroup({ name: 'added', minSize: 1, maxSize: 1, desiredSize: 1 }));
  expect(await week.ended(last)).toMatchObject({ status: 'SUCCEEDED' });
  sandbox.eks.deleteNodeGroup('added');

  // Berlin's clocks went forward on Sunday: seven o'clock is an hour earlier in UTC. New York's had done so before.
  await week.until('2026-03-30T12:00:00Z');
  expect(await week.differences()).toEqual([]);

  // The report tells which stop failed, of what and where, and that all that came after it ended well.
  const told = week.story().map((line) => line.replace(/:\d\d\.\d+Z/, ''));
  expect(told).toContain(
    '2026-03-25T19:00  Stop of 1 cluster: 0 done, 0 skipped, 1 failed: shop-berlin (NodeGroupError at Scale node group).',
  );
  expect(told).toContain('2026-03-26T06:00  Start of 1 cluster: 1 done, 0 skipped, 0 failed.');
  expect(told).toContain('2026-03-26T19:00  Stop of 1 cluster: 1 done, 0 skipped, 0 failed.');
  expect(told.filter((line) => !line.includes(': 1 done, 0 skipped, 0 failed.'))).toHaveLength(1);

  process.stdout.write(`${week.story().join('\n')}\n${sandbox.iam.ledger}\n`);
  expect(week.slots()).toEqual([
    'office-berlin stop 2026-03-23T19:00:00Z done',
    'office-new-york stop 2026-03-24T01:00:00Z done',
    'office-berlin start 2026-03-24T06:00:00Z done',
    'office-new-york start 2026-03-24T10:00:00Z done',
    'office-berlin stop 2026-03-24T19:00:00Z done',
    'office-new-york stop 2026-03-25T01:00:00Z done',
    'office-berlin start 2026-03-25T06:00:00Z done',
    'office-new-york start 2026-03-25T10:00:00Z done',
    'office-berlin stop 2026-03-25T19:00:00Z FAILED',
    'office-new-york stop 2026-03-26T01:00:00Z done',
    'office-berlin start 2026-03-26T06:00:00Z done',
    'office-new-york start 2026-03-26T10:00:00Z done',
    'office-berlin stop 2026-03-26T19:00:00Z done',
    'office-berlin stop 2026-03-26T19:00:00Z skipped',
    'office-new-york stop 2026-03-27T01:00:00Z done',
    'office-berlin start 2026-03-27T06:00:00Z done',
    'office-new-york start 2026-03-27T10:00:00Z done',
    'office-berlin stop 2026-03-27T19:00:00Z done',
    'office-new-york stop 2026-03-28T01:00:00Z done',
    'office-berlin start 2026-03-30T05:00:00Z done',
    'office-new-york start 2026-03-30T10:00:00Z done',
  ]);
  expect(sandbox.iam.ledger.usedAndNotGranted).toEqual([]);
  expect(sandbox.iam.ledger.grantedAndNeverUsed).toEqual([]);
}, 300_000);
