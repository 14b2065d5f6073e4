/**
 * The time of a sandbox. Everything in it that waits uses this clock, so that a night takes seconds and the same night is the
 * same each time.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `act` when the time has come (at once, in a later turn, when it is past). */
  at(when: number, act: () => void): Timer;
  after(milliseconds: number, act: () => void): Timer;
  /**
   * Something is in flight (a request, a function) that no timer stands for: simulated time stands still until every hold is
   * released. Returns the release, which may be called more than once.
   */
  hold(): () => void;
  /** Holds the clock while the promise is pending. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Resolves when no timer is left and nothing is in flight (simulated), or `stop` was called. */
  settled(): Promise<void>;
  /** Forgets all timers. */
  stop(): void;
}

export interface Timer {
  cancel(): void;
}
