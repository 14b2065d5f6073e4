/**
 * A state that failed, in the States Language's terms. `error` is absent where a Fail state names none, `cause` where AWS gives none
 * (timeouts). `alsoMatches`: a second name under which Retry and Catch find it.
 */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly failureCause: string | undefined;
  readonly alsoMatches: string | undefined;

  constructor(error: string | undefined, failureCause?: string, alsoMatches?: string) {
    super(`${error ?? 'no error'}: ${failureCause ?? 'no cause'}`);
    this.error = error;
    this.failureCause = failureCause;
    this.alsoMatches = alsoMatches;
  }

  /** As events and descriptions have it: only the keys that there is something for. */
  get details(): { readonly error?: string; readonly cause?: string } {
    return {
      ...(this.error === undefined ? {} : { error: this.error }),
      ...(this.failureCause === undefined ? {} : { cause: this.failureCause }),
    };
  }
}

/** An expression that gave nothing, threw, or gave a value of the wrong type. `field` is the place in the state: `Output/items[0]`. */
export class QueryFailure extends Error {
  override readonly name = 'QueryFailure';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** Thrown through whatever an execution was doing when it was stopped, timed out, or when a sibling branch failed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  constructor() {
    super('The execution no longer waits for this.');
  }
}
