import { expect, test } from '@jest/globals';
import { aBusyWorld } from './a-busy-world.ts';
import { aNight, type Night, type NightOptions, withoutPodNames } from './a-night.ts';
import { onTheTwinAlone } from './plane.ts';

const fiveMinutes = 5 * 60_000;

/** The same in the same order for the same seed, in whole seconds. */
function skewsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.round((state / 2_147_483_648) * 2 * fiveMinutes - fiveMinutes);
  };
}

const aSkewedNight = (clockSkewMs: NonNullable<NightOptions['clockSkewMs']>) =>
  aNight({ world: aBusyWorld(), clockSkewMs });

async function goThrough(night: Night) {
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  const asleep = withoutPodNames(await night.snapshot());
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
  const [evening, morning] = [stop, start].map(({ report }) => report);
  return { asleep, pods: evening?.pods, warnings: [evening?.warnings, morning?.warnings] };
}

onTheTwinAlone('a clock that can be set', () => {
  test.each([
    ['are five minutes ahead', () => fiveMinutes],
    ['are five minutes behind', () => -fiveMinutes],
    ['are off by up to five minutes, each call by another time', skewsFrom(20)],
    [
      'of every other phase are ahead, and the others behind',
      (name: string) => (name.length % 2 ? 1 : -1) * fiveMinutes,
    ],
  ])('a night is the same where the clocks of the functions %s', async (_, skew) => {
    const undisturbed = await goThrough(await aSkewedNight(() => 0));
    expect(await goThrough(await aSkewedNight(skew))).toEqual(undisturbed);
  });

  test('clocks five minutes apart do not make two runs share a cluster', async () => {
    let ahead = -fiveMinutes;
    const night = await aSkewedNight(() => {
      ahead = -ahead;
      return ahead;
    });
    const runs = await Promise.all([night.begin('stop'), night.begin('stop')].map((arn) => night.finished(arn)));
    expect(runs.map(({ status, error }) => error ?? status).sort()).toEqual(['LockHeldError', 'SUCCEEDED']);
    const starts = await Promise.all([night.begin('start'), night.begin('start')].map((arn) => night.finished(arn)));
    expect(starts.map(({ status, error }) => error ?? status).sort()).toEqual(['LockHeldError', 'SUCCEEDED']);
    await night.pass({ minutes: 10 });
    expect(await night.differences()).toEqual([]);
  });
});
