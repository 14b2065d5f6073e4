import type { z } from 'zod';
import { type Finding, findingsOf, type Path } from './problems.ts';
import { layerSchema } from './schema.ts';
import { secretsIn } from './secrets.ts';

/** What is wrong with the values of one source: secrets, and everything else that the schema found. */
export function findingsInValues(
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  where: (path: Path) => string,
): readonly Finding[] {
  const secrets = secretsIn(value, where);
  const told = new Set(secrets.map(({ path }) => path.join('\0')));
  // That a secret has not the form of a name is no news.
  const others = told.size === 0 ? issues : issues.filter(({ path }) => !told.has(path.join('\0')));
  return [...secrets.map(({ finding }) => finding), ...findingsOf(others, value, layerSchema, where)];
}
