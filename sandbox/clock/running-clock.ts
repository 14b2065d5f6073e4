import type { Clock, Timer } from './clock.ts';

/** The longest delay that setTimeout takes: 2^31 - 1 milliseconds, about 24 days. */
const longestDelay = 2 ** 31 - 1;

/** Time that runs by itself: as on the wall (speed 1), or so many times faster. */
export class RunningClock implements Clock {
  readonly #speed: number;
  readonly #startedAt: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  #holds = 0;
  #isStopped = false;
  #waiting: (() => void)[] = [];

  constructor(speed = 1, startsAt: Date = new Date()) {
    this.#speed = speed;
    this.#startedAt = startsAt.getTime() - performance.now() * speed;
  }

  now(): number {
    return Math.round(this.#startedAt + performance.now() * this.#speed);
  }

  at(when: number, act: () => void): Timer {
    return this.after(when - this.now(), act);
  }

  after(milliseconds: number, act: () => void): Timer {
    if (this.#isStopped) return { cancel: () => undefined };
    const delay = Math.min(Math.max(0, milliseconds / this.#speed), longestDelay);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
      this.#tellIfSettled();
    }, delay);
    this.#timers.add(timer);
    return {
      cancel: () => {
        clearTimeout(timer);
        this.#timers.delete(timer);
      },
    };
  }

  hold(): () => void {
    this.#holds++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds--;
      this.#tellIfSettled();
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
      setImmediate(() => this.#tellIfSettled());
    });
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#tellIfSettled();
  }

  #tellIfSettled(): void {
    if (this.#holds > 0 || this.#timers.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
