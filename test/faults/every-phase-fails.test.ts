import { beforeAll, expect, test } from '@jest/globals';
import { oneFailureAPhase } from '../../sandbox/faults/plan-sweep.ts';
import { type PlayedNight, playNight } from '../../sandbox/faults/play-night.ts';
import { judgeNight } from '../../sandbox/faults/sweep.ts';

const seed = 1;
const nights = 8;

let undisturbed: PlayedNight;

beforeAll(async () => {
  undisturbed = await playNight({ plan: { seed, faults: [] } });
});

test.each(Array.from({ length: nights }, (_, turn) => turn))(
  'a night in which every phase fails or has to be tried again comes to the same (no. %i)',
  async (turn) => {
    const plan = { seed, faults: oneFailureAPhase(undisturbed.seen, nights, seed)[turn] ?? [] };
    const night = await playNight({ plan });
    expect(night.happened.length).toBeGreaterThan(plan.faults.length / 2);
    expect({ plan, differences: judgeNight(plan, undisturbed, night).differences }).toEqual({ plan, differences: [] });
  },
);
