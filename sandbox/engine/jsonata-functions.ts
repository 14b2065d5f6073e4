import { createHash } from 'node:crypto';
import type { Json } from './json.ts';
import { javaRandom, type Random, uuidFrom } from './random.ts';

/** The elements that AWS lets `$range` build. */
const longestRange = 360_145;

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** A JSONata error: `code` goes before the message in the cause, as AWS writes it. */
export interface JsonataError {
  readonly code?: string;
  readonly message: string;
}

export interface AddedFunction {
  readonly name: string;
  /** JSONata's own notation of parameter types; a mismatch is its error T0410. */
  readonly signature: string;
  readonly run: (...values: never[]) => unknown;
}

/**
 * The functions that Step Functions adds to JSONata. Numbers that are no integers are rounded towards zero; an argument that makes
 * no sense gives undefined rather than an error. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function addedFunctions(random: Random): readonly AddedFunction[] {
  return [
    { name: 'partition', signature: '<x-n?:a>', run: partition },
    { name: 'range', signature: '<n-nn?:a>', run: range },
    { name: 'hash', signature: '<s-s?:s>', run: hash },
    {
      name: 'random',
      signature: '<n?:n>',
      run: (seed?: number) => (seed === undefined ? random() : javaRandom(seed)),
    },
    { name: 'uuid', signature: '<:s>', run: () => uuidFrom(random) },
    { name: 'parse', signature: '<s-:x>', run: parse },
  ];
}

function partition(items: unknown, size: number | undefined): unknown {
  if (items === undefined) return undefined;
  // JSONata's own type for arrays would take anything and wrap it.
  if (!Array.isArray(items)) {
    throw { code: 'T0410', index: 1, token: 'partition' };
  }
  if (size === undefined) return [items];
  const length = Math.trunc(size);
  if (length < 0) throw failure('D3137', 'Second argument must be zero or greater');
  if (length === 0 || items.length === 0) return undefined;
  const chunks: unknown[] = [];
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

function range(start?: number, end?: number, step?: number): Json | undefined {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [from, to, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  if (by === 0 || (by > 0 ? from > to : from < to)) return undefined;
  const count = Math.floor((to - from) / by) + 1;
  if (count > longestRange) {
    throw { message: 'Expression evaluation memory limit exceeded: Check for excessive memory usage' };
  }
  const values = Array.from({ length: count }, (_, index) => from + index * by);
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}

function hash(text: string | undefined, algorithm: string | undefined): string | undefined {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = hashes[algorithm];
  if (!name) {
    throw failure('D3137', `Hash algorithm '${algorithm}' must be one of [${Object.keys(hashes).join(', ')}]`);
  }
  return createHash(name).update(text, 'utf8').digest('hex');
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failure('D3137', `Invalid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function failure(code: string, message: string): JsonataError {
  return { code, message };
}
