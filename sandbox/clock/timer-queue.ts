import type { Timer } from './clock.ts';

interface Entry {
  readonly when: number;
  readonly order: number;
  readonly act: () => void;
  isCancelled: boolean;
}

/** A binary heap of timers: earliest first, and among equals the one that was set first. */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  #order = 0;
  #live = 0;

  get size(): number {
    return this.#live;
  }

  add(when: number, act: () => void): Timer {
    const entry: Entry = { when, order: this.#order++, act, isCancelled: false };
    this.#heap.push(entry);
    this.#live++;
    this.#rise(this.#heap.length - 1);
    return {
      cancel: () => {
        if (entry.isCancelled) return;
        entry.isCancelled = true;
        this.#live--;
      },
    };
  }

  /** When the next timer is due, or null when there is none. */
  nextAt(): number | null {
    this.#dropCancelled();
    return this.#heap[0]?.when ?? null;
  }

  /** Takes the next timer off the queue; null when there is none. */
  take(): { readonly when: number; readonly act: () => void } | null {
    this.#dropCancelled();
    const entry = this.#removeFirst();
    if (!entry) return null;
    // From here on a cancel comes too late and must not count twice.
    entry.isCancelled = true;
    this.#live--;
    return entry;
  }

  clear(): void {
    for (const entry of this.#heap) entry.isCancelled = true;
    this.#heap.length = 0;
    this.#live = 0;
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.isCancelled) this.#removeFirst();
  }

  #removeFirst(): Entry | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first && last && first !== last) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    return first;
  }

  #isBefore(left: number, right: number): boolean {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (!a || !b) return false;
    return a.when === b.when ? a.order < b.order : a.when < b.when;
  }

  #swap(left: number, right: number): void {
    const a = this.#heap[left];
    const b = this.#heap[right];
    if (!a || !b) return;
    this.#heap[left] = b;
    this.#heap[right] = a;
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(smaller, index)) return;
      this.#swap(index, smaller);
      index = smaller;
    }
  }
}
