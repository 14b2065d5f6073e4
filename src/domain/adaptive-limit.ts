/** In flight at first: enough to learn from, little enough to harm nobody. */
const startsWith = 16;
/** Answers this quick say that the API server has room, in milliseconds. */
const quickMs = 1_000;
/** Answers this slow say that requests only wait for each other. */
const slowMs = 5_000;

/**
 * How many requests may be in flight at once. It doubles while the API server answers quickly and, once it has been
 * throttled, grows by single steps; it halves where requests are throttled, and shrinks a little where answers are slow.
 *
 * One window is as many answers as may be in flight, so that a change is judged by requests that were sent after it.
 */
export class AdaptiveLimit {
  readonly #most: number;
  #limit: number;
  /** Doubling ends here: half of where it was throttled last. */
  #careful: number;
  #window = 0;
  #answers = 0;
  #milliseconds = 0;

  /** @param most What the configuration allows. */
  constructor(most: number) {
    this.#most = Math.max(1, most);
    this.#limit = Math.min(startsWith, this.#most);
    this.#careful = this.#most;
  }

  get current(): number {
    return this.#limit;
  }

  /** To be kept with a request from its start, and given back with its answer. */
  get window(): number {
    return this.#window;
  }

  answered(milliseconds: number): void {
    this.#answers += 1;
    this.#milliseconds += milliseconds;
    if (this.#answers < this.#limit) return;
    const mean = this.#milliseconds / this.#answers;
    if (mean > slowMs) this.#become(Math.ceil(this.#limit * 0.75));
    else if (mean > quickMs) this.#become(this.#limit);
    else this.#become(this.#limit < this.#careful ? Math.min(this.#limit * 2, this.#careful) : this.#limit + 1);
  }

  /** @param window The window in which the request was sent: many are refused at once, and the limit halves once. */
  throttled(window: number): void {
    if (window < this.#window) return;
    this.#careful = Math.max(1, Math.floor(this.#limit / 2));
    this.#become(this.#careful);
  }

  #become(limit: number): void {
    this.#limit = Math.min(Math.max(1, limit), this.#most);
    this.#window += 1;
    this.#answers = 0;
    this.#milliseconds = 0;
  }
}
