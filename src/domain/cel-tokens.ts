/** One word of a CEL expression. `odd-text` is a string literal with escapes that are not read here. */
export interface Token {
  readonly kind: 'text' | 'odd-text' | 'number' | 'name' | 'sign';
  /** A text without its quotes; everything else as it stands. */
  readonly text: string;
}

const token =
  /(?:\s|\/\/[^\n]*)*(?:(?<raw>[rR]"[^"\n]*"|[rR]'[^'\n]*')|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<number>\d[\w.]*)|(?<name>[A-Za-z_]\w*)|(?<sign>&&|\|\||==|!=|<=|>=|[!<>()[\].,?:+\-*/%]))/y;

const trailing = /(?:\s|\/\/[^\n]*)*$/y;

/** Cuts a CEL expression into its words; null when it holds something that is not read here (maps, triple quotes, bytes). */
export function tokenize(expression: string): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    trailing.lastIndex = at;
    if (trailing.test(expression)) return tokens;
    token.lastIndex = at;
    const groups = token.exec(expression)?.groups;
    if (!groups) return null;
    at = token.lastIndex;
    tokens.push(tokenOf(groups));
  }
}

function tokenOf({ raw, text, number, name, sign }: Readonly<Record<string, string | undefined>>): Token {
  if (raw !== undefined) return { kind: 'text', text: raw.slice(2, -1) };
  if (text !== undefined) return textToken(text.slice(1, -1));
  if (number !== undefined) return { kind: 'number', text: number };
  if (name !== undefined) return { kind: 'name', text: name };
  return { kind: 'sign', text: sign ?? '' };
}

function textToken(inside: string): Token {
  if (/\\[^\\'"]/.test(inside.replaceAll('\\\\', ''))) return { kind: 'odd-text', text: inside };
  return { kind: 'text', text: inside.replaceAll(/\\([\\'"])/g, '$1') };
}
