import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';

/** The most that a state's input, output or result may have, in bytes of UTF-8. */
export const payloadLimit = 262_144;

export function isTooLarge(text: string): boolean {
  // A character has at most three bytes: most payloads need no count.
  return text.length * 3 > payloadLimit && Buffer.byteLength(text) > payloadLimit;
}

/** The JSON text of what a state or a task gives. Throws StateFailure States.DataLimitExceeded where it is too long. */
export function textOf(value: Json, subject: string): string {
  const text = JSON.stringify(value);
  if (!isTooLarge(text)) return text;
  throw new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${subject}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
