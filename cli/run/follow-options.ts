import { type Command, InvalidArgumentError, Option } from 'commander';

/** What every command takes that follows a run to its end. */
export interface FollowOptions {
  readonly report?: string;
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** Seconds between two looks. */
  readonly poll: number;
}

export function withFollowOptions(command: Command): Command {
  return command
    .option(
      '--report <file>',
      'when it is over, write the report: .html, .json, .csv or .txt, or a folder for all four',
    )
    .option('--strict', 'end with 3 where there are warnings')
    .option('--json', 'print one JSON document and nothing else')
    .option('--quiet', 'print only problems and how it ended')
    .addOption(new Option('--poll <seconds>').argParser(parseSeconds).default(2).hideHelp());
}

/** The block of `--help` that says what a run ends with. */
export const exitCodesOfRun = `
Exit codes: 0 done, 1 failed, 2 wrong input, 3 done with warnings (only with --strict), 4 skipped, 130 interrupted.`;

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('Say a number of seconds.');
}
