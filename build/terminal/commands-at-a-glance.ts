import { commands } from '../../cli/commands.ts';
import { markdownTable } from '../markdown.ts';

/** One line for each command, in the order of `--help`, from what the commands say of themselves. */
export function commandsAtAGlance(): string {
  const rows = commands
    .map((make) => make(() => undefined))
    .map((command) => [
      `\`${[command.name(), ...below(command.commands.map((each) => each.name()))].join(' ')}\``,
      command.description().replaceAll('|', '\\|').replaceAll(/\s+/g, ' '),
    ]);
  return markdownTable(['`npx eks-scheduler …`', 'does'], rows);
}

function below(names: readonly string[]): string[] {
  return names.length === 0 ? [] : [names.join('\\|')];
}
