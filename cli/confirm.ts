import { createInterface } from 'node:readline/promises';
import { ConfigurationError } from '../src/domain/errors.ts';

/** How a question is asked; tests answer it themselves. */
export interface Asking {
  /** True where somebody can answer: input and standard error are a terminal. */
  readonly isTerminal: boolean;
  readonly ask: (question: string) => Promise<string>;
}

/** Asks on the terminal. The question goes to standard error, so that a document on standard output stays whole. */
export const terminalAsking: Asking = {
  get isTerminal() {
    return process.stdin.isTTY === true && process.stderr.isTTY === true;
  },
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
};

/**
 * Whether a person wants it. Who has said `--yes` is not asked.
 *
 * @param otherwise Where nobody can be asked: scripts go on, or must say `--yes`.
 * @throws {ConfigurationError} where `--yes` must be said.
 */
export async function confirmed(
  question: string,
  { yes, otherwise }: { readonly yes: boolean | undefined; readonly otherwise: 'goOn' | 'refuse' },
  asking: Asking = terminalAsking,
): Promise<boolean> {
  if (yes) return true;
  if (asking.isTerminal) return /^y(es)?$/i.test((await asking.ask(`${question} [y/N] `)).trim());
  if (otherwise === 'goOn') return true;
  throw new ConfigurationError(`${question} Nobody is here to answer.`, 'Say --yes.');
}
