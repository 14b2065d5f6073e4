import { compareSnapshots } from '../night/compare-snapshots.ts';
import type { Fault, FaultPlan } from './fault.ts';
import { factsThatDiffer } from './night-facts.ts';
import type { NightPool } from './night-pool.ts';
import type { PlayedNight } from './play-night.ts';

export type Verdict = 'absorbed' | 'redriven' | 'not equal' | 'did not happen';

/** One night of a sweep, judged. */
export interface SweptNight {
  readonly plan: FaultPlan;
  readonly happened: readonly Fault[];
  readonly verdict: Verdict;
  /** What is not as in the undisturbed night, or what failed for good; empty where it is equal. */
  readonly differences: readonly string[];
  readonly redrives: number;
}

/** Plays every plan and judges each night by the undisturbed one. Tells of each when it is judged, in the order in which they end. */
export async function sweep(
  pool: Pick<NightPool, 'play'>,
  undisturbed: PlayedNight,
  plans: readonly FaultPlan[],
  onNight: (night: SweptNight) => void = () => undefined,
): Promise<SweptNight[]> {
  return Promise.all(
    plans.map(async (plan) => {
      const swept = await pool.play(plan).then(
        (night) => judgeNight(plan, undisturbed, night),
        (error: unknown): SweptNight => ({
          plan,
          happened: [],
          verdict: 'not equal',
          differences: [`the sandbox failed: ${error instanceof Error ? error.message : error}`],
          redrives: 0,
        }),
      );
      onNight(swept);
      return swept;
    }),
  );
}

/** Says whether a disturbed night came to the same as the undisturbed one, and how. */
export function judgeNight(plan: FaultPlan, undisturbed: PlayedNight, night: PlayedNight): SweptNight {
  const { happened, runs } = night;
  const redrives = runs.reduce((sum, run) => sum + run.redrives, 0);
  const differences = [
    ...runs
      .filter(({ status }) => status !== 'SUCCEEDED')
      .map(
        ({ action, status, failedState, error, message }) =>
          `the ${action} ${status} at ${failedState}: ${error}: ${message}`,
      ),
    ...factsThatDiffer('asleep', undisturbed.asleep, night.asleep),
    ...factsThatDiffer('awake', undisturbed.awake, night.awake),
  ];
  return { plan, happened, verdict: verdictOf(differences, redrives, happened), differences, redrives };
}

function verdictOf(differences: readonly string[], redrives: number, happened: readonly Fault[]): Verdict {
  if (differences.length > 0) return 'not equal';
  if (happened.length === 0) return 'did not happen';
  return redrives > 0 ? 'redriven' : 'absorbed';
}

/** What the undisturbed night itself did not bring back: it must be nothing, else the sweep compares with a wrong night. */
export function lostUndisturbed({ before, awake }: PlayedNight): string[] {
  const whole = (world: PlayedNight['before']['world']) => ({ ...world, waitingPods: [] });
  return compareSnapshots(whole(before.world), whole(awake.world)).map(
    ({ what, before: was, after }) => `${what}: ${was}, in the morning ${after}`,
  );
}
