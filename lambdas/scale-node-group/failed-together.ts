import { NodeGroupError, SchedulerError } from '../../src/domain/errors.ts';
import type { FailedItem } from '../answer-for-all.ts';

/** Node groups whose own words are in the error; the report has them all. */
const toldAtMost = 5;

/** The one error for several node groups that failed: their names, what is wrong with the first of them, and each cure once. */
export function failedTogether(failed: readonly FailedItem[], ofAll: number): NodeGroupError {
  const told = failed.slice(0, toldAtMost).map(({ error }) => error);
  const problems = told.map((error) =>
    error instanceof SchedulerError ? error.problem : `${error.name}: ${error.message}`,
  );
  const others = failed.slice(toldAtMost).map(({ item }) => item);
  const more = others.length > 0 ? ` So did ${others.slice(0, 20).join(', ')}${others.length > 20 ? ', …' : ''}.` : '';
  const cures = new Set(told.flatMap((error) => (error instanceof SchedulerError ? [error.cure] : [])));
  return new NodeGroupError(
    `${failed.length} of ${ofAll} node groups failed. ${problems.join(' ')}${more}`,
    [...cures].join(' ') || 'Remove the causes, and redrive the run: it asks these node groups again.',
    { cause: failed[0]?.error },
  );
}
