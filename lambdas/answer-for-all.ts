import { TransientError } from '../src/domain/errors.ts';
import { few } from '../src/domain/few.ts';
import type { PhaseAnswer } from '../src/domain/run.ts';
import { longestWaitSeconds, shortestWaitSeconds } from '../src/domain/wait-in-bounds.ts';

/** What passes by itself is given this much time to. */
const retrySeconds = 5;

/** How the pass over one item ended: with an answer, with an error, or not at all for want of time. */
export type Outcome = PhaseAnswer | Error | 'not begun';

export interface FailedItem {
  readonly item: string;
  readonly error: Error;
}

export interface Outcomes {
  readonly outcomes: readonly (readonly [item: string, outcome: Outcome])[];
  /** Items of the phase, also those that were finished by an earlier pass. */
  readonly ofAll: number;
  /** What the summary calls them: `nodeGroups`. */
  readonly countAs: string;
  /** When the pass began, ISO 8601. */
  readonly at: string;
  readonly failedTogether: (failed: readonly FailedItem[], ofAll: number) => Error;
}

type Pending = Extract<PhaseAnswer, { readonly status: 'pending' }>;

/** The items of a pass by how they ended; those that are finished are in none. */
interface Sorted {
  readonly notBegun: string[];
  readonly transient: FailedItem[];
  readonly pending: { readonly item: string; readonly answer: Pending }[];
  readonly failed: FailedItem[];
}

/**
 * The one answer for many items: pending as long as one of them is, with the shortest of their waits. An item that failed is asked
 * again beside the others, and fails the phase when they have ended. Trouble that passes by itself is waited for like an item
 * under way; where nothing got an answer it is thrown, so that the state machine's retries count it.
 *
 * @throws {TransientError} when no item got an answer, and one of them for such a reason.
 * @throws The error of the one item that failed, or the one that tells of several.
 */
export function answerForAll({ outcomes, ofAll, countAs, at, failedTogether }: Outcomes): PhaseAnswer {
  const sorted = sort(outcomes);
  const { notBegun, transient, pending, failed } = sorted;
  const isAnswered = outcomes.some(([, outcome]) => outcome !== 'not begun' && !(outcome instanceof Error));
  if (transient[0] && !isAnswered) throw transient[0].error;
  const open = [...notBegun, ...[...transient, ...pending].map(({ item }) => item)];
  if (open.length === 0 && failed[0]) throw failed.length === 1 ? failed[0].error : failedTogether(failed, ofAll);
  if (open.length === 0) return { status: 'done', summary: { [countAs]: ofAll } };
  return {
    status: 'pending',
    waitSeconds: Math.min(longestWaitSeconds, ...waitsOf(sorted)),
    reason: reasonOf(sorted),
    summary: { [countAs]: ofAll, left: open.length, ...(failed.length > 0 ? { failed: failed.length } : {}) },
    // What had no turn comes first, so that every item has one.
    left: { items: [...open, ...failed.map(({ item }) => item)], at },
  };
}

function sort(outcomes: Outcomes['outcomes']): Sorted {
  const sorted: Sorted = { notBegun: [], transient: [], pending: [], failed: [] };
  for (const [item, outcome] of outcomes) {
    if (outcome === 'not begun') sorted.notBegun.push(item);
    else if (outcome instanceof TransientError) sorted.transient.push({ item, error: outcome });
    else if (outcome instanceof Error) sorted.failed.push({ item, error: outcome });
    else if (outcome.status === 'pending') sorted.pending.push({ item, answer: outcome });
  }
  return sorted;
}

function waitsOf({ notBegun, transient, pending }: Sorted): number[] {
  return [
    ...pending.map(({ answer }) => answer.waitSeconds),
    ...transient.map(() => retrySeconds),
    ...notBegun.map(() => shortestWaitSeconds),
  ];
}

function reasonOf({ notBegun, transient, pending, failed }: Sorted): string {
  const [first] = [
    ...pending.map(({ answer }) => answer.reason),
    ...transient.map(({ error }) => error.message),
    ...notBegun.map((item) => `${item}: no time was left for it`),
  ];
  const others = notBegun.length + transient.length + pending.length - 1;
  const more = others > 0 ? `, and ${others} more` : '';
  return failed.length > 0 ? `${first}${more}; failed: ${namesOf(failed)}` : `${first}${more}`;
}

function namesOf(failed: readonly FailedItem[]): string {
  return few(failed.map(({ item }) => item)).join(', ');
}
