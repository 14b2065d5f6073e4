import { Argument, Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { print } from './terminal.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `eks-scheduler completion`: a script that completes commands, options and their choices. It asks nobody. */
export function completionCommand(settle: (exitCode: number) => void): Command {
  const command = new Command('completion')
    .description('Print a script that lets the shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>', 'the shell that it is for').choices(shells))
    .addHelpText(
      'after',
      `
To have it in every shell, put the line into the file that yours reads:
  bash   ~/.bashrc                      source <(eks-scheduler completion bash)
  zsh    ~/.zshrc, after compinit       source <(eks-scheduler completion zsh)
  fish   ~/.config/fish/config.fish     eks-scheduler completion fish | source

Examples:
  $ eks-scheduler completion bash
  $ eks-scheduler completion zsh`,
    )
    .action(async (shell: Shell) => {
      const { completionTree } = await import('./completion/completion-tree.ts');
      print((await writerFor(shell))(completionTree(command.parent ?? command)).replace(/\n$/, ''));
      settle(exitCodes.done);
    });
  return command;
}

async function writerFor(shell: Shell) {
  switch (shell) {
    case 'bash':
      return (await import('./completion/bash-completion.ts')).bashCompletion;
    case 'zsh':
      return (await import('./completion/zsh-completion.ts')).zshCompletion;
    case 'fish':
      return (await import('./completion/fish-completion.ts')).fishCompletion;
  }
}
