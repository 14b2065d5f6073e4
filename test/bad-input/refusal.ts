import { expect } from '@jest/globals';
import { ConfigurationError } from '../../src/domain/errors.ts';

/** What the one error must say: the field, what stands there, and what to do. */
export type Refusal = readonly [field: string, value: string, cure: string];

/** Sees that this throws a ConfigurationError that a person can work with. */
export function expectRefusal(work: () => unknown, refusal: Refusal): void {
  expectToSay(refusalOf(work), refusal);
}

export async function expectLaterRefusal(work: () => Promise<unknown>, refusal: Refusal): Promise<void> {
  let outcome: unknown = 'was accepted';
  try {
    await work();
  } catch (error) {
    outcome = error;
  }
  expectToSay(asRefusal(outcome), refusal);
}

function expectToSay(error: ConfigurationError, [field, value, cure]: Refusal): void {
  expect(error.problem).toContain(field);
  expect(error.problem).toContain(value);
  expect(error.message).toContain(cure);
  expectReadable(error.message);
}

/** What this throws; fails the test when it is accepted or something else is thrown. */
export function refusalOf(work: () => unknown): ConfigurationError {
  let outcome: unknown = 'was accepted';
  try {
    work();
  } catch (error) {
    outcome = error;
  }
  return asRefusal(outcome);
}

function asRefusal(outcome: unknown): ConfigurationError {
  if (outcome instanceof ConfigurationError) return outcome;
  throw new Error(`This was to be refused with a ConfigurationError: ${outcome}`);
}

/** One line, of a length that is read, in our own words, with nothing in it that cannot be seen. */
export function expectReadable(message: string): void {
  expect(message.length).toBeLessThan(8000);
  expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
  expect(message).not.toMatch(/Invalid (input|key|string)|\[object|undefined| {4}at |Maximum call stack/);
  expect(message).toMatch(/[.?]$/);
}
