import { RunningClock } from '../../sandbox/clock/running-clock.ts';

/** The machine's own clock, asked each time: one that only counts on would be behind after the machine has slept. */
export class WallClock extends RunningClock {
  override now(): number {
    return Date.now();
  }
}
