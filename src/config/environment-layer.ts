import { nearest } from '../domain/nearest.ts';
import { defaults } from './defaults.ts';
import { errorOf, type Path, type Problem, problemsOf } from './problems.ts';
import { type Layer, layerSchema } from './schema.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Every variable that overrides something, and what: `EKS_DRAIN_TIMEOUT` → timeouts.drain, `EKS_DRAIN_BUDGETS` → drain.budgets. */
export const overrides: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(defaults)
    // Lists of components do not fit in a variable.
    .filter(([section]) => section !== 'tiers')
    .flatMap(([section, value]) => (isGroup(value) ? Object.keys(value).map((key) => [section, key]) : [[section]]))
    .map((path) => [variableOf(path), path]),
);

const ourBeginnings = ['TIMEOUTS', 'DRAIN', 'WEBHOOKS', 'AUTOSCALER', 'EXCLUSIONS', 'TIERS'];

/**
 * Reads the overrides of the environment. Lists are separated by commas; `null`, or nothing, stands for null.
 *
 * @throws {ConfigurationError} that names every variable with a wrong value, or with a name that is nearly one of ours.
 */
export function layerFromEnvironment(variables: Variables): Layer {
  const layer: Record<string, unknown> = {};
  for (const [variable, path] of overrides) {
    const text = variables[variable];
    if (text !== undefined) put(layer, path, typedValue(text, defaultAt(path)));
  }
  const parsed = layerSchema.safeParse(layer);
  const where = (path: Path) => `environment variable ${variableOf(path.slice(0, 2).map(String))}`;
  const wrong = parsed.success ? [] : problemsOf(parsed.error.issues, layer, layerSchema, where);
  const problems = [...unknownVariables(variables), ...wrong];
  if (problems.length > 0 || !parsed.success) throw errorOf(problems);
  return parsed.data;
}

function variableOf(path: readonly string[]): string {
  const [section = '', key] = path;
  const words = (name: string) => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
  if (key === undefined) return `EKS_${words(section)}`;
  return section === 'timeouts' ? `EKS_${words(key)}_TIMEOUT` : `EKS_${words(section)}_${words(key)}`;
}

/** Other tools have EKS_ variables too: only a name that begins or ends like ours is taken for a mistake. */
function unknownVariables(variables: Variables): Problem[] {
  return Object.keys(variables)
    .filter((name) => name.startsWith('EKS_') && !overrides.has(name))
    .filter((name) => name.endsWith('_TIMEOUT') || ourBeginnings.some((word) => name.startsWith(`EKS_${word}_`)))
    .map((name) => {
      const [near] = nearest(name, [...overrides.keys()]);
      const cure = near === undefined ? 'Remove it.' : `Did you mean ${near}?`;
      return { field: name, what: 'overrides nothing', cure, where: 'environment' };
    });
}

/** A number, true or false, or a list where the default is one; what does not fit stays text and is refused with its value. */
function typedValue(text: string, byDefault: unknown): unknown {
  if (Array.isArray(byDefault))
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  if (byDefault === null && (text === '' || text === 'null')) return null;
  if (typeof byDefault === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  const isNumber = /^-?\d+(\.\d+)?$/.test(text) && typeof byDefault !== 'string';
  return isNumber ? Number(text) : text;
}

function defaultAt(path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isGroup(at) ? at[key] : undefined), defaults);
}

function put(layer: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [section = '', key] = path;
  if (key === undefined) {
    layer[section] = value;
    return;
  }
  const group = layer[section];
  layer[section] = { ...(isGroup(group) ? group : {}), [key]: value };
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
