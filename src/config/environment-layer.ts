import { z } from 'zod';
import { nearest } from '../domain/nearest.ts';
import { visibleText } from '../domain/visible-text.ts';
import { defaults } from './defaults.ts';
import { errorOf, type Finding, findingsOf, type Path, unwrapped } from './problems.ts';
import { configurationSchema, type Layer, layerSchema } from './schema.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Lists of components or schedules do not fit in a variable, nor does a group that may be null. */
const unfit = new Set(['tiers', 'schedules', 'deployment.network']);

/** Every variable that overrides something, and what: `EKS_DRAIN_TIMEOUT` → timeouts.drain, `EKS_DRAIN_BUDGETS` → drain.budgets. */
export const overrides: ReadonlyMap<string, readonly string[]> = new Map(
  pathsIn(defaults, []).map((path) => [variableOf(path), path]),
);

function pathsIn(group: object, above: readonly string[]): (readonly string[])[] {
  return Object.entries(group).flatMap(([key, value]) => {
    const path = [...above, key];
    if (unfit.has(path.join('.'))) return [];
    return isGroup(value) ? pathsIn(value, path) : [path];
  });
}

const sections = new Set(Object.keys(defaults).map((section) => variableOf([section])));

/** `EKS_SCHEDULER_DRAIN_TIMEOUT` is what a person types who knows the product's name. */
const productName = /^EKS_SCHEDULER_/;
const timeoutAsSection = /^EKS_TIMEOUTS?_(.+)$/;

/**
 * Reads the overrides of the environment. Lists are separated by commas; `null`, or nothing, stands for null.
 *
 * @throws {ConfigurationError} that names every variable with a wrong value, or with a name that is nearly one of ours.
 */
export function layerFromEnvironment(variables: Variables): Layer {
  const layer: Record<string, unknown> = {};
  for (const [variable, path] of overrides) {
    const text = variables[variable];
    if (text !== undefined) put(layer, path, typedValue(text, schemaAt(path)));
  }
  const parsed = layerSchema.safeParse(layer);
  const wrong = parsed.success ? [] : findingsOf(parsed.error.issues, layer, layerSchema, whereOf);
  const findings = [...unknownVariables(variables), ...wrong];
  if (findings.length > 0 || !parsed.success) throw errorOf(findings);
  return parsed.data;
}

/** The path of a list's entry goes on after the variable's. */
function whereOf(path: Path): string {
  const variable = path
    .map((_, index) => variableOf(path.slice(0, index + 1).map(String)))
    .find((it) => overrides.has(it));
  return `environment variable ${variable ?? variableOf(path.map(String))}`;
}

function variableOf(path: readonly string[]): string {
  const [section, ...keys] = path.map((name) => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase());
  if (section === 'TIMEOUTS' && keys.length > 0) return `EKS_${keys.join('_')}_TIMEOUT`;
  return ['EKS', section, ...keys].join('_');
}

/** Other tools have EKS_ variables too: only a name that begins, ends or sounds like ours is taken for a mistake. */
function unknownVariables(variables: Variables): Finding[] {
  return Object.keys(variables)
    .filter((name) => !overrides.has(name) && isMeantForUs(name))
    .map((name) => () => {
      const [near] = nearest(asWeWriteIt(name), [...overrides.keys()]);
      const ofSection = [...overrides.keys()].filter((known) => known.startsWith(`${name}_`));
      const cure =
        ofSection.length > 0 ? `Write ${ofSection.join(', ')}.` : near ? `Did you mean ${near}?` : 'Remove it.';
      return { field: visibleText(name.slice(0, longestName)), what: 'overrides nothing', cure, where: 'environment' };
    });
}

function asWeWriteIt(name: string): string {
  return name.toUpperCase().replace(productName, 'EKS_').replace(timeoutAsSection, 'EKS_$1_TIMEOUT');
}

const longestName = 100;

function isMeantForUs(name: string): boolean {
  const upper = name.toUpperCase();
  if (!upper.startsWith('EKS_')) return false;
  if (overrides.has(upper) || sections.has(upper)) return true;
  if (productName.test(upper) || timeoutAsSection.test(upper)) return true;
  return upper.endsWith('_TIMEOUT') || [...sections].some((section) => upper.startsWith(`${section}_`));
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

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
