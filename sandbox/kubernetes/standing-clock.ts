import type { Clock, Timer } from '../clock/clock.ts';

/**
 * A clock that stands still: what is due at once runs when `runAll` is called, what is due later never does. With it the
 * controllers bring a world to rest within one turn of the real clock.
 */
export class StandingClock implements Clock {
  readonly #now: number;
  #due: (() => void)[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  at(when: number, act: () => void): Timer {
    if (when > this.#now) return { cancel: () => undefined };
    this.#due.push(act);
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== act);
      },
    };
  }

  after(milliseconds: number, act: () => void): Timer {
    return this.at(this.#now + milliseconds, act);
  }

  /** Works off what is due, and what becomes due by it. */
  runAll(): void {
    for (let act = this.#due.shift(); act; act = this.#due.shift()) act();
  }

  hold(): () => void {
    return () => undefined;
  }

  during<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  stop(): void {
    this.#due = [];
  }
}
