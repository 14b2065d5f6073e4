import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';

/** One thing wrong with a configuration: where it stands, what stands there, what should. */
export interface Problem {
  /** The field's path, `drain.budgets`. */
  readonly field: string;
  /** What is wrong, without the field: `"fast" is not one of computed, wait, strict`. */
  readonly what: string;
  readonly cure: string;
  /** `eks-scheduler.yaml:12:3`, `environment variable EKS_DRAIN_BUDGETS`, `input of the execution`. */
  readonly where: string;
}

export type Path = readonly PropertyKey[];

/** Tells a person of everything that Zod found wrong with a value. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  schema: z.ZodType,
  where: (path: Path) => string,
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) => unknownKey([...issue.path, key], known, where));
    }
    const field = issue.path.join('.') || 'the whole';
    return [{ field, ...describe(issue, valueAt(value, issue.path)), where: where(issue.path) }];
  });
}

function unknownKey(path: Path, known: readonly string[], where: (path: Path) => string): Problem {
  const key = String(path.at(-1));
  const [near] = nearest(key, known);
  const cure = near === undefined ? `Remove it; known here: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return { field: path.join('.'), what: 'is not known', cure, where: where(path) };
}

/** The keys of the object that stands at this path of a schema. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let at: unknown = unwrapped(schema);
  for (const step of path) {
    const shape = shapeOf(at);
    at = unwrapped(shape ? shape[String(step)] : elementOf(at));
  }
  return Object.keys(shapeOf(at) ?? {});
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | null {
  return schema instanceof z.ZodObject ? schema.shape : null;
}

function elementOf(schema: unknown): unknown {
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? unwrapped(schema.unwrap()) : schema;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );
}

function describe(issue: z.core.$ZodIssue, value: unknown): Pick<Problem, 'what' | 'cure'> {
  const shown = shownValue(value);
  switch (issue.code) {
    case 'invalid_value': {
      const what = value === undefined ? 'is missing' : `${shown} is not known`;
      return { what, cure: `Write one of ${issue.values.map(String).join(', ')}.` };
    }
    case 'too_small':
      return { what: `${shown} is too small`, cure: `Write ${issue.minimum} or more${unitOf(issue.origin)}.` };
    case 'too_big':
      return { what: `${shown} is too big`, cure: `Write ${issue.maximum} or less${unitOf(issue.origin)}.` };
    case 'invalid_format':
      // The schema gives the words: a pattern is nothing to show to a person.
      return { what: `${shown} has not the form that is wanted`, cure: issue.message };
    case 'invalid_type':
      if (value === undefined) return { what: 'is missing', cure: `Give it: ${article(issue.expected)}.` };
      return { what: `${shown} is not ${article(issue.expected)}`, cure: `Write ${article(issue.expected)}.` };
    default:
      return { what: `${shown}: ${issue.message}`, cure: 'Correct it.' };
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : '';
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
  };
  return names[type] ?? type;
}

function shownValue(value: unknown): string {
  const shown = JSON.stringify(value) ?? String(value);
  return shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
}

/** One error for all problems, so that nobody has to find them one run at a time. */
export function errorOf(problems: readonly Problem[]): ConfigurationError {
  const [first] = problems;
  if (problems.length === 1 && first) {
    return new ConfigurationError(`${first.field}: ${first.what} (${first.where}).`, first.cure);
  }
  const lines = problems.map(({ field, what, where, cure }) => `${field}: ${what} (${where}). ${cure}`);
  return new ConfigurationError(
    `${problems.length} things are wrong: ${lines.join(' · ')}`,
    'Correct them and start again.',
  );
}
