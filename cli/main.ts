import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ConfigurationError } from '../src/domain/errors.ts';
import { visibleText } from '../src/domain/visible-text.ts';
import { commands } from './commands.ts';
import { Unanswered } from './confirm.ts';
import { exitCodes } from './exit-codes.ts';

/** Runs the command line and answers its exit code. A person never sees a stack trace, unless they ask for it. */
export async function main(words: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.done;
  const program = new Command('eks-scheduler')
    .description('Puts Amazon EKS clusters to sleep at night and wakes them in the morning with nothing lost.')
    .version(ownVersion())
    .option('--debug', 'show where an error comes from')
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for what can be typed)')
    .exitOverride()
    .configureOutput({ writeErr: writeVisibly })
    .addHelpText('after', '\nTry it without an AWS account:\n  $ eks-scheduler rehearse\n  $ eks-scheduler sandbox');
  const settle = (code: number) => {
    exitCode = code;
  };
  for (const make of commands) program.addCommand(withOurErrors(make(settle)));

  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    return explain(error, program.opts<{ debug?: boolean }>().debug === true);
  }
}

/** As the program itself does; the commands below a command, too. */
function withOurErrors(command: Command): Command {
  for (const below of command.commands) withOurErrors(below);
  return command
    .exitOverride()
    .configureOutput({ writeErr: writeVisibly })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for what can be typed)');
}

/** What was typed may hold anything, and commander shows it again. */
function writeVisibly(text: string): void {
  const lines = text.split('\n').map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  process.stderr.write(lines.map(visibleText).join('\n'));
}

const longestLine = 500;

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function explain(error: unknown, isDebug: boolean): number {
  if (error instanceof CommanderError) {
    // Help that was asked for is no mistake; commander has printed the rest already.
    const wasAskedFor = ['commander.helpDisplayed', 'commander.help', 'commander.version'].includes(error.code);
    return wasAskedFor && error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`eks-scheduler: ${visibleText(message)}\n`);
  if (isDebug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (error instanceof Unanswered) return exitCodes.interrupted;
  return error instanceof ConfigurationError ? exitCodes.wrongInput : exitCodes.failed;
}
