import { InvalidArgumentError } from 'commander';
import type { Clock } from '../sandbox/clock/clock.ts';
import { RunningClock } from '../sandbox/clock/running-clock.ts';
import { SimulatedClock } from '../sandbox/clock/simulated-clock.ts';
import { ConfigurationError } from '../src/domain/errors.ts';

/** `simulated`, or how many times faster than the wall a clock runs. */
export type ClockChoice = 'simulated' | number;

/** A night without it is minutes of waiting for nothing. */
const usualHurry = 60;

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

/**
 * What `--clock` means on the real control plane: so many times shorter the waits of the machines and of the instances are.
 *
 * @throws {ConfigurationError} for simulated time.
 */
export function waitsOnWall(choice: ClockChoice = usualHurry): number {
  if (choice !== 'simulated') return choice;
  throw new ConfigurationError(
    '--clock simulated does not go with --kubernetes real: Kubernetes itself only knows the time of the wall.',
    `Say --clock real, or a number such as --clock ${usualHurry}x (the default) for waits that are so many times shorter.`,
  );
}
