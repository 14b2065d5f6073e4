import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Fault, faultInWords } from '../../sandbox/faults/fault.ts';
import { dealOut, oneFaultEach } from '../../sandbox/faults/plan-sweep.ts';
import { type PlayedNight, playNight } from '../../sandbox/faults/play-night.ts';
import { judgeNight, lostUndisturbed } from '../../sandbox/faults/sweep.ts';

// `npm run sweep` has every kind at every request, one a night; this is what there is time for in each test run.
const seed = 1;
const nights = 6;

/** Faults before it may shorten a wait, so that what it would have met is never asked; then it has another night, with fewer. */
const nightsForMissed = 3;

describe('a fault at every request of a night', () => {
  let undisturbed: PlayedNight;
  let missed: readonly Fault[] = [];

  beforeAll(async () => {
    undisturbed = await playNight({ plan: { seed, faults: [] } });
  });

  const play = async (faults: readonly Fault[]) => {
    const plan = { seed, faults };
    const night = await playNight({ plan });
    const happened = new Set(night.happened);
    const { differences } = judgeNight(plan, undisturbed, night);
    return { plan, differences, missed: faults.filter((fault) => !happened.has(fault)) };
  };

  test('is judged by a night that brings everything back', () => {
    expect(undisturbed.runs).toMatchObject([{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }]);
    expect(lostUndisturbed(undisturbed)).toEqual([]);
    expect(undisturbed.awake.records.filter((record) => record.includes('LOCK'))).toEqual([]);
  });

  test.each(Array.from({ length: nights }, (_, turn) => turn))('changes nothing in the end (part %i)', async (turn) => {
    const night = await play(dealOut(oneFaultEach(undisturbed.seen, seed), nights)[turn] ?? []);
    missed = [...missed, ...night.missed];
    expect(night).toMatchObject({ differences: [] });
  });

  test('comes to pass at each of them, and changes nothing', async () => {
    for (let turn = 0; turn < nightsForMissed && missed.length > 0; turn += 1) {
      const night = await play(missed);
      expect(night).toMatchObject({ differences: [] });
      ({ missed } = night);
    }
    expect(missed.map(faultInWords)).toEqual([]);
  });
});
