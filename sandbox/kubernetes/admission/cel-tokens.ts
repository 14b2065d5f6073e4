/** A piece of an expression of the Common Expression Language. */
export type Token =
  | { readonly type: 'text' | 'name' | 'sign'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'end'; readonly value: '' };

/** The expression is wrong, or beyond what the twin can evaluate. */
export class CelError extends Error {
  override readonly name = 'CelError';
}

const forms = [
  { type: 'space', form: /\s+/y },
  { type: 'raw', form: /r'([^']*)'|r"([^"]*)"/y },
  { type: 'text', form: /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y },
  { type: 'number', form: /\d+(?:\.\d+)?/y },
  { type: 'name', form: /[A-Za-z_][A-Za-z0-9_]*/y },
  { type: 'sign', form: /&&|\|\||==|!=|<=|>=|[!<>()[\].,?:+-]/y },
] as const;

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/g, (_whole, letter: string) => escapes[letter] ?? letter);
}

/** @throws {CelError} at a letter that no token begins with. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < expression.length) {
    const found = readAt(expression, position);
    if (!found) throw new CelError(`unexpected '${expression[position]}' at ${position} of: ${expression}`);
    position = found.end;
    if (found.token) tokens.push(found.token);
  }
  tokens.push({ type: 'end', value: '' });
  return tokens;
}

function readAt(expression: string, position: number): { readonly end: number; readonly token: Token | null } | null {
  for (const { type, form } of forms) {
    form.lastIndex = position;
    const match = form.exec(expression);
    if (!match) continue;
    const inner = match[1] ?? match[2] ?? '';
    return { end: form.lastIndex, token: tokenOf(type, match[0], inner) };
  }
  return null;
}

function tokenOf(type: (typeof forms)[number]['type'], whole: string, inner: string): Token | null {
  if (type === 'space') return null;
  if (type === 'raw') return { type: 'text', value: inner };
  if (type === 'text') return { type: 'text', value: withoutEscapes(inner) };
  if (type === 'number') return { type, value: Number(whole) };
  return { type, value: whole };
}
