import { InvalidArgumentError } from 'commander';
import type { Clock } from '../sandbox/clock/clock.ts';
import { RunningClock } from '../sandbox/clock/running-clock.ts';
import { SimulatedClock } from '../sandbox/clock/simulated-clock.ts';

/** `simulated`, or how many times faster than the wall a clock runs. */
export type ClockChoice = 'simulated' | number;

/** Reads `--clock`: `simulated`, `real`, or a speed such as `60x`. */
export function parseClock(text: string): ClockChoice {
  if (text === 'simulated') return 'simulated';
  if (text === 'real') return 1;
  const speed = /^(\d{1,4})x$/.exec(text)?.[1];
  if (speed && Number(speed) > 0) return Number(speed);
  throw new InvalidArgumentError('Say simulated, real, or a speed such as 60x.');
}

/** A clock that starts at `startsAt` (by the wall's time when absent). */
export function makeClock(choice: ClockChoice, startsAt: Date = new Date()): Clock {
  return choice === 'simulated' ? new SimulatedClock(startsAt) : new RunningClock(choice, startsAt);
}
