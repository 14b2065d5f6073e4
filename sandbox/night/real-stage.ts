import { RunningClock } from '../clock/running-clock.ts';
import { startSandbox } from '../start-sandbox.ts';
import { hurryInstances } from '../worlds/hurry-instances.ts';
import type { NightStage } from './night-stage.ts';

const pollMs = 1000;
/** A cluster that is not right and has not moved for so long will not become right. */
const restMs = 20_000;
/** Something may move for ever. */
const patienceMs = 180_000;

export interface RealStageOptions {
  /** So many times shorter the waits of the machines and of the instances are. */
  readonly waits: number;
  /** Gets lines for a person while it is built and started. */
  readonly progress: (line: string) => void;
}

/** The real control plane, in the time of the wall. Nobody waits there for what has happened, nor for the morning. */
export function realStage({ waits, progress }: RealStageOptions): NightStage {
  const clock = new RunningClock();
  return {
    clock,
    kind: { kubernetes: 'real', waits },
    open: ({ world, ...options }) => {
      const hurried = hurryInstances(world, waits);
      return startSandbox({ ...options, world: hurried, clock, speed: 1, waits, kubernetes: 'real', progress });
    },
    settled: async (look, isRight) => {
      const startedAt = performance.now();
      let [movedAt, before] = [startedAt, ''];
      for (;;) {
        const seen = await look();
        const now = JSON.stringify(seen);
        if (now !== before) movedAt = performance.now();
        before = now;
        const isAtRest = performance.now() - movedAt > restMs || performance.now() - startedAt > patienceMs;
        if (isRight(seen) || isAtRest) return seen;
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    untilMorning: () => Promise.resolve(),
  };
}
