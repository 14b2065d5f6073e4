const pollMs = 100;

/** Looks until what it sees is right, or the patience is over, and answers what it saw last: for what takes real time. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isRight: (seen: T) => boolean,
  ms = 20_000,
): Promise<T> {
  for (const deadline = performance.now() + ms; ; ) {
    const seen = await look();
    if (isRight(seen) || performance.now() > deadline) return seen;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
