import { matchesGlob } from './glob.ts';

/** Says whether some name fits both globs. `*` stands for any run of characters, also none, `?` for exactly one. */
export function globsMeet(one: string, other: string): boolean {
  // From the ends backwards. below[at]: what of `one` has been looked at, and `other` from `at` on, have a name in common.
  let below: boolean[] = [];
  for (let index = one.length; index >= 0; index -= 1) {
    const row: boolean[] = [];
    for (let at = other.length; at >= 0; at -= 1) {
      row[at] = restsMeet(one[index], other[at], { below: below[at], next: row[at + 1], both: below[at + 1] });
    }
    below = row;
  }
  return below[0] ?? false;
}

interface Rests {
  /** What the rests have in common without the first letter of `one`, of the other, of both. */
  readonly below: boolean | undefined;
  readonly next: boolean | undefined;
  readonly both: boolean | undefined;
}

function restsMeet(letter: string | undefined, wanted: string | undefined, { below, next, both }: Rests): boolean {
  if (letter === undefined && wanted === undefined) return true;
  if (letter === '*' || wanted === '*') return Boolean(below || next);
  if (letter === undefined || wanted === undefined) return false;
  return Boolean(both) && (letter === wanted || letter === '?' || wanted === '?');
}

/** Says whether every name that fits the glob surely fits the wider one too. It may miss such a case, and invents none. */
export function isWithinGlob(glob: string, wider: string): boolean {
  // Read as text, a * of the glob is taken by a * of the wider one, which is right, or by a ?, which is not.
  return matchesGlob(wider, glob) && !(glob.includes('*') && wider.includes('?'));
}
