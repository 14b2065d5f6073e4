import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  visit,
} from 'yaml';
import { ConfigurationError } from '../domain/errors.ts';
import type { Path } from './problems.ts';

/** One document of a YAML file, as plain data. */
export interface YamlDocument {
  readonly value: unknown;
  /** Where the key at this path stands, or the nearest thing above it that is there: `file.yaml:12:3`. */
  readonly at: (path: Path) => string;
}

/** Aliases may multiply what stands once; a hundred at most, counted with what they repeat. */
const mostAliases = 100;

/**
 * Reads all documents of a YAML file; empty ones are left out. What YAML allows and nobody means is refused: keys that stand
 * twice or are no text, tags, aliases that multiply without end, nesting without end, and keys that mean something to JavaScript.
 *
 * @param file How the file is called in errors.
 * @throws {ConfigurationError} with line and column of the first thing that is wrong: what follows is mostly its consequence.
 */
export function yamlDocuments(text: string, file: string): YamlDocument[] {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const documents = parsed(text, file, lines);
  return documents.flatMap((document): YamlDocument[] => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem) throw notYaml(problem.message, at(problem.pos[0]));
    const value = plainValue(document, at);
    if (value === null || value === undefined) return [];
    // Looking into every key takes time that a world of megabytes need not spend.
    if (text.includes('__proto__')) assertNoPrototype(document, at);
    return [{ value, at: (path) => at(offsetOf(document.contents, path)) }];
  });
}

function parsed(text: string, file: string, lineCounter: LineCounter): Document.Parsed[] {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
      logLevel: 'error',
    });
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    throw notYaml(error instanceof Error ? error.message : String(error), file);
  }
}

function plainValue(document: Document.Parsed, at: (offset: number) => string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw notYaml(message, at(aliasOffset(document, message)));
  }
}

/** Where the alias stands that the message names (`Unresolved alias …: name`), or else the first one: only aliases can fail here. */
function aliasOffset(document: Document.Parsed, message: string): number {
  const offsets: number[] = [];
  const named: number[] = [];
  visit(document, {
    Alias: (_key, { source, range }) => {
      offsets.push(range?.[0] ?? 0);
      if (message.endsWith(`: ${source}`)) named.push(range?.[0] ?? 0);
    },
  });
  return named[0] ?? offsets[0] ?? 0;
}

function notYaml(message: string, where: string): ConfigurationError {
  if (message.includes('alias count')) {
    return new ConfigurationError(
      `YAML: aliases (*name) multiply the document without end (${where}).`,
      'Write the document without so many aliases.',
    );
  }
  if (message.includes('call stack')) {
    return new ConfigurationError(
      `YAML: is nested too deep (${where}).`,
      'Correct the YAML: look for brackets that do not end.',
    );
  }
  if (message.includes('stringKeys')) {
    return new ConfigurationError(
      `YAML: a key is a list, a group or an alias, not text (${where}).`,
      'Write the key as text.',
    );
  }
  return new ConfigurationError(`YAML: ${message.replace(/\.$/, '')} (${where}).`, 'Correct the YAML.');
}

function assertNoPrototype(document: Document.Parsed, at: (offset: number) => string): void {
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      throw new ConfigurationError(`__proto__: is not known (${at(key.range?.[0] ?? 0)}).`, 'Remove it.');
    },
  });
}

function offsetOf(root: ParsedNode | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isNode(key) && String(key) === String(step));
      if (!isPair(pair)) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
      continue;
    }
    node = isNode(node) && 'get' in node && typeof node.get === 'function' ? node.get(step, true) : undefined;
    offset = startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
