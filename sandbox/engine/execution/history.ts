import type { Clock } from '../../clock/clock.ts';
import type { HistoryEvent } from '../engine.ts';
import { StateFailure } from '../failure.ts';

/** The events that an execution may have; one place is kept for the one that closes it. */
const limit = 25_000;

export type EventDetails = Readonly<Record<string, unknown>>;

/** The events of one execution, numbered from 1. */
export class History {
  readonly #clock: Clock;
  readonly #events: HistoryEvent[];

  constructor(clock: Clock, events: readonly HistoryEvent[] = []) {
    this.#clock = clock;
    this.#events = [...events];
  }

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  get isFull(): boolean {
    return this.#events.length >= limit - 1;
  }

  /** Throws StateFailure, which nothing catches, where only the place for the end is left. */
  add(type: string, previousEventId: number, details: EventDetails = {}): number {
    if (this.isFull) {
      const cause = `The execution reached the maximum number of history events (${limit}).`;
      throw new StateFailure('States.Runtime', cause);
    }
    return this.close(type, previousEventId, details);
  }

  /** Adds the event that ends the execution: it always has a place. */
  close(type: string, previousEventId: number, details: EventDetails = {}): number {
    const id = this.#events.length + 1;
    this.#events.push({ id, previousEventId, timestamp: this.#clock.now(), type, ...details });
    return id;
  }
}
