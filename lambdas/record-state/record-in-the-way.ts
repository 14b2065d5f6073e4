import type { Readable } from '../../src/aws/ports.ts';
import { StateMissingError, TransientError } from '../../src/domain/errors.ts';

/**
 * What to throw when the table kept another record though none was outstanding: it was written a moment ago, or it cannot be read
 * and must not be overwritten (a newer release wrote it).
 *
 * @param id How the record's key ends: a node group's name, `namespace/name`, or `configuration#webhook`.
 */
export function recordInTheWay(id: string, unreadable: Readable<unknown>['unreadable']): Error {
  const known = unreadable.find(({ key }) => key.endsWith(`#${id}`));
  if (!known) return new TransientError(`${id} has just been recorded by another pass.`, 'It is read again.');
  return new StateMissingError(
    `The record ${known.key} is in the way and cannot be read: ${known.problem}.`,
    'Deploy the release that wrote it; or note what it says, delete that item from the table, and redrive the run.',
  );
}
