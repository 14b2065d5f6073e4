const clearLine = '\r\u001b[2K';

/** One line of a terminal that says what has been looked at last. */
export function progressLine(): { done(what: string): void; clear(): void } {
  let count = 0;
  return {
    done: (what) => {
      count += 1;
      process.stdout.write(`${clearLine}Looked at ${count}: ${what}`);
    },
    clear: () => {
      process.stdout.write(clearLine);
    },
  };
}
