import { messageInCause } from '../../src/domain/message-in-cause.ts';
import type { Standing } from './followed.ts';

/** Why an execution ended without success: its named error and what it says, or how it was ended. */
export function failureWords({ status, error, cause }: Pick<Standing, 'status' | 'error' | 'cause'>): string {
  const said = cause === null ? null : messageInCause(cause);
  const words = [error, said].filter((part) => part !== null && part !== '').join(': ');
  return words === '' ? (endings[status] ?? status) : words;
}

const endings: Readonly<Record<string, string>> = {
  ABORTED: 'It was ended from outside.',
  TIMED_OUT: 'It ran out of the time that its machine has.',
};
