import { ConfigurationError } from '../src/domain/errors.ts';

const cure = 'Give a JSON object, such as \'{"minNodes":2}\'.';

/** Reads `--input`: a JSON object that is laid over the execution's input. */
export function parseInput(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(`--input is ${JSON.stringify(value)}, which is not an object.`, cure);
  }
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
