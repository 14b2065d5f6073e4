import { stringify } from 'yaml';
import { visibleText } from '../../domain/visible-text.ts';
import { defaults } from '../defaults.ts';
import { hasValueAt, isGroup, laidOver } from '../lay-over.ts';
import type { OriginalAccount } from './accounts-source.ts';
import { originalManner, type ReadEntry } from './ini-source.ts';
import type { OriginalKey, Values } from './original-key.ts';
import { originalKeys } from './original-keys.ts';

/** What is translated. */
export interface ToMigrate {
  /** How the config.ini is called. */
  readonly file: string;
  readonly entries: readonly ReadEntry[];
  /** Null without an accounts.json. */
  readonly accounts: MigratedAccounts | null;
}

interface MigratedAccounts {
  readonly file: string;
  readonly list: readonly OriginalAccount[];
  /** What they come to. */
  readonly layer: Values;
}

const width = 120;

/**
 * The same configuration in YAML. A comment tells of each value where it comes from and what is different here; comments at the end
 * tell of what has no effect, and of defaults that differ where the file says nothing.
 */
export function migratedYaml(given: ToMigrate): string {
  const { file, entries, accounts } = given;
  const ofIni = entries.reduce<Values>((under, { layer }) => laidOver(under, layer), originalManner);
  const layer = laidOver(ofIni, accounts?.layer ?? {});
  const inOrder = Object.fromEntries(
    Object.keys(defaults)
      .filter((key) => key in layer)
      .map((key) => [key, layer[key]]),
  );
  const from = accounts === null ? file : `${file} and ${accounts.file}`;
  return [
    ...comment(
      `Made from ${from} by eks-scheduler config migrate. Every other key has its default: docs/configuration.md.`,
      0,
    ),
    ...linesOf(inOrder, [], (path) => commentsOn(path, given)),
    ...unmoved(entries),
    ...defaultsThatDiffer(file, entries),
    '',
  ].join('\n');
}

function linesOf(group: object, above: readonly string[], about: (path: readonly string[]) => string[]): string[] {
  const depth = above.length;
  return Object.entries(group).flatMap(([key, value]) => {
    const path = [...above, key];
    const blank = depth === 0 ? [''] : [];
    const words = about(path).flatMap((text) => comment(text, depth));
    const indent = '  '.repeat(depth);
    if (isGroup(value)) return [...blank, `${indent}${key}:`, ...linesOf(value, path, about)];
    return [
      ...blank,
      ...words,
      `${indent}${key}: ${stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim()}`,
    ];
  });
}

/** What the original tool did whatever its file said. */
const manner: Readonly<Record<string, string>> = {
  minNodes:
    'The original tool starts one node at least where nothing else was said (--min-nodes 1). The default here is 0: what was there in the evening comes back, and no more.',
  'drain.budgets':
    'The original tool asks for pods that a PodDisruptionBudget keeps until drain_timeout, and then forces them out. The default here, computed, deletes at once what no eviction can ever remove: the same end, minutes earlier.',
};

function commentsOn(path: readonly string[], { entries, accounts }: ToMigrate): string[] {
  const ofAccounts = accounts !== null && hasValueAt(accounts.layer, path) ? [accountsComment(accounts, path)] : [];
  const its = entries.filter(({ layer }) => hasValueAt(layer, path));
  // One value that stands for two keys here is explained once.
  const told = its.filter(
    ({ layer, known }) => known?.becomes.find((it) => hasValueAt(layer, it.split('.'))) === path.join('.'),
  );
  const usual = its.length + ofAccounts.length === 0 ? (manner[path.join('.')] ?? '') : '';
  return [...told.map((entry) => commentOn(entry)), ...ofAccounts, usual].filter(Boolean);
}

function commentOn({ entry, known, remark }: ReadEntry): string {
  return `${writtenAs(entry)} ${remark?.says ?? known?.about ?? ''}`;
}

/** `[timeouts] drain_timeout = 600.` */
function writtenAs({ section, key, value }: ReadEntry['entry']): string {
  return `[${section}] ${key} = ${value.replaceAll(/\s+/g, ' ')}.`;
}

function accountsComment({ file, list }: MigratedAccounts, [key]: readonly string[]): string {
  const shown = list.map(({ name, region, account }) => `${name}: ${key === 'regions' ? region : account}`);
  return `${file}: ${shown.join(', ')}. The first was the one that held where --account named none; here a run names account and region, or has the scheduler's own.`;
}

function unmoved(entries: readonly ReadEntry[]): string[] {
  const without = entries.filter(({ known, layer }) => known && Object.keys(layer).length === 0);
  if (without.length === 0) return [];
  return [
    '',
    ...comment('Without a key of its own here:', 0),
    ...without.flatMap((entry) => comment(`- ${commentOn(entry)}`, 0)),
  ];
}

/** Of keys that the file does not have. */
function defaultsThatDiffer(file: string, entries: readonly ReadEntry[]): string[] {
  const absent = originalKeys.filter(
    ({ section, key }) => !entries.some(({ entry }) => entry.section === section && entry.key === key),
  );
  const lines = absent.flatMap((known) => difference(known));
  if (lines.length === 0) return [];
  return [
    '',
    ...comment(`Not in ${file}, and other here than there:`, 0),
    ...lines.flatMap((line) => comment(`- ${line}`, 0)),
  ];
}

function difference({ key, usually, becomes }: OriginalKey): string[] {
  const [path] = becomes;
  if (usually === undefined || path === undefined) return [];
  const here = path.split('.').reduce<unknown>((at, step) => (isGroup(at) ? at[step] : undefined), defaults);
  return String(here) === usually ? [] : [`${key} is ${usually} there, ${path} ${JSON.stringify(here)} here.`];
}

/** Lines of a comment that end before the 120th column. What came from a file must not break out of it. */
function comment(text: string, depth: number): string[] {
  const indent = `${'  '.repeat(depth)}#`;
  const lines: string[] = [];
  let line = indent;
  for (const word of visibleText(text).split(' ')) {
    if (line.length + word.length >= width && line !== indent) {
      lines.push(line);
      line = indent;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
