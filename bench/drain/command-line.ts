import { InvalidArgumentError } from 'commander';
import type { Pass } from './own-drain-function.ts';

/** Progress goes where it is not in the way of what the bench prints. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function sayPass({ atSeconds, seconds, answer, requests }: Pass): void {
  say(`  at ${atSeconds.toFixed(1)} s for ${seconds.toFixed(1)} s, ${requests} requests: ${answer}`);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Say a whole number.');
  return Number(text);
}

/** 1 or more. */
export function count(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('Say 1 or more.');
  return number;
}
