import fc from 'fast-check';
import { aHistory, type History } from './history.ts';
import { playHistory } from './play-history.ts';

/** What a search came to. */
export interface Found {
  /** Histories that were played, without those that made a counterexample smaller. */
  readonly histories: number;
  /** The smallest history that breaks the promise, or null. */
  readonly counterexample: { readonly history: History; readonly problems: readonly string[] } | null;
}

export interface Search {
  readonly seed: number;
  readonly histories: number;
  /** Told after each history. */
  readonly onPlayed?: () => void;
}

/** Plays that many histories, or fewer where one breaks the promise; that one is made as small as it can be. */
export async function searchHistories({ seed, histories, onPlayed }: Search): Promise<Found> {
  const property = fc.asyncProperty(aHistory, async (history) => {
    const { problems, log } = await playHistory(history);
    onPlayed?.();
    if (problems.length > 0) throw new Error([...log, ...problems].join('\n'));
  });
  const { numRuns, counterexample } = await fc.check(property, { seed, numRuns: histories });
  const [history] = counterexample ?? [];
  if (!history) return { histories: numRuns, counterexample: null };
  const { problems, log } = await playHistory(history);
  return { histories: numRuns, counterexample: { history, problems: [...log, ...problems] } };
}
