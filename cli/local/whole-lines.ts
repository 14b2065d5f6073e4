import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1 << 20;
const newline = 0x0a;

/**
 * The lines of a file one after the other, without their ends; what follows the last end is left out. The file as a whole may be longer
 * than a string can be.
 */
export function* wholeLines(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(chunkBytes);
    let start = 0;
    for (let position = 0; ; ) {
      const length = readSync(descriptor, chunk, 0, chunkBytes, position);
      if (length === 0) return;
      const part = chunk.subarray(0, length);
      for (let end = part.indexOf(newline); end >= 0; end = part.indexOf(newline, end + 1)) {
        yield textOf(descriptor, start, position + end);
        start = position + end + 1;
      }
      position += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

function textOf(descriptor: number, start: number, end: number): string {
  const bytes = Buffer.alloc(end - start);
  for (let read = 0; read < bytes.length; ) {
    const length = readSync(descriptor, bytes, read, bytes.length - read, start + read);
    if (length === 0) throw new Error('The file became shorter while it was read.');
    read += length;
  }
  return bytes.toString();
}
