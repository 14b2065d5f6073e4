import type { EngineOptions } from '../engine.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { keepExecution } from './kept-execution.ts';

/** Hands executions on that have moved, each with the events that were not handed on before. */
export class ProgressTeller {
  readonly #onProgress: EngineOptions['onProgress'];
  readonly #told = new WeakMap<ExecutionRecord, number>();

  constructor(onProgress: EngineOptions['onProgress']) {
    this.#onProgress = onProgress;
  }

  tell(record: ExecutionRecord): void {
    if (!this.#onProgress) return;
    const { events } = record.history;
    const untold = events.slice(this.#told.get(record) ?? 0);
    this.#told.set(record, events.length);
    this.#onProgress(keepExecution(record), untold);
  }

  /** Its events so far were handed on by another process. */
  knows(record: ExecutionRecord): void {
    this.#told.set(record, record.history.events.length);
  }
}
