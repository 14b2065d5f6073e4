import type { Argument, Command, Option } from 'commander';

/** What may be typed after one command. */
export interface CompletionNode {
  /** The words that lead here: `[]` for the program itself, `['config', 'check']`. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** What its arguments may be; empty where they may be anything. */
  readonly choices: readonly string[];
}

export interface CompletionOption {
  /** `--cluster`, and `-h` beside `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** What its value may be; empty where it may be anything, or there is none. */
  readonly choices: readonly string[];
}

/** The commands of a program as it is made, with every command below them; what is hidden is left out. */
export function completionTree(program: Command): CompletionNode[] {
  return nodesOf(program, []);
}

function nodesOf(command: Command, path: readonly string[]): CompletionNode[] {
  const help = command.createHelp();
  // Commander's own `help` shows what --help does.
  const below = help.visibleCommands(command).filter((one) => one.name() !== 'help');
  return [
    {
      path,
      commands: below.map((one) => ({ name: one.name(), description: one.description() })),
      options: help.visibleOptions(command).map(optionOf),
      choices: command.registeredArguments.flatMap((argument: Argument) => argument.argChoices ?? []),
    },
    ...below.flatMap((one) => nodesOf(one, [...path, one.name()])),
  ];
}

function optionOf({ short, long, description, required, optional, argChoices }: Option): CompletionOption {
  return {
    names: [long, short].filter((name) => name !== undefined && name !== null),
    description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}
