import { Command } from 'commander';
import { commands } from '../../cli/commands.ts';
import { type ShellLine, withoutComment } from './shell-line.ts';

/** The command line, whose commands read what is typed and do nothing. */
export function anIdleProgram(): Command {
  const program = new Command('eks-scheduler')
    .option('--debug')
    .exitOverride()
    .configureOutput({ writeErr: () => '' });
  for (const make of commands) program.addCommand(idle(make(() => undefined)));
  return program;
}

function idle(command: Command): Command {
  for (const below of command.commands) idle(below);
  return command
    .exitOverride()
    .configureOutput({ writeErr: () => '' })
    .action(() => undefined);
}

/** Every command with what it is called in full: `config check`. */
export function allCommands(program = anIdleProgram(), above = ''): (readonly [name: string, command: Command])[] {
  return program.commands.flatMap((command) => {
    const name = `${above}${command.name()}`;
    return [[name, command] as const, ...allCommands(command, `${name} `)];
  });
}

/** What `--help` prints, with the texts around it. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (more) => {
      text += more;
    },
    getOutHelpWidth: () => 120,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}

/** The examples of a command's help, `$ …`, in their order. */
export function examplesOf(name: string, help: string): ShellLine[] {
  const joined = help.replaceAll(/ *\\\n\s*/g, ' ');
  return [...joined.matchAll(/^ +\$ (.*)$/gm)].map(([, line = '']) => ({
    at: `${name} --help`,
    ...withoutComment(line),
    before: null,
  }));
}

/** What is wrong with the words, by the options and arguments of the commands alone; null where nothing is. */
export async function whyNotRead(words: readonly string[]): Promise<string | null> {
  try {
    await anIdleProgram().parseAsync(words, { from: 'user' });
    return null;
  } catch (error) {
    if (isHelp(error)) return null;
    return error instanceof Error ? error.message : String(error);
  }
}

function isHelp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^commander\.(help|version)/.test(String(error.code));
}
