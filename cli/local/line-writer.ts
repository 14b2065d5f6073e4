import { closeSync, fdatasyncSync, writeSync } from 'node:fs';
import { ConfigurationError } from '../../src/domain/errors.ts';

/** What a person can do something about, by the code of the error. */
export const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such directory',
  ENOTDIR: 'a part of the path is not a directory',
  EISDIR: 'it is a directory',
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Appends lines that are on the disk when `append` returns. */
export class LineWriter {
  readonly #file: string;
  readonly #descriptor: number;
  #failure: ConfigurationError | null = null;

  /** @param descriptor Of the file, open for appending; it is closed here. */
  constructor(file: string, descriptor: number) {
    this.#file = file;
    this.#descriptor = descriptor;
  }

  /**
   * After a line that was not written as a whole no other is: only a last line may be torn.
   *
   * @throws {ConfigurationError} that says why, from the first failure on.
   */
  append(line: string): void {
    if (this.#failure) throw this.#failure;
    try {
      writeAll(this.#descriptor, line);
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      throw this.#fail(fileProblems[code] ?? code, error);
    }
  }

  /** The number of the descriptor may be another file's from now on. */
  close(): void {
    this.#fail('it was closed');
    closeSync(this.#descriptor);
  }

  #fail(problem: string, cause?: unknown): ConfigurationError {
    this.#failure = new ConfigurationError(
      `The state cannot be written to ${this.#file}: ${problem}.`,
      'Nothing more is done. Make room for it, then redrive.',
      { cause },
    );
    return this.#failure;
  }
}

/** A disk that is nearly full takes a part. */
export function writeAll(descriptor: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}
