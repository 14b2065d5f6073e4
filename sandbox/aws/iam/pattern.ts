/** A text with IAM's wildcards, ready to be compared. */
export interface Pattern {
  readonly text: string;
  matches(value: string): boolean;
}

/** `*` is any text, also none; `?` is one character. */
export function pattern(text: string, options: { readonly ignoreCase?: boolean } = {}): Pattern {
  if (!/[*?]/.test(text)) {
    const fold = (value: string) => (options.ignoreCase ? value.toLowerCase() : value);
    const wanted = fold(text);
    return { text, matches: (value) => fold(value) === wanted };
  }
  const source = text
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, options.ignoreCase ? 'is' : 's');
  return { text, matches: (value) => expression.test(value) };
}

const arnParts = 6;

/** As ArnLike compares: each of the six parts for itself, so that a wildcard does not reach over a colon; the last part is the rest. */
export function arnPattern(text: string): Pattern {
  const wanted = partsOf(text).map((part) => pattern(part));
  return {
    text,
    matches: (value) => {
      const parts = partsOf(value);
      return parts.length === wanted.length && wanted.every((one, index) => one.matches(parts[index] ?? ''));
    },
  };
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= arnParts ? parts : [...parts.slice(0, arnParts - 1), parts.slice(arnParts - 1).join(':')];
}
