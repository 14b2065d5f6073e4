import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { describeIssue } from './describe-issue.ts';
import { shownPath } from './shown-value.ts';

/** One thing wrong with a configuration: where it stands, what stands there, what should. */
export interface Problem {
  /** The field's path, `drain.budgets`. */
  readonly field: string;
  /** What is wrong, without the field: `"fast" is not known`. */
  readonly what: string;
  readonly cure: string;
  /** `eks-scheduler.yaml:12:3`, `environment variable EKS_DRAIN_BUDGETS`, `input of the execution`. */
  readonly where: string;
}

/** A problem that is put into words only when it is told: a wrong file of megabytes has a million of them. */
export type Finding = () => Problem;

export type Path = readonly PropertyKey[];

/** More than these would not be read; with the rest corrected, they are told. */
const mostTold = 20;

/** Tells a person of everything that Zod found wrong with a value. */
export function findingsOf(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
  schema: z.ZodType,
  where: (path: Path) => string,
): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => () => unknownKey([...issue.path, key], knownKeys(schema, issue.path), where));
    }
    return [() => problemOf(issue, value, where)];
  });
}

function problemOf(issue: z.core.$ZodIssue, value: unknown, where: (path: Path) => string): Problem {
  const field = shownPath(issue.path) || 'the whole';
  return { field, ...describeIssue(issue, valueAt(value, issue.path)), where: where(issue.path) };
}

function unknownKey(path: Path, known: readonly string[], where: (path: Path) => string): Problem {
  const [near] = nearest(String(path.at(-1)), known);
  const cure = near === undefined ? `Remove it; known here: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return { field: shownPath(path), what: 'is not known', cure, where: where(path) };
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
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

/** What stands behind `optional` and `nullable`. */
export function unwrapped(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined,
    value,
  );
}

/** The same, for whoever shows them one by one. */
export class WrongConfigurationError extends ConfigurationError {
  readonly findings: readonly Finding[];

  constructor(problem: string, cure: string, findings: readonly Finding[]) {
    super(problem, cure);
    this.findings = findings;
  }
}

/** One error for all problems, so that nobody has to find them one run at a time. */
export function errorOf(findings: readonly Finding[]): WrongConfigurationError {
  const problems = findings.slice(0, mostTold).map((finding) => finding());
  const [first] = problems;
  if (findings.length === 1 && first) {
    return new WrongConfigurationError(`${first.field}: ${first.what} (${first.where}).`, first.cure, findings);
  }
  const lines = problems.map(({ field, what, where, cure }) => `${field}: ${what} (${where}). ${cure}`);
  const untold = findings.length - problems.length;
  if (untold > 0) lines.push(`and ${untold} more.`);
  return new WrongConfigurationError(
    `${findings.length} things are wrong: ${lines.join(' · ')}`,
    'Correct them and start again.',
    findings,
  );
}
