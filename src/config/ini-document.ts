import type { Finding } from './problems.ts';
import { shownPath, shownValue } from './shown-value.ts';

/** One `key = value` of an ini file. */
export interface IniEntry {
  readonly section: string;
  /** In small letters: case does not count. */
  readonly key: string;
  readonly value: string;
  /** `config.ini:3:1` */
  readonly keyAt: string;
  readonly valueAt: string;
}

export interface IniDocument {
  readonly entries: readonly IniEntry[];
  /** What no reader of such files would take. */
  readonly findings: readonly Finding[];
}

interface Line {
  readonly text: string;
  readonly trimmed: string;
  readonly number: number;
  readonly indent: number;
}

interface OpenEntry extends Omit<IniEntry, 'value'> {
  readonly lines: string[];
}

/**
 * Reads an ini file as Python's configparser does, whose dialect the original tool has: `=` or `:`, comments that fill a line, values
 * that go on in lines indented deeper, `%%` for a percent sign. Other interpolation and a section DEFAULT are refused.
 * https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 *
 * @param file How the file is called in findings.
 */
export function iniDocument(text: string, file: string): IniDocument {
  const reader = new IniReader(file);
  const lines = text.replace(/^\u{feff}/u, '').split(/\r\n|\r|\n/);
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    reader.take({ text: line, trimmed, number: index + 1, indent: line.length - line.trimStart().length });
  }
  return reader.end();
}

class IniReader {
  readonly #file: string;
  readonly #findings: Finding[] = [];
  readonly #sections = new Set<string>();
  readonly #keys = new Set<string>();
  readonly #entries: OpenEntry[] = [];
  #section: string | null = null;
  #entry: OpenEntry | null = null;
  #indent = 0;
  #isInKey = false;

  constructor(file: string) {
    this.#file = file;
  }

  take(line: Line): void {
    // Of a private key that was pasted in, no message may show the lines that follow the first.
    const wasInKey = this.#isInKey;
    this.#isInKey = !/-----END /.test(line.trimmed) && (wasInKey || /-----BEGIN /.test(line.trimmed));
    if (wasInKey) return;
    if (/^[#;]/.test(line.trimmed)) return;
    if (line.trimmed === '') {
      this.#entry?.lines.push('');
      return;
    }
    if (this.#entry && line.indent > this.#indent) {
      this.#entry.lines.push(line.trimmed);
      return;
    }
    this.#indent = line.indent;
    this.#entry = null;
    const header = /^\[(.+)\]\s*([#;].*)?$/.exec(line.trimmed);
    if (header) this.#open(header[1] ?? '', line);
    else this.#keep(line);
  }

  #open(name: string, line: Line): void {
    this.#section = name;
    if (name === 'DEFAULT') {
      this.#refuse(
        line,
        '[DEFAULT]',
        'gives keys to all sections, which is not read here',
        'Write each key in its own section.',
      );
    } else if (this.#sections.has(name)) {
      this.#refuse(line, `[${shownPath([name])}]`, 'stands twice', 'Put its keys into one section.');
    }
    this.#sections.add(name);
  }

  #keep(line: Line): void {
    const delimiter = line.trimmed.search(/[=:]/);
    const key = line.trimmed.slice(0, Math.max(0, delimiter)).trimEnd().toLowerCase();
    const value = line.trimmed.slice(delimiter + 1).trimStart();
    if (key === '') {
      const cure = `Write key = value, [section], or a comment that begins with #${hintOf(line.trimmed)}.`;
      this.#refuse(line, shownValue(line.trimmed), 'is neither a key with a value nor a section', cure);
      return;
    }
    if (this.#section === null) {
      this.#refuse(
        line,
        shownPath([key]),
        'stands before any section',
        'Write the section above it, for example [timeouts].',
      );
      return;
    }
    const section = this.#section;
    if (this.#keys.has(`${section}\0${key}`)) {
      this.#refuse(line, shownPath([section, key]), 'stands twice', 'Keep one of them.');
    }
    this.#keys.add(`${section}\0${key}`);
    const valueColumn = value === '' ? line.text.trimEnd().length + 1 : line.text.trimEnd().length - value.length + 1;
    this.#entry = {
      ...{ section, key, lines: [value] },
      keyAt: this.#at(line.number, line.indent + 1),
      valueAt: this.#at(line.number, valueColumn),
    };
    this.#entries.push(this.#entry);
  }

  end(): IniDocument {
    const entries = this.#entries.map(({ lines, ...entry }): IniEntry => {
      const written = lines.join('\n').trimEnd();
      if (/%/.test(written.replaceAll('%%', ''))) {
        this.#findings.push(() => ({
          field: shownPath([entry.section, entry.key]),
          what: `${shownValue(written)} has a % that stands for something else`,
          cure: 'Write the value itself, and %% for a percent sign.',
          where: entry.valueAt,
        }));
      }
      return { ...entry, value: written.replaceAll('%%', '%') };
    });
    return { entries, findings: this.#findings };
  }

  #refuse(line: Line, field: string, what: string, cure: string): void {
    this.#findings.push(() => ({ field, what, cure, where: this.#at(line.number, line.indent + 1) }));
  }

  #at(line: number, column: number): string {
    return `${this.#file}:${line}:${column}`;
  }
}

/** A section whose bracket is missing, most of all. */
function hintOf(text: string): string {
  return text.startsWith('[') ? '; a section ends with ]' : '';
}
