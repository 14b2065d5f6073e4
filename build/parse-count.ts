import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number from 1 to 999999999: a count, or a seed. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It takes a whole number from 1 to 999999999.');
  return Number(text);
}
