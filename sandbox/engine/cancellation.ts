import type { Clock } from '../clock/clock.ts';
import { Cancelled } from './failure.ts';

/**
 * Says that nobody waits for a piece of work any more. A run has one, each branch and iteration one below it; cancelling reaches
 * everything below. Work checks it after every wait, so that a late answer never touches an execution that has moved on.
 */
export class Cancellation {
  #isCancelled = false;
  readonly #listeners = new Set<() => void>();

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    for (const listener of [...this.#listeners]) listener();
    this.#listeners.clear();
  }

  /** Calls back once on a cancel; returns what takes the call back. */
  onCancel(listener: () => void): () => void {
    if (this.#isCancelled) {
      listener();
      return () => undefined;
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A cancellation below this one. `detach` it when its work is over. */
  child(): { readonly cancellation: Cancellation; readonly detach: () => void } {
    const cancellation = new Cancellation();
    return { cancellation, detach: this.onCancel(() => cancellation.cancel()) };
  }

  throwIfCancelled(): void {
    if (this.#isCancelled) throw new Cancelled();
  }

  /** The promise's outcome, or Cancelled if that comes first. */
  async race<T>(work: Promise<T>): Promise<T> {
    let forget = (): void => undefined;
    const cancelled = new Promise<never>((_, reject) => {
      forget = this.onCancel(() => reject(new Cancelled()));
    });
    try {
      return await Promise.race([cancelled, work]);
    } finally {
      forget();
    }
  }

  /** Waits on the clock. */
  sleep(clock: Clock, milliseconds: number): Promise<void> {
    let wake = (): void => undefined;
    const timer = clock.after(milliseconds, () => wake());
    const forget = this.onCancel(() => timer.cancel());
    const rung = new Promise<void>((resolve) => {
      wake = resolve;
    });
    return this.race(rung).finally(forget);
  }
}
