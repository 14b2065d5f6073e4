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

/** Somebody ended the command at a question, with Ctrl-C or Ctrl-D. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/**
 * Whether a person wants it. Who has said `--yes` is not asked.
 *
 * @param otherwise Where nobody can be asked: scripts go on, or must say `--yes`.
 * @throws {ConfigurationError} where `--yes` must be said.
 * @throws {Unanswered}
 */
export async function confirmed(
  question: string,
  { yes, otherwise }: { readonly yes: boolean | undefined; readonly otherwise: 'goOn' | 'refuse' },
  asking: Asking = terminalAsking,
): Promise<boolean> {
  if (yes) return true;
  if (asking.isTerminal) return /^y(es)?$/i.test((await answerTo(question, asking)).trim());
  if (otherwise === 'goOn') return true;
  throw new ConfigurationError(`${question} Nobody is here to answer.`, 'Say --yes.');
}

async function answerTo(question: string, asking: Asking): Promise<string> {
  try {
    return await asking.ask(`${question} [y/N] `);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') {
      throw new Unanswered('Interrupted at the question: nothing was done.', { cause: error });
    }
    throw error;
  }
}
