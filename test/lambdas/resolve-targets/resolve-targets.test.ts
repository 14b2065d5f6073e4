import { describe, expect, test } from '@jest/globals';
import { causeLengthFor } from '../../../lambdas/fleet-sizes.ts';
import { resolveTargets } from '../../../lambdas/resolve-targets/resolve-targets.ts';
import { AccessDeniedError, ConfigurationError, TransientError } from '../../../src/domain/errors.ts';
import { type FleetOutcome, placedName } from '../../../src/domain/fleet.ts';
import { aFleetContext, anExecution, done, failed, home, type ListedPlaces } from '../a-fleet-context.ts';

const all = { action: 'stop', clusters: ['*'] };

function resolve(input: unknown, context = aFleetContext(), { name = 'monday', retryCount = 0 } = {}) {
  return resolveTargets(context, { execution: anExecution(name), input, retryCount });
}

async function targetsOf(input: unknown, places: ListedPlaces, retryCount = 0): Promise<string[]> {
  const answer = await resolve(input, aFleetContext({}, places), { retryCount });
  return answer.status === 'skipped' ? [] : answer.targets.map(placedName);
}

describe('Resolve targets', () => {
  test('makes the plan of the fleet from the input and the configuration', async () => {
    const configurationText = 'fleet: { concurrency: 3, failsWhen: never }';
    const answer = await resolve(
      { ...all, action: 'start', takeover: true, overrides: { minNodes: 4, timeouts: { drain: 600 } } },
      aFleetContext({ configurationText }),
    );
    expect(answer).toMatchObject({
      status: 'done',
      plan: {
        ...{ action: 'start', dryRun: false, slot: 'monday', schedule: null, concurrency: 3, failsWhen: 'never' },
        orders: { takeover: true, minNodes: 4, timeouts: { drain: 600 } },
      },
      targets: [
        { cluster: 'dev', account: '111122223333', region: 'eu-west-1', name: 'dev-start-monday' },
        { cluster: 'shop', account: '111122223333', region: 'eu-west-1', name: 'shop-start-monday' },
      ],
    });
  });

  test('hands a dry run on as a dry run', async () => {
    expect(await resolve({ ...all, dryRun: true })).toMatchObject({ plan: { dryRun: true, orders: { dryRun: true } } });
  });

  test('looks in the places of the input, else of the configuration, else in its own', async () => {
    const asked = async (input: object, configurationText = '') => {
      const context = aFleetContext({ configurationText });
      await resolve({ ...all, ...input }, context);
      return context.asked;
    };
    const configured = 'accounts: ["222233334444"]\nregions: [eu-central-1, eu-north-1]';
    expect(await asked({})).toEqual(['111122223333/eu-west-1']);
    expect(await asked({ accounts: [], regions: [] }, configured)).toEqual([
      '222233334444/eu-central-1',
      '222233334444/eu-north-1',
    ]);
    expect(await asked({ regions: ['eu-north-1', 'eu-north-1'] }, configured)).toEqual(['222233334444/eu-north-1']);
    // The scheduler's own account needs no mention.
    expect(await asked({ accounts: ['111122223333'] }, configured)).toHaveLength(2);
    await expect(asked({ accounts: ['999999999999'] }, configured)).rejects.toThrow(ConfigurationError);
    const regions = Array.from({ length: 30 }, (_, index) => `eu-west-${index + 1}`);
    const accounts = Array.from({ length: 100 }, (_, index) => String(111122223333 + index));
    await expect(asked({ accounts }, `regions: [${regions.join(', ')}]`)).rejects.toThrow('3000 places');
  });

  test('reads the tags only where it has to, and only of clusters that the names are about', async () => {
    const context = aFleetContext();
    await resolve({ ...all, clusters: ['d*'], tags: { team: 'web' } }, context);
    expect(context.asked).toEqual(['111122223333/eu-west-1', 'dev']);
  });

  test('reports a place that it may not list, and goes on with the others', async () => {
    const places = {
      '111122223333/eu-west-1': { dev: {} },
      '222233334444/eu-west-1': new AccessDeniedError('AWS refused sts:AssumeRole.', 'Deploy the role.'),
    };
    const answer = await resolve({ ...all, accounts: ['111122223333', '222233334444'] }, aFleetContext({}, places));
    expect(answer).toMatchObject({
      targets: [{ cluster: 'dev' }],
      settled: [
        {
          ...{ account: '222233334444', cluster: 'every cluster', status: 'failed', error: 'AccessDeniedError' },
          ...{ cause: 'could not be listed: AWS refused sts:AssumeRole. Deploy the role.', lookAgain: true },
        },
      ],
    });
  });

  test('has a place that is out of reach asked again, but not for ever', async () => {
    const places = {
      '111122223333/eu-west-1': { dev: {} },
      '111122223333/eu-north-1': new TransientError('EKS throttled.', 'It is retried.'),
    };
    const input = { ...all, regions: ['eu-west-1', 'eu-north-1'] };
    await expect(targetsOf(input, places)).rejects.toThrow(TransientError);
    await expect(targetsOf(input, places, 6)).rejects.toThrow(TransientError);
    expect(await targetsOf(input, places, 7)).toEqual(['111122223333/eu-west-1/dev']);
  });

  test('on a redrive looks only where it could not, and adds what it finds to what is repeated', async () => {
    const there = { account: '111122223333', region: 'eu-north-1' };
    const repeated = { ...home, cluster: 'dev', name: 'dev-stop-monday-again1' };
    const missing = (cluster: string): FleetOutcome => ({
      ...{ account: '-', region: '-', cluster, status: 'failed', error: 'ClusterNotFound', cause: 'not found' },
      repeatable: false,
    });
    const settled = [done('shop'), { ...done('ci'), ...there }, missing('web'), missing('shopp')];
    const again = {
      places: [there],
      targets: [repeated],
      settled,
      warnings: ["clusters: no cluster's name fits x-*."],
    };
    const context = aFleetContext({}, { '111122223333/eu-north-1': { web: {}, ci: {}, other: {} } });
    const input = {
      action: 'stop',
      clusters: ['dev', 'shop', 'web', 'ci', 'shopp', 'x-*', 's*'],
      regions: ['eu-west-1', 'eu-north-1'],
    };
    const answer = await resolveTargets(context, { execution: anExecution(), input, retryCount: 0, again });

    expect(context.asked).toEqual(['111122223333/eu-north-1']);
    expect(answer).toMatchObject({
      status: 'done',
      targets: [repeated, { cluster: 'web', ...there, name: expect.stringMatching(/^web-stop-monday-[0-9a-f]{8}$/) }],
      warnings: again.warnings,
    });
    expect(answer.status === 'done' && answer.settled.map(({ cluster }) => cluster)).toEqual(['shop', 'ci', 'shopp']);
  });

  test('claims the slot of a schedule for its execution, also a second time, and for no other', async () => {
    const context = aFleetContext();
    const input = { ...all, schedule: { name: 'nights', scheduledTime: '2026-11-23T20:00:00Z' } };
    expect(await resolve(input, context)).toMatchObject({ status: 'done', plan: { slot: '20261123T200000Z' } });
    expect(await resolve(input, context)).toMatchObject({ status: 'done' });
    expect(await resolve(input, context, { name: 'other' })).toEqual({
      status: 'skipped',
      reason: `the stop of schedule nights at 2026-11-23T20:00:00Z is run by ${anExecution().arn}`,
    });
    expect(await resolve({ ...input, dryRun: true }, context, { name: 'dry' })).toMatchObject({ status: 'done' });
  });

  test('says that there is nothing to run, with the reason, where no cluster fits', async () => {
    expect(await resolve({ ...all, clusters: ['prod-*'] })).toMatchObject({
      ...{ status: 'empty', targets: [], warnings: ["clusters: no cluster's name fits prod-*."] },
    });
  });

  test('refuses more clusters than one execution can tell of, before any of them is run', async () => {
    const names = Array.from({ length: 1500 }, (_, index) => [`cluster-number-${index}-of-many`, {}] as const);
    const places = { '111122223333/eu-west-1': Object.fromEntries(names) };
    await expect(targetsOf(all, places)).rejects.toThrow(/1500 clusters.*Split it/);
  });
});

test('what Report fleet is handed fits into a state, also when every one of five hundred clusters has failed', () => {
  const clusters = Array.from({ length: 500 }, (_, index) => `team-${index}-of-a-large-company`);
  const account = '111122223333';
  const targets = clusters.map((cluster) => ({
    account,
    region: 'ap-southeast-1',
    cluster,
    name: `${cluster}-stop-20261123T200000Z`,
  }));
  const causeLength = causeLengthFor(targets, []) ?? 0;
  expect(causeLength).toBeGreaterThanOrEqual(100);
  const outcomes = targets.map(({ cluster, name }) => ({
    ...failed(cluster, 'ClusterUnreachableError', `“${'x'.repeat(causeLength - 6)}"—"`),
    ...{ region: 'ap-southeast-1', run: name },
  }));
  const bytes = Buffer.byteLength(JSON.stringify({ outcomes, expected: targets.map(placedName) }));
  expect(bytes).toBeLessThan(250_000);
});
