import { type Copies, type Thing, things, type Values } from './things.ts';

/**
 * What must come back, by the rules of the design alone: what was there before the first stop of a sleep, but for what persons
 * changed. It never looks at what the product recorded, only at whether something of a thing is recorded at all.
 *
 * While something is outstanding, both what was there before and what a person set meanwhile are right: which of the two it is
 * depends on when the person came (before or after the stop got to it), and the reports say it. A node group may also hold something
 * of both: never less than what was there, and nothing beyond what a person gave it (docs/decisions/0009).
 */
export class Expected {
  readonly #accepted: Record<Thing, string[]>;

  constructor(evening: Values) {
    this.#accepted = { apps: [], batch: [], autoscaler: [], webhook: [] };
    this.settle(evening);
  }

  /** A person has given a thing another value. */
  change(thing: Thing, value: string, { table, mark }: Copies[Thing]): void {
    const isOutstanding = table !== null || mark !== null;
    this.#accepted[thing] = isOutstanding ? [...this.#accepted[thing], value] : [value];
  }

  /** A start has brought things back: from now on this is what is there. */
  settle(values: Values): void {
    for (const thing of things) this.#accepted[thing] = [values[thing]];
  }

  isRight(thing: Thing, value: string): boolean {
    return this.#accepted[thing].includes(value) || isOfBoth(value, this.#accepted[thing]);
  }

  /** What is not as it must be, in words. */
  differences(values: Values): string[] {
    return things
      .filter((thing) => !this.isRight(thing, values[thing]))
      .map((thing) => `${thing} is ${values[thing]} and must be ${this.#accepted[thing].join(' or ')}`);
  }
}

/** Whether a size is, in each of its numbers, at least the first of these and at most the largest of them. */
function isOfBoth(value: string, accepted: readonly string[]): boolean {
  const numbers = numbersOf(value);
  const [first = [], ...others] = accepted.map(numbersOf);
  return (
    numbers.length === 3 &&
    numbers.every((number, index) => {
      const least = first[index] ?? Number.POSITIVE_INFINITY;
      return least <= number && number <= Math.max(least, ...others.map((one) => one[index] ?? 0));
    })
  );
}

/** min, max and desired of a size in words; nothing of what is no size. */
function numbersOf(words: string): number[] {
  const match = /^min (\d+), max (\d+), desired (\d+)$/.exec(words);
  return match ? match.slice(1).map(Number) : [];
}
