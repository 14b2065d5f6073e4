import { SimulatedClock } from '../clock/simulated-clock.ts';
import { startSandbox } from '../start-sandbox.ts';
import type { NightStage } from './night-stage.ts';

/** A Monday; rehearsals begin at the same moment each time, so that the same night prints the same. */
const evening = new Date('2026-01-12T20:00:00Z');
/** Of a night that nobody says the hours of. */
export const hoursAsleep = 11;

/** From the end of a run until the cluster is looked at: what controllers still have to do is done by then. */
const settlingMinutes = 10;

/** The twin, in simulated time. */
export function simulatedStage(): NightStage {
  const clock = new SimulatedClock(evening);
  const until = (when: number) => new Promise<void>((resolve) => void clock.at(when, resolve));
  return {
    clock,
    kind: { kubernetes: 'twin', waits: 1 },
    open: (options) => startSandbox({ ...options, clock }),
    settled: async (look) => {
      await until(clock.now() + settlingMinutes * 60_000);
      return look();
    },
    untilMorning: () => until(evening.getTime() + hoursAsleep * 3_600_000),
  };
}
