import type { SeededRandom } from './seeded-random.ts';

/** The private DNS names of instances, in one subnet a zone; a name is never given twice. */
export class NodeNames {
  readonly #taken = new Set<string>();
  readonly #random: SeededRandom;
  readonly #region: string;

  constructor(region: string, random: SeededRandom) {
    this.#region = region;
    this.#random = random;
  }

  take(name: string): void {
    this.#taken.add(name);
  }

  /** `zoneIndex` 0 is 10.0.0.0/20, 1 is 10.0.16.0/20, and so on. */
  next(zoneIndex: number): string {
    for (;;) {
      const bits = this.#random.next();
      const third = zoneIndex * 16 + (bits % 16);
      const fourth = 4 + ((bits >>> 8) % 250);
      const name = `ip-10-0-${third}-${fourth}.${this.#region}.compute.internal`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}
