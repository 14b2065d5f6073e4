import type { Catcher, Retrier } from '../definition/definition.ts';
import type { StateFailure } from '../failure.ts';
import type { Random } from '../random.ts';

/** No wildcard finds these: the first nothing at all, the second only its own name. */
const runtimeError = 'States.Runtime';
const dataLimitError = 'States.DataLimitExceeded';
/** Not failures of the task itself, so States.TaskFailed does not stand for them. */
const notTaskFailures = ['States.Timeout', 'States.HeartbeatTimeout', 'States.QueryEvaluationError'];

/** Whether an ErrorEquals names the failure. */
export function matches(errorEquals: readonly string[], failure: StateFailure): boolean {
  const { error, alsoMatches } = failure;
  if (error === runtimeError) return false;
  if (error !== undefined && errorEquals.includes(error)) return true;
  if (alsoMatches !== undefined && errorEquals.includes(alsoMatches)) return true;
  if (error === dataLimitError) return false;
  if (errorEquals.includes('States.ALL')) return true;
  return errorEquals.includes('States.TaskFailed') && error !== undefined && !notTaskFailures.includes(error);
}

/** The retriers of one visit, each with a count of its own. */
export class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #random: Random;
  readonly #counts = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[], random: Random) {
    this.#retriers = retriers;
    this.#random = random;
  }

  /** Milliseconds until the next attempt; null when there is none. */
  delayAfter(failure: StateFailure): number | null {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
    if (!retrier) return null;
    const count = this.#counts.get(retrier) ?? 0;
    if (count >= (retrier.MaxAttempts ?? 3)) return null;
    this.#counts.set(retrier, count + 1);
    const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** count;
    const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
    const share = retrier.JitterStrategy === 'FULL' ? this.#random() : 1;
    return Math.round(seconds * share * 1000);
  }
}

/** The first catcher that names the failure, with its place. */
export function catcherOf(
  catchers: readonly Catcher[],
  failure: StateFailure,
): { readonly catcher: Catcher; readonly index: number } | null {
  const index = catchers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure));
  const catcher = catchers[index];
  return catcher ? { catcher, index } : null;
}
