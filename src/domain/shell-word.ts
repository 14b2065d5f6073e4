/** A word as a shell takes it: names are a person's, and may hold anything. */
export function shellWord(text: string): string {
  return /^[\w:/.@%=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
