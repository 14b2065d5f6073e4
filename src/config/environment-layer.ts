import { z } from 'zod';
import type { ConfigurationSource, Remark } from './configuration-source.ts';
import { findingsInValues } from './findings-in-values.ts';
import { isGroup } from './lay-over.ts';
import { originalVariables } from './original/original-variables.ts';
import { otherSpellings, overrides } from './override-variables.ts';
import { errorOf, type Finding, type Path, unwrapped } from './problems.ts';
import { configurationSchema, type Layer, layerSchema } from './schema.ts';
import { secretIn } from './secret-in.ts';
import { refusal } from './secrets.ts';
import { unknownVariables } from './unknown-variables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** One value that one variable sets. */
interface Setting {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Heard {
  readonly settings: Setting[];
  readonly remarks: Remark[];
  readonly findings: Finding[];
}

/**
 * Reads the overrides of the environment. Lists are separated by commas; `null`, or nothing, stands for null.
 *
 * @throws {ConfigurationError} that names every variable with a wrong value, or with a name that is nearly one of ours.
 */
export function layerFromEnvironment(variables: Variables): Layer {
  return sourceFromEnvironment(variables).layer;
}

/** The same, and which variable says what. */
export function sourceFromEnvironment(variables: Variables): ConfigurationSource {
  const heard: Heard = { settings: [], remarks: [], findings: unknownVariables(Object.keys(variables)) };
  for (const [variable, text] of Object.entries(variables)) if (text !== undefined) hear(heard, variable, text);
  const { settings, remarks } = heard;
  const layer: Record<string, unknown> = {};
  for (const { path, value } of settings) put(layer, path, value);
  const whereOf = (path: Path) => whereIn(settings, path);
  const parsed = layerSchema.safeParse(layer);
  const findings = [
    ...heard.findings,
    ...contradictions(settings),
    ...findingsInValues(layer, parsed.error?.issues ?? [], whereOf),
  ];
  if (findings.length > 0 || !parsed.success) throw errorOf(findings);
  return { layer: parsed.data, whereOf, remarks };
}

function hear({ settings, remarks, findings }: Heard, variable: string, text: string): void {
  const original = originalVariables.get(variable);
  if (original === undefined) {
    const path = overrides.get(variable) ?? otherSpellings.get(variable);
    if (path) settings.push({ variable, path, value: typedValue(text, schemaAt(path)) });
    return;
  }
  const where = `environment variable ${variable}`;
  const field = original.becomes.join(', ') || variable;
  const secret = secretIn(text);
  if (secret !== null) {
    findings.push(() => refusal(field, secret, where));
    return;
  }
  const { layer = {}, refused, note, isWarning = false } = original.read(text);
  if (refused) findings.push(() => ({ field, where, ...refused }));
  if (note !== undefined) remarks.push({ field: variable, says: note, where, isWarning });
  for (const [path, value] of leavesOf(layer, [])) settings.push({ variable, path, value });
}

function leavesOf(group: object, above: readonly string[]): [path: readonly string[], value: unknown][] {
  return Object.entries(group).flatMap(([key, value]) =>
    isGroup(value) ? leavesOf(value, [...above, key]) : [[[...above, key], value]],
  );
}

/** Two spellings of one thing: none of them is the stronger one. */
function contradictions(settings: readonly Setting[]): Finding[] {
  const first = new Map<string, Setting>();
  return settings.flatMap((setting): Finding[] => {
    const field = setting.path.join('.');
    const other = first.get(field);
    if (!other) first.set(field, setting);
    if (!other || JSON.stringify(other.value) === JSON.stringify(setting.value)) return [];
    const what = `is set by ${other.variable} and by ${setting.variable}, and not to the same`;
    return [() => ({ field, what, cure: 'Keep one of them.', where: 'environment' })];
  });
}

/** The path of a list's entry goes on after the variable's. */
function whereIn(settings: readonly Setting[], path: Path): string {
  const field = path.map(String);
  const setting = settings.find((it) => it.path.every((step, index) => step === field[index]));
  return setting ? `environment variable ${setting.variable}` : 'environment';
}

/** A number, true or false, or a list where the schema wants one; what does not fit stays text and is refused with its value. */
function typedValue(text: string, schema: unknown): unknown {
  const wanted = unwrapped(schema);
  if (wanted instanceof z.ZodArray)
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  if (schema instanceof z.ZodNullable && (text === '' || text === 'null')) return null;
  if (wanted instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text;
  return wanted instanceof z.ZodNumber && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : text;
}

function schemaAt(path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at instanceof z.ZodObject ? at.shape[key] : undefined),
    configurationSchema,
  );
}

function put(layer: Record<string, unknown>, [key = '', ...below]: readonly string[], value: unknown): void {
  if (below.length === 0) {
    layer[key] = value;
    return;
  }
  const group = layer[key];
  const next = isGroup(group) ? group : {};
  layer[key] = next;
  put(next, below, value);
}
