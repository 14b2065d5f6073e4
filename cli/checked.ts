import { InvalidArgumentError } from 'commander';

/** A Zod schema of text, as far as an option needs it. */
interface Check {
  safeParse(text: string): {
    readonly success: boolean;
    readonly error?: { readonly issues: readonly { readonly message: string }[] };
  };
}

/**
 * Makes the reader of an option's value from the schema that the same value has in the configuration.
 *
 * @throws {InvalidArgumentError} with what to write instead.
 */
export function checked(schema: Check): (text: string) => string {
  return (text) => {
    const { success, error } = schema.safeParse(text);
    if (success) return text;
    throw new InvalidArgumentError(error?.issues[0]?.message ?? 'It is wrong.');
  };
}

/** The same for an option that may be given several times. */
export function checkedEach(schema: Check): (text: string, before: readonly string[] | undefined) => string[] {
  const check = checked(schema);
  return (text, before = []) => [...before, check(text)];
}
