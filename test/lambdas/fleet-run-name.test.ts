import { describe, expect, test } from '@jest/globals';
import { fleetRunName } from '../../lambdas/fleet-run-name.ts';
import { pastStart } from '../../src/domain/past-start.ts';
import { aPlan, home } from './a-fleet-context.ts';

describe('the name of a run of a fleet', () => {
  test('says cluster, action and slot', () => {
    const plan = aPlan({ slot: '20261123T200000Z' });
    expect(fleetRunName({ ...home, cluster: 'dev' }, plan)).toBe('dev-stop-20261123T200000Z');
    expect(fleetRunName({ ...home, cluster: 'dev' }, plan, 2)).toBe('dev-stop-20261123T200000Z-again2');
  });

  test('differs for clusters of one name in two places', () => {
    const there = { account: '222233334444', region: 'eu-west-1', cluster: 'dev' };
    const names = [fleetRunName({ ...home, cluster: 'dev' }, aPlan()), fleetRunName(there, aPlan())];
    expect(names).toEqual(['dev-stop-monday', expect.stringMatching(/^dev-stop-monday-[0-9a-f]{8}$/)]);
  });

  test('is never longer than Step Functions takes, and stays different where it is cut', () => {
    const cluster = 'a'.repeat(100);
    const there = { ...home, region: 'ap-southeast-1', cluster };
    const names = ['one', 'two'].flatMap((slot) => [
      fleetRunName({ ...home, cluster }, aPlan({ slot }), 999),
      fleetRunName(there, aPlan({ slot }), 999),
    ]);
    // A Map that is redriven adds `-r<n>`.
    for (const name of names) expect(name.length).toBeLessThanOrEqual(80 - '-r999'.length);
    expect(new Set(names).size).toBe(4);
  });

  test.each([60, 100])(
    'keeps the slot of a cluster whose name has %i letters, so that its schedule is known by it',
    (letters) => {
      const cluster = 'c'.repeat(letters);
      const plan = aPlan({ slot: '20261123T190000Z' });
      const places = [home, { account: '222233334444', region: 'ap-southeast-1' }];
      const names = places.map((place) => fleetRunName({ ...place, cluster }, plan));
      expect(names).toEqual([
        expect.stringMatching(/^c+-[0-9a-f]{8}-stop-20261123T190000Z$/),
        expect.stringMatching(/^c+-[0-9a-f]{8}-stop-20261123T190000Z-[0-9a-f]{8}$/),
      ]);
      for (const name of names) expect(name.length).toBeLessThanOrEqual(66);
      const late = pastStart(
        [
          {
            ...{
              name: 'web',
              enabled: true,
              timezone: 'Europe/Berlin',
              tags: { team: 'web' },
              accounts: [],
              regions: [],
            },
            ...{ stop: '0 20 ? * * *', start: '0 7 ? * * *', flexibleWindowMinutes: 0 },
          },
        ],
        {
          outstanding: names.map((runId, index) => ({
            ...{ cluster: `111122223333/eu-west-1/${cluster}${index}`, key: 'NODEGROUP#apps', runId },
            recordedAt: '2026-11-23T19:00:20.000Z',
          })),
          locks: [],
        },
        { now: new Date('2026-11-24T08:00:00Z'), lateMinutes: 60 },
      );
      expect(late).toHaveLength(2);
    },
  );
});
