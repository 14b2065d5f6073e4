/** When each stop that the table still knows of began (ISO 8601, UTC), by run id. It goes back 90 days. */
export type StopHistory = ReadonlyMap<string, string>;

/** One of the two copies of what must come back, and the run that wrote it; null where it does not say. */
export interface Copy<T> {
  readonly value: T;
  readonly runId: string | null;
}

export interface CopyChoice {
  readonly winner: 'table' | 'mark';
  /** Why it won, to follow "taken, because". */
  readonly why: string;
}

/**
 * Says which of two copies that disagree is believed: the table's or the mark's (a tag or an annotation). The one of a run that the
 * history knows wins, of two such the later one: it was written by a stop, not by hand and not by a tool that puts old marks back.
 * Where the history does not tell them apart, the larger one wins: a morning with too much is cheaper than one with too little.
 *
 * @param compare Positive where the first value is the larger.
 */
export function chooseCopy<T>(
  table: Copy<T>,
  mark: Copy<T>,
  history: StopHistory,
  compare: (one: T, other: T) => number,
): CopyChoice {
  const tableAt = history.get(table.runId ?? '') ?? '';
  const markAt = history.get(mark.runId ?? '') ?? '';
  if (tableAt !== markAt) {
    const winner = tableAt > markAt ? 'table' : 'mark';
    const isOtherKnown = tableAt !== '' && markAt !== '';
    return { winner, why: isOtherKnown ? 'its stop is the later one' : 'only its stop is in the history of runs' };
  }
  const winner = compare(table.value, mark.value) >= 0 ? 'table' : 'mark';
  return { winner, why: 'it is the larger one, and the history of runs does not tell them apart' };
}
