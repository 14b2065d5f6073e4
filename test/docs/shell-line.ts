import type { Block } from './pages.ts';

/** One command as a person types it: lines that end with a backslash are joined. */
export interface ShellLine {
  /** Where it stands: `docs/faq.md:12`, or the command whose help shows it. */
  readonly at: string;
  readonly text: string;
  /** What it ends with: 0, unless a comment behind it says `# exits 4`. */
  readonly exitCode: number;
  readonly before: string | null;
}

/** The commands of a block: all its lines in ```sh, those after a prompt in ```console. */
export function shellLines(block: Block): ShellLine[] {
  if (block.language !== 'sh' && block.language !== 'console') return [];
  return joinedLines(block)
    .filter(({ text }) => block.language === 'sh' || text.startsWith('$ '))
    .map(({ at, text }) => ({ at, ...withoutComment(text.replace(/^\$ /, '')) }))
    .filter(({ text }) => text !== '')
    .map((line, index) => ({ ...line, before: index === 0 ? block.before : null }));
}

/** Lines that end with a backslash go on in the next. */
function joinedLines({ page, firstLine, lines }: Block): Pick<ShellLine, 'at' | 'text'>[] {
  const joined: { at: string; text: string }[] = [];
  let goesOn = false;
  for (const [index, line] of lines.entries()) {
    const text = line.endsWith('\\') ? line.slice(0, -1).trimEnd() : line;
    const last = joined.at(-1);
    if (goesOn && last) last.text += ` ${text.trimStart()}`;
    else joined.push({ at: `${page}:${firstLine + index}`, text });
    goesOn = line.endsWith('\\');
  }
  return joined;
}

/** What stands before ` # …`, and the exit code that the comment may name. */
export function withoutComment(line: string): Pick<ShellLine, 'text' | 'exitCode'> {
  const [, text = '', comment = ''] = /^((?:'[^']*'|"[^"]*"|[^'"#]|(?<=\S)#)*)(#.*)?$/.exec(line) ?? ['', line];
  const [, code = '0'] = /\bexits (\d+)\b/.exec(comment) ?? [];
  return { text: text.trim(), exitCode: Number(code) };
}

/** A command that needs no shell: its words, and the variables that are set for it alone. */
export interface Typed {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads quotes as a shell does. Null where a shell must do more: pipes, redirections, variables, several commands. */
export function typed(text: string): Typed | null {
  const words: string[] = [];
  const word = /\s+|((?:'[^']*'|"(?:[^"\\$`]|\\.)*"|\\.|[^\s'"\\|&;<>()$`*?])+)/gy;
  while (word.lastIndex < text.length) {
    const match = word.exec(text);
    if (!match) return null;
    if (match[1] !== undefined) words.push(unquoted(match[1]));
  }
  const environment: Record<string, string> = {};
  while (/^[A-Z][A-Z0-9_]*=/.test(words[0] ?? '')) {
    const [name = '', ...value] = (words.shift() ?? '').split('=');
    environment[name] = value.join('=');
  }
  return { words, environment };
}

function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? '',
  );
}

/** The words of ours that a line is, or null where it is another command. */
export function ourWords({ words }: Typed): readonly string[] | null {
  const [first, second] = words;
  if (first === 'eks-scheduler') return words.slice(1);
  if (first === 'npx' && second === 'eks-scheduler') return words.slice(2);
  return null;
}
