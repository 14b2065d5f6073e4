import { mulberry32 } from '../mulberry32.ts';

/** The alphabet of Kubernetes' generated names: no vowels, so that no words come out. */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Makes uids and name suffixes out of a seed: the same seed gives the same names in the same order. */
export class RandomNames {
  /** 32 bits. */
  readonly #next: () => number;
  /** Uids that a world brought along: one that was taken from a sandbox of the same seed has those that would come next. */
  readonly #taken = new Set<string>();

  constructor(seed: number) {
    this.#next = mulberry32(seed);
  }

  /** Keeps a uid from being made again. */
  take(uid: string): void {
    this.#taken.add(uid);
  }

  uid(): string {
    const made = this.#makeUid();
    return this.#taken.has(made) ? this.uid() : made;
  }

  #makeUid(): string {
    const hex = [0, 1, 2, 3].map(() => this.#next().toString(16).padStart(8, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
      '-',
    );
  }

  suffix(): string {
    return Array.from({ length: 5 }, () => alphabet[this.#next() % alphabet.length]).join('');
  }
}
