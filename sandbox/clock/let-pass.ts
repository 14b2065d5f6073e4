import type { Clock } from './clock.ts';

/** Resolves when so much of the sandbox's time has passed. */
export function letPass(clock: Pick<Clock, 'after'>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve));
}
