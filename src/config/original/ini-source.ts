import { nearest } from '../../domain/nearest.ts';
import type { ConfigurationSource, Remark } from '../configuration-source.ts';
import { findingsInValues } from '../findings-in-values.ts';
import { type IniEntry, iniDocument } from '../ini-document.ts';
import { hasValueAt, laidOver } from '../lay-over.ts';
import { errorOf, type Finding, type Path, type Problem } from '../problems.ts';
import { layerSchema } from '../schema.ts';
import { secretIn } from '../secret-in.ts';
import { refusal } from '../secrets.ts';
import { shownPath } from '../shown-value.ts';
import type { OriginalKey, Values } from './original-key.ts';
import { originalKeys } from './original-keys.ts';

/** What held in the original tool whatever its file said, and is otherwise here. */
export const originalManner: Values = { minNodes: 1, drain: { budgets: 'wait' } };

/** What one entry comes to. */
export interface ReadEntry {
  readonly entry: IniEntry;
  readonly known: OriginalKey | null;
  readonly layer: Values;
  readonly remark: Remark | null;
  readonly findings: readonly Finding[];
}

/**
 * Reads a config.ini of the original tool: the same words, and the same meaning.
 *
 * @param file How the file is called in errors.
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function sourceFromIni(text: string, file: string): ConfigurationSource {
  const read = readIni(text, file);
  const layer = read.reduce<Values>((under, { layer }) => laidOver(under, layer), originalManner);
  const origin = (path: Path) => read.findLast(({ layer }) => hasValueAt(layer, path))?.entry.valueAt;
  return {
    // Each entry has been checked by itself, and no two of them belong together.
    layer: layerSchema.parse(layer),
    whereOf: (path) => origin(path) ?? `${file}, as the original tool does it`,
    remarks: read.flatMap(({ remark }) => remark ?? []),
  };
}

/** @throws {ConfigurationError} with line and column of everything that is wrong. */
export function readIni(text: string, file: string): readonly ReadEntry[] {
  const { entries, findings } = iniDocument(text, file);
  const read = entries.map(readEntry);
  const wrong = [...findings, ...read.flatMap((it) => it.findings)];
  if (wrong.length > 0) throw errorOf(wrong);
  return read;
}

function readEntry(entry: IniEntry): ReadEntry {
  const field = shownPath([entry.section, entry.key]);
  const where = entry.valueAt;
  const known = originalKeys.find(({ section, key }) => section === entry.section && key === entry.key) ?? null;
  const refused = (finding: Finding): ReadEntry => ({ entry, known, layer: {}, remark: null, findings: [finding] });
  const secret = secretIn(entry.value);
  if (secret !== null) return refused(() => refusal(field, secret, where));
  if (known === null) return refused(() => unknownEntry(entry, field));
  const { refused: words, layer = {}, note, isWarning = false } = known.read(entry.value);
  if (words) return refused(() => ({ field, where, ...words }));
  const remark = note === undefined ? null : { field, says: note, where, isWarning };
  return { entry, known, layer, remark, findings: findingsInLayer(layer, field, where) };
}

/** Where one value stands for two keys here, what is wrong with it is told once. */
function findingsInLayer(layer: Values, field: string, where: string): Finding[] {
  const issues = layerSchema.safeParse(layer).error?.issues ?? [];
  const problems = findingsInValues(layer, issues, () => where).map((finding) => finding());
  const once = new Map(problems.map((problem) => [problem.what, problem]));
  return [...once.values()].map((problem) => () => ({ ...problem, cure: plainCure(problem), field }));
}

/** A comment behind a value is a part of it, for Python as well: the most frequent mistake of all. */
function plainCure({ cure }: Problem): string {
  return cure.replace('Write a number.', 'Write a number alone; a comment has a line of its own.');
}

function unknownEntry({ section, key, keyAt: where }: IniEntry, field: string): Problem {
  return { field, where, what: 'is not known', cure: cureOfUnknown(section, key) };
}

function cureOfUnknown(section: string, key: string): string {
  const elsewhere = originalKeys.find((known) => known.key === key);
  if (elsewhere) return `Write it under [${elsewhere.section}].`;
  const ofSection = originalKeys.filter((known) => known.section === section).map((known) => known.key);
  const [near] = nearest(key, ofSection);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (ofSection.length > 0) return `Remove it; known here: ${ofSection.join(', ')}.`;
  const [nearSection] = nearest(section, [...new Set(originalKeys.map((known) => known.section))]);
  return nearSection === undefined ? 'Remove it.' : `Did you mean the section [${nearSection}]?`;
}
