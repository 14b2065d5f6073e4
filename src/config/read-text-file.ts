import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { ConfigurationError } from '../domain/errors.ts';

const chunkBytes = 1024 * 1024;
const longestPath = 200;

export interface TextFile {
  /** What the file is, for errors: `World file`. */
  readonly called: string;
  readonly largestBytes: number;
  /** What to do about a file that is not there. */
  readonly cure: string;
}

/**
 * The text of a file that a person named; a pipe of the shell (`<(kubectl get …)`, /dev/stdin) will do as well.
 *
 * @throws {ConfigurationError} when it is not there, is no file, is too large, or is not UTF-8 text. Never waits for a named pipe.
 */
export function readTextFile(file: string, { called, largestBytes, cure }: TextFile): string {
  const name = file.length > longestPath ? `…${file.slice(-longestPath)}` : file;
  const refuse = (what: string, instead: string) => new ConfigurationError(`${called} ${name}: ${what}.`, instead);
  try {
    const stats = statSync(file);
    const kind = kindOf(stats, file);
    if (kind !== null) throw refuse(`is ${kind}, not a file`, cure);
    const bytes = stats.size > largestBytes ? null : bytesOf(file, largestBytes);
    if (bytes === null) throw refuse(`is larger than ${largestBytes / 1024} KB`, 'Look whether it is the right file.');
    return textOf(bytes, refuse);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    // Node.js adds the call and the path again: `ENOENT: no such file or directory, stat 'x'`.
    const [reason] = String(error)
      .replace(/^\w+( \[\w+\])?: /, '')
      .split(', ');
    throw refuse(`cannot be read (${reason})`, cure);
  }
}

/** Null for what can be read to its end. A named pipe may never have one: to open it waits for its writer. */
function kindOf(stats: Stats, file: string): string | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return 'a directory';
  if (stats.isSocket()) return 'a socket';
  if (!stats.isFIFO()) return 'a device';
  return /^\/(dev|proc)\//.test(file) ? null : 'a named pipe';
}

/** Null when there is more than the most. */
function bytesOf(file: string, largest: number): Buffer | null {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    while (length <= largest) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const read = readSync(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks, length);
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
    return null;
  } finally {
    closeSync(descriptor);
  }
}

function textOf(bytes: Buffer, refuse: (what: string, instead: string) => ConfigurationError): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw refuse('is UTF-16', 'Save it as UTF-8; in PowerShell, write it with `| Out-File -Encoding utf8`.');
  }
  if (bytes.includes(0)) throw refuse('is no text (it has a zero byte)', 'Look whether it is the right file.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse(`is not UTF-8 text`, 'Save it as UTF-8.');
  }
}
