/**
 * The known words that a mistyped one most likely means, nearest first: at most three, none when nothing is near. Case does not
 * count.
 */
export function nearest(word: string, known: readonly string[]): readonly string[] {
  const longestDistance = Math.max(2, Math.floor(word.length / 3));
  return (
    known
      // Nobody mistypes a name into something much longer, and to measure megabytes takes seconds.
      .filter((candidate) => Math.abs(candidate.length - word.length) <= longestDistance)
      .map((candidate) => ({ candidate, distance: distanceBetween(word.toLowerCase(), candidate.toLowerCase()) }))
      .filter(({ distance }) => distance <= longestDistance)
      .sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1))
      .slice(0, 3)
      .map(({ candidate }) => candidate)
  );
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (one[line - 1] === other[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
