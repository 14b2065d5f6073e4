import { mulberry32 } from '../mulberry32.ts';

/** Numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  const bits = mulberry32(seed);
  return () => bits() / 2 ** 32;
}

const scramble = 0x5deece66dn;
const mask48 = (1n << 48n) - 1n;

/**
 * The first double of Java's `java.util.Random` with this seed: what AWS answers for `$random(seed)`.
 * Algorithm: https://docs.oracle.com/javase/8/docs/api/java/util/Random.html
 */
export function javaRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ scramble) & mask48;
  const next = (bits: bigint): bigint => {
    state = (state * scramble + 0xbn) & mask48;
    return state >> (48n - bits);
  };
  const high = next(26n);
  const low = next(27n);
  return Number((high << 27n) + low) / 2 ** 53;
}

/** A version 4 UUID. */
export function uuidFrom(random: Random): string {
  const digit = (): string => Math.floor(random() * 16).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) =>
    place === 'x' ? digit() : (8 + Math.floor(random() * 4)).toString(16),
  );
}
