import type { Clock, Timer } from './clock.ts';
import { TimerQueue } from './timer-queue.ts';

/** Turns of the event loop without anything in flight before time moves: a promise chain or a socket may need one to go on. */
const quietTurns = 2;

/** Timers at one instant after which something must be calling itself without end: a large world needs some ten thousand. */
const mostAtOneInstant = 200_000;

/**
 * Time that moves to the next timer as soon as nothing is in flight, and not otherwise. Two timers of the same instant run in
 * the order in which they were set, one a turn, so that the same night has the same history.
 */
export class SimulatedClock implements Clock {
  #now: number;
  readonly #timers = new TimerQueue();
  #holds = 0;
  #quiet = 0;
  #isTurning = false;
  #isStopped = false;
  #atThisInstant = 0;
  #waiting: (() => void)[] = [];

  readonly #onStuck: (error: Error) => void;

  /** @param onStuck Told when time cannot move because something calls itself for ever; by default that ends the process. */
  constructor(startsAt: Date, onStuck: (error: Error) => void = fail) {
    this.#now = startsAt.getTime();
    this.#onStuck = onStuck;
  }

  now(): number {
    return this.#now;
  }

  at(when: number, act: () => void): Timer {
    if (this.#isStopped) return { cancel: () => undefined };
    const timer = this.#timers.add(Math.max(when, this.#now), act);
    this.#turn();
    return timer;
  }

  after(milliseconds: number, act: () => void): Timer {
    return this.at(this.#now + milliseconds, act);
  }

  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#quiet = 0;
      this.#turn();
    };
  }

  async during<T>(work: Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      return await work;
    } finally {
      release();
    }
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#quiet = 0;
      this.#turn();
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#timers.clear();
    this.#turn();
  }

  #turn(): void {
    if (this.#isTurning || this.#holds > 0) return;
    if (this.#timers.size === 0 && this.#waiting.length === 0) return;
    this.#isTurning = true;
    setImmediate(() => {
      this.#isTurning = false;
      if (this.#holds > 0) return;
      if (this.#quiet < quietTurns) {
        this.#quiet++;
        this.#turn();
        return;
      }
      this.#quiet = 0;
      this.#advance();
      this.#turn();
    });
  }

  #advance(): void {
    const next = this.#timers.take();
    if (next) {
      this.#atThisInstant = next.when > this.#now ? 0 : this.#atThisInstant + 1;
      if (this.#atThisInstant > mostAtOneInstant) {
        this.stop();
        this.#onStuck(
          new Error(
            `Simulated time stands still at ${new Date(this.#now).toISOString()}: two parts of the world undo each other.`,
          ),
        );
        return;
      }
      this.#now = Math.max(this.#now, next.when);
      next.act();
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

function fail(error: Error): never {
  throw error;
}
