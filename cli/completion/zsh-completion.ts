import type { CompletionNode, CompletionOption } from './completion-tree.ts';

/** A script for zsh, for its own completion: `_arguments` knows options, their values and what was typed already. */
export function zshCompletion(nodes: readonly CompletionNode[]): string {
  return `#compdef eks-scheduler
# Completion of eks-scheduler for zsh. To have it: source <(eks-scheduler completion zsh), after compinit.
${nodes.map(functionOf).join('\n')}
compdef _eks_scheduler eks-scheduler
`;
}

function functionOf({ path, commands, options, choices }: CompletionNode): string {
  const specs = options.map((option) => `    ${specOf(option)}`);
  const lines = [...specs, ...argumentSpecs(commands.length > 0, choices)].join(' \\\n');
  const below = commands.length === 0 ? '' : statesOf(path, commands);
  const local = commands.length === 0 ? '' : '  local context state line\n';
  return `${nameOf(path)}() {\n${local}  _arguments -C -s \\\n${lines}\n${below}}`;
}

function argumentSpecs(hasCommands: boolean, choices: readonly string[]): string[] {
  if (hasCommands) return ["    '1: :->command'", "    '*:: :->words'"];
  return [choices.length > 0 ? `    '*: :(${choices.join(' ')})'` : "    '*: :_files'"];
}

/** The first word is a command; what follows is that command's. */
function statesOf(path: readonly string[], commands: CompletionNode['commands']): string {
  const described = commands.map(({ name, description }) => `        ${quoted(`${name}:${plain(description)}`)}`);
  const calls = commands.map(({ name }) => `        ${name}) ${nameOf([...path, name])} ;;`);
  return `  case "$state" in
    command)
      local -a commands=(
${described.join('\n')}
      )
      _describe command commands ;;
    words)
      case "$line[1]" in
${calls.join('\n')}
      esac ;;
  esac
`;
}

function specOf({ names, description, takesValue, choices }: CompletionOption): string {
  const about = `[${plain(description)}]`;
  const value = !takesValue ? '' : choices.length > 0 ? `: :(${choices.join(' ')})` : ': :_files';
  // * : it may be given again, as --cluster may. = : its value may stand behind a = as well.
  const [first = '', ...others] = names.map((name) => (takesValue && name.startsWith('--') ? `${name}=` : name));
  if (others.length === 0) return quoted(`*${first}${about}${value}`);
  return `{${[first, ...others].join(',')}}${quoted(`${about}${value}`)}`;
}

function nameOf(path: readonly string[]): string {
  return ['_eks_scheduler', ...path].join('_').replaceAll('-', '_');
}

/** Brackets and colons divide what _arguments is told. */
function plain(text: string): string {
  return text.replaceAll(/[[\]]/g, '').replaceAll(':', ' -');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
