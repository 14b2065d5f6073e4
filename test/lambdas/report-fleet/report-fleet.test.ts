import { describe, expect, test } from '@jest/globals';
import { type ReportFleetEvent, reportFleet } from '../../../lambdas/report-fleet/report-fleet.ts';
import { defaults } from '../../../src/config/defaults.ts';
import { FleetFailedError } from '../../../src/domain/errors.ts';
import { type FleetOutcome, placedName } from '../../../src/domain/fleet.ts';
import { aFleetContext, anExecution, aPlan, done, failed, home, skipped } from '../a-fleet-context.ts';

function anEvent(outcomes: readonly FleetOutcome[], changes: Partial<ReportFleetEvent> = {}): ReportFleetEvent {
  return {
    ...{ execution: anExecution(), plan: aPlan(), settled: [], warnings: [], redriveCount: 0, round: 0 },
    ...{ outcomes, expected: outcomes.map(placedName) },
    ...changes,
  };
}

const notFound: FleetOutcome = {
  ...home,
  cluster: 'prod',
  status: 'failed',
  error: 'ClusterNotFound',
  cause: 'not found',
  repeatable: false,
};
const key = 'reports/_fleet/20261102T120000Z-stop-monday';

describe('Report fleet', () => {
  test('leaves a table for people and one for programs, tells people, and ends with a sentence', async () => {
    const context = aFleetContext();
    const answer = await reportFleet(
      context,
      anEvent([done('dev'), skipped('shop')], { warnings: ['no cluster fits x-*.'] }),
    );

    expect(answer).toEqual({
      status: 'done',
      summary: {
        fleet: 'Stop of 2 clusters: 1 done, 1 skipped, 0 failed.',
        ...{ clusters: 2, done: 1, skipped: 1, failed: 0, report: `s3://reports/${key}.json` },
      },
    });
    expect([...context.stored.keys()]).toEqual([`${key}.json`, `${key}.txt`]);
    expect(JSON.parse(context.stored.get(`${key}.json`) ?? '')).toMatchObject({
      fleet: { id: 'monday', action: 'stop', schedule: null },
      clusters: [
        { cluster: 'shop', status: 'skipped', reason: 'already asleep' },
        { cluster: 'dev', status: 'done' },
      ],
    });
    expect(context.told).toMatchObject([{ subject: 'EKS Scheduler: stop of 2 clusters: 1 done, 1 skipped' }]);
    expect(context.told[0]?.bodies.default).toContain('Warning: no cluster fits x-*.');
    expect(context.told[0]?.bodies.default).not.toContain('redrive');
  });

  test('names the state and the error of what failed, and how to go on', async () => {
    const context = aFleetContext();
    const work = reportFleet(context, anEvent([failed('dev'), done('shop')]));

    await expect(work).rejects.toThrow(FleetFailedError);
    await expect(work).rejects.toThrow(
      'Stop of 2 clusters: 1 done, 0 skipped, 1 failed: dev (DrainBlockedError at Drain nodes). Remove the causes and redrive',
    );
    expect(context.told[0]?.bodies.default).toMatch(
      /dev +111122223333 +eu-west-1 +failed +Drain nodes +DrainBlockedError: pods remain/,
    );
    expect(context.told[0]?.bodies.default).toContain(`redrive-execution --execution-arn ${anExecution().arn}`);
  });

  test.each<['any' | 'all' | 'never', FleetOutcome[], boolean]>([
    ['any', [done('a')], false],
    ['any', [done('a'), failed('b')], true],
    ['all', [done('a'), failed('b')], false],
    ['all', [skipped('a'), failed('b')], false],
    ['all', [failed('a'), failed('b')], true],
    ['never', [failed('a'), failed('b')], false],
    ['any', [], false],
    ['all', [], false],
  ])('with failsWhen %s and %j fails: %s', async (failsWhen, outcomes, fails) => {
    const context = aFleetContext();
    const work = reportFleet(context, anEvent(outcomes, { plan: aPlan({ failsWhen }) }));
    await (fails
      ? expect(work).rejects.toThrow(FleetFailedError)
      : expect(work).resolves.toMatchObject({ status: 'done' }));
    expect(context.told).toHaveLength(1);
  });

  test('has what failed run again when the fleet was redriven after it, and keeps the rest', async () => {
    const context = aFleetContext();
    const answer = await reportFleet(
      context,
      anEvent([done('dev'), failed('shop')], { redriveCount: 2, round: 1, settled: [notFound] }),
    );

    expect(answer).toEqual({
      status: 'again',
      plan: aPlan(),
      targets: [{ cluster: 'shop', ...home, name: 'shop-stop-monday-again2' }],
      settled: [notFound, done('dev')],
    });
    expect([context.stored.size, context.told.length]).toEqual([0, 0]);
  });

  test('has a place that could not be listed looked at again first, with what else is repeated', async () => {
    const place = { account: '222233334444', region: 'eu-north-1' };
    const throttled = { ...failed('every cluster', 'TransientError'), ...place, lookAgain: true as const };
    const event = anEvent([done('dev'), failed('shop')], {
      redriveCount: 1,
      settled: [notFound, throttled, throttled],
    });
    expect(await reportFleet(aFleetContext(), event)).toEqual({
      status: 'look',
      again: {
        places: [place],
        targets: [{ cluster: 'shop', ...home, name: 'shop-stop-monday-again1' }],
        settled: [notFound, done('dev')],
        warnings: [],
      },
    });
  });

  test('reports at once when the fleet was redriven before it, or nothing can be repeated', async () => {
    const before = anEvent([done('dev')], { redriveCount: 1, round: 1 });
    await expect(reportFleet(aFleetContext(), before)).resolves.toMatchObject({ status: 'done' });
    const hopeless = anEvent([done('dev')], { redriveCount: 1, round: 0, settled: [notFound] });
    await expect(reportFleet(aFleetContext(), hopeless)).rejects.toThrow('need a new execution');
  });

  test('counts a cluster as failed whose child tells nothing, and has it run again', async () => {
    const silent = { Status: 'ABORTED', ExecutionArn: 'arn:…', Input: '{}' };
    const event = anEvent([done('dev')], { expected: [placedName(done('dev')), placedName(done('shop'))] });
    const told = { ...event, outcomes: [...event.outcomes, silent] };
    await expect(reportFleet(aFleetContext(), told)).rejects.toThrow('shop (NoOutcome)');
    expect(await reportFleet(aFleetContext(), { ...told, redriveCount: 1 })).toMatchObject({
      targets: [{ cluster: 'shop' }],
    });
  });

  test('reports also where Step Functions does not say at which state a run failed', async () => {
    const context = aFleetContext();
    context.executions.failedState = () => Promise.reject(new Error('gone'));
    await expect(reportFleet(context, anEvent([failed('dev')]))).rejects.toThrow('dev (DrainBlockedError)');
  });

  test('tells nobody of a dry run', async () => {
    const context = aFleetContext();
    await reportFleet(context, anEvent([done('dev')], { plan: aPlan({ dryRun: true }) }));
    expect(context.told).toEqual([]);
    expect(context.stored.get(`${key}.txt`)).toContain('Dry run of the stop of 1 cluster: 1 done');
  });

  test('goes on where the topic refuses the message, and its report says that nobody was told', async () => {
    const publish = () => Promise.reject(new Error('Topic does not exist'));
    const context = aFleetContext({ notices: { publish } });
    expect(await reportFleet(context, anEvent([done('dev')]))).toMatchObject({ status: 'done' });
    expect(context.stored.get(`${key}.txt`)).toMatch(/Warning: Nobody was told .* Topic does not exist/);
  });

  test('tells nobody where the configuration switches summaries off, but of clusters that failed', async () => {
    const notifications = { ...defaults.notifications, summary: false };
    const plan = aPlan({ notifications, failsWhen: 'never' });
    const quiet = aFleetContext();
    await reportFleet(quiet, anEvent([done('dev')], { plan }));
    expect(quiet.told).toEqual([]);
    const failing = aFleetContext();
    await reportFleet(failing, anEvent([failed('dev')], { plan }));
    expect(failing.told).toMatchObject([{ attributes: { kind: 'failure' } }]);
  });

  test('fits a subject into what SNS takes, in ASCII', async () => {
    const context = aFleetContext();
    const plan = aPlan({ schedule: 'a'.repeat(40), slot: '20261102T120000Z', failsWhen: 'never' });
    const outcomes = Array.from({ length: 500 }, (_, index) => failed(`cluster-${index}`));
    await reportFleet(context, anEvent(outcomes, { plan }));
    expect(context.told[0]?.subject).toMatch(/^[\x20-\x7e]+$/);
    expect(context.told[0]?.subject.slice(0, 100)).toContain('stop of 500 clusters: 500 FAILED');
    expect(Buffer.byteLength(context.told[0]?.bodies.default ?? '')).toBeLessThan(256 * 1024);
  });
});
