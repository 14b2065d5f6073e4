import type { Clock, Timer } from '../../clock/clock.ts';
import { StatusError } from '../status-error.ts';

/** How a queue comes back to a key that was refused: `firstMs` · 2ⁿ up to `longestMs`. Milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What most of Kubernetes' controllers use (client-go's default rate limiter): 5 ms · 2ⁿ up to 16 min 40 s. */
export const defaultBackoff: Backoff = { firstMs: 5, longestMs: 1_000_000 };

interface Refusal {
  readonly count: number;
  readonly at: number;
  /** Waits for something to change, without a timer. */
  readonly isParked: boolean;
}

/**
 * Keys to reconcile, each once however often it was added, worked off in a later turn of the same instant.
 *
 * A refused key (admission, a conflict) comes back with the backoff. Once the longest delay was waited through in vain, the key
 * is parked without a timer, so that simulated time comes to rest; `wake` (something changed that may help) sets it to the
 * moment at which a real controller, which asks again each `longestMs`, would have asked next.
 */
export class WorkQueue {
  readonly #clock: Clock;
  readonly #reconcile: (key: string) => void;
  readonly #backoff: Backoff;
  readonly #ready = new Set<string>();
  readonly #later = new Map<string, { readonly when: number; readonly timer: Timer }>();
  readonly #refusals = new Map<string, Refusal>();
  #turn: Timer | null = null;
  #isStopped = false;

  constructor(clock: Clock, reconcile: (key: string) => void, backoff: Backoff = defaultBackoff) {
    this.#clock = clock;
    this.#reconcile = reconcile;
    this.#backoff = backoff;
  }

  add(key: string): void {
    if (this.#isStopped) return;
    this.#ready.add(key);
    this.#turn ??= this.#clock.after(0, () => this.#workOff());
  }

  /** Adds the key then; of several times the earliest stands. */
  addAt(key: string, when: number): void {
    if (this.#isStopped) return;
    const waiting = this.#later.get(key);
    if (waiting && waiting.when <= when) return;
    waiting?.timer.cancel();
    const timer = this.#clock.at(when, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, { when, timer });
  }

  /** Takes back what `addAt` was told for the key. */
  cancelTimer(key: string): void {
    this.#later.get(key)?.timer.cancel();
    this.#later.delete(key);
  }

  /** The key's object is gone: no timer of it may keep the clock running. */
  forget(key: string): void {
    this.cancelTimer(key);
    this.#refusals.delete(key);
    this.#ready.delete(key);
  }

  wake(): void {
    for (const [key, refusal] of this.#refusals) {
      if (!refusal.isParked) continue;
      const rounds = Math.max(1, Math.ceil((this.#clock.now() - refusal.at) / this.#backoff.longestMs));
      this.#refusals.set(key, { ...refusal, isParked: false });
      this.addAt(key, refusal.at + rounds * this.#backoff.longestMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#turn?.cancel();
    for (const { timer } of this.#later.values()) timer.cancel();
    this.#later.clear();
    this.#ready.clear();
  }

  #workOff(): void {
    this.#turn = null;
    const keys = [...this.#ready];
    this.#ready.clear();
    for (const key of keys) this.#work(key);
  }

  #work(key: string): void {
    try {
      this.#reconcile(key);
      this.#refusals.delete(key);
    } catch (error) {
      // Anything but the API server's refusal is a mistake in a controller, and must be seen.
      if (!(error instanceof StatusError)) throw error;
      this.#tryAgain(key);
    }
  }

  #tryAgain(key: string): void {
    const { firstMs, longestMs } = this.#backoff;
    const count = this.#refusals.get(key)?.count ?? 0;
    const at = this.#clock.now();
    const waited = count === 0 ? 0 : delayAfter(count - 1, firstMs, longestMs);
    const isParked = waited >= longestMs;
    this.#refusals.set(key, { count: count + 1, at, isParked });
    if (!isParked) this.addAt(key, at + delayAfter(count, firstMs, longestMs));
  }
}

function delayAfter(count: number, firstMs: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** count, longestMs);
}
