import { parseDocument } from 'yaml';
import { shownValue } from '../src/config/shown-value.ts';
import { ConfigurationError } from '../src/domain/errors.ts';

const cure = 'Give a JSON object, such as \'{"minNodes":2}\'.';

/** Step Functions takes no more for an execution's input. */
const largestBytes = 256 * 1024;

/**
 * Reads `--input`: a JSON object that is laid over the execution's input.
 *
 * @throws {ConfigurationError} for anything else, and for a key that stands twice, of which JSON takes the last without a word.
 */
export function parseInput(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  if (Buffer.byteLength(text) > largestBytes) {
    throw new ConfigurationError(`--input has ${Buffer.byteLength(text)} bytes.`, `Give ${largestBytes} at most.`);
  }
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(`--input is ${shownValue(value)}, which is not an object.`, cure);
  }
  assertNoKeyTwice(text);
  return value as Record<string, unknown>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(
      `--input is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
      cure,
    );
  }
}

/** JSON is YAML as well, and the reader of YAML counts keys. */
function assertNoKeyTwice(text: string): void {
  const { errors } = parseDocument(text, { prettyErrors: false });
  const twice = errors.find(({ code }) => code === 'DUPLICATE_KEY');
  if (!twice) return;
  const key = /^"[^"]*"/.exec(text.slice(twice.pos[0]))?.[0] ?? 'a key';
  throw new ConfigurationError(`--input has ${shownValue(key.replaceAll('"', ''))} twice.`, 'Keep one.');
}
