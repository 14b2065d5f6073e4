import { describe, expect, test } from '@jest/globals';
import { aBareCluster, aFleet, fared, home } from './a-fleet.ts';
import { tasksEntered } from './a-night.ts';

const elsewhere = { account: '222233334444', region: 'eu-central-1' };

describe('a fleet', () => {
  test('puts clusters to sleep in two accounts and two regions, and tells of each', async () => {
    const fleet = await aFleet({
      clusters: [aBareCluster('shop-web'), aBareCluster('dev', elsewhere), aBareCluster('ci', elsewhere)],
      refusals: [
        {
          ...{ account: home.account, region: elsewhere.region, code: 'UnrecognizedClientException' },
          message: 'The security token included in the request is invalid.',
        },
      ],
    });

    const { status, error, message, report } = await fleet.run({
      action: 'stop',
      clusters: ['dev', 'shop-*', 'shopp-web'],
      accounts: [home.account, elsewhere.account],
      regions: [home.region, elsewhere.region],
    });

    expect(
      report?.clusters.map(({ cluster, account, region, status }) => `${cluster} ${account} ${region} ${status}`),
    ).toEqual([
      `every cluster ${home.account} ${elsewhere.region} failed`,
      'shopp-web - - failed',
      `dev ${elsewhere.account} ${elsewhere.region} skipped`,
      `shop-web ${home.account} ${home.region} skipped`,
      `dev ${home.account} ${home.region} done`,
    ]);
    // `any` is the default: clusters that nobody looked at may have stayed awake.
    expect([status, error]).toEqual(['FAILED', 'FleetFailedError']);
    expect(message).toContain('need a new execution');
    expect(report?.clusters[0]).toMatchObject({
      error: 'AccessDeniedError',
      cause: expect.stringContaining(
        `region ${elsewhere.region} may not be enabled in account ${home.account}: enable it, or take it out of regions`,
      ),
    });
    expect(report?.clusters[1]).toMatchObject({ cause: expect.stringContaining('Did you mean shop-web?') });
    const groups = fleet.night.sandbox.eks.snapshot();
    expect(groups.map(({ desiredSize }) => desiredSize)).toEqual(groups.map(() => 0));
    expect(fleet.runs('stop')).toEqual(
      expect.arrayContaining(['dev-stop-fleet-1', expect.stringMatching(/^dev-stop-fleet-1-[0-9a-f]{8}$/)]),
    );
    // Report fleet has told people: what follows a failed run does not tell them again.
    await fleet.night.pass({ minutes: 0.1 });
    expect(fleet.subjects()).toEqual(['EKS Scheduler: stop of 5 clusters: 2 FAILED, 1 done, 2 skipped']);
  });

  test('runs a slot of a schedule once, and repeats just what failed when it is redriven, as often as it takes', async () => {
    const fleet = await aFleet({ clusters: [aBareCluster('shop'), aBareCluster('ci'), aBareCluster('web')] });
    for (const name of ['shop', 'web']) fleet.cluster(name).bare?.setStatus('CREATING');
    const input = {
      ...{ action: 'start', clusters: ['shop', 'ci', 'web'] },
      schedule: { name: 'office-hours', scheduledTime: '2026-01-12T20:00:00Z' },
    };

    // A dry run takes no slot.
    expect((await fleet.run({ ...input, clusters: ['ci'], dryRun: true }, 'dry')).status).toBe('SUCCEEDED');
    const failed = await fleet.run(input, 'first');
    expect(failed.message).toContain('shop (ClusterUnreachableError at Prepare run)');
    expect(failed.report?.fleet.schedule).toEqual({ name: 'office-hours', slot: '20260112T200000Z' });
    const second = await fleet.run(input, 'second');
    expect([second.status, second.report]).toEqual(['SUCCEEDED', null]);
    expect(second.output).toMatchObject({ status: 'skipped', reason: expect.stringContaining(failed.arn) });

    fleet.cluster('shop').bare?.setStatus('ACTIVE');
    const again = await fleet.redrive(failed.arn);
    expect(fared(again.report)).toEqual({ web: 'failed', ci: 'skipped', shop: 'skipped' });
    fleet.cluster('web').bare?.setStatus('ACTIVE');
    const last = await fleet.redrive(failed.arn);

    expect([again.status, last.status]).toEqual(['FAILED', 'SUCCEEDED']);
    expect(fared(last.report)).toEqual({ ci: 'skipped', shop: 'skipped', web: 'skipped' });
    expect(
      fleet
        .runs('start')
        .filter((name) => !name.includes('dry'))
        .sort(),
    ).toEqual([
      'ci-start-20260112T200000Z',
      'shop-start-20260112T200000Z',
      'shop-start-20260112T200000Z-again1',
      'web-start-20260112T200000Z',
      'web-start-20260112T200000Z-again1',
      'web-start-20260112T200000Z-again2',
    ]);
  });

  test('looks again, when it is redriven, where it could not list, and runs what it finds there', async () => {
    const refusals = [{ ...elsewhere, code: 'AccessDeniedException', message: 'not authorized' }];
    const fleet = await aFleet({ clusters: [aBareCluster('shop'), aBareCluster('ci', elsewhere)], refusals });
    const failed = await fleet.run({
      ...{ action: 'start', clusters: ['shop', 'ci', 'shopp'] },
      ...{ accounts: [home.account, elsewhere.account], regions: [home.region, elsewhere.region] },
    });
    expect(fared(failed.report)).toEqual({ 'every cluster': 'failed', ci: 'failed', shop: 'skipped', shopp: 'failed' });

    refusals.splice(0);
    const again = await fleet.redrive(failed.arn);

    // The name that is nowhere stays; the fleet has failed of it alone.
    expect(fared(again.report)).toEqual({ ci: 'skipped', shop: 'skipped', shopp: 'failed' });
    expect(again.message).not.toContain('redrive this execution');
    expect(fleet.runs('start')).toEqual([
      'shop-start-fleet-1',
      expect.stringMatching(/^ci-start-fleet-1-[0-9a-f]{8}$/),
    ]);
  });

  test('that is ended in the middle is told of, and goes on where it was when it is redriven', async () => {
    const fleet = await aFleet({ clusters: [aBareCluster('shop')] });
    const { sandbox } = fleet.night;
    const arn = fleet.begin({ action: 'stop', clusters: ['*'] });
    const run = `${sandbox.machineArn('stop').replace(':stateMachine:', ':execution:')}:dev-stop-fleet-1`;
    while (!fleet.runs('stop').includes('dev-stop-fleet-1')) await fleet.night.pass({ minutes: 0.01 });
    await fleet.night.entered(run, 'Drain nodes');

    sandbox.engine.stopExecution(arn);
    await fleet.night.pass({ minutes: 0.1 });
    expect(sandbox.engine.describeExecution(run).status).toBe('ABORTED');
    expect(fleet.subjects()).toContain('EKS Scheduler: a fleet was ended at Run clusters');
    const redriven = await fleet.redrive(arn);

    expect(redriven.status).toBe('SUCCEEDED');
    expect(fared(redriven.report)).toEqual({ shop: 'skipped', dev: 'done' });
    expect(fleet.runs('stop').sort()).toEqual(['dev-stop-fleet-1', 'dev-stop-fleet-1-r1', 'shop-stop-fleet-1']);
    expect(tasksEntered(sandbox, arn)).toEqual(['Resolve targets', 'Report fleet']);
  });
});
