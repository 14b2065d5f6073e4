import type { CompletionNode, CompletionOption } from './completion-tree.ts';

/** A script for fish: one line for each command and option, with the condition under which it fits. */
export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => [
    ...node.commands.map(({ name, description }) => complete(node, nodes, `-f -a ${name} -d ${quoted(description)}`)),
    ...(node.choices.length > 0 ? [complete(node, nodes, `-f -a ${quoted(node.choices.join(' '))}`)] : []),
    ...node.options.map((option) => complete(node, nodes, optionWords(option))),
  ]);
  return `# Completion of eks-scheduler for fish. To have it: eks-scheduler completion fish | source
complete -c eks-scheduler -e
${lines.join('\n')}
`;
}

function complete({ path, commands }: CompletionNode, nodes: readonly CompletionNode[], what: string): string {
  return `complete -c eks-scheduler -n ${quoted(conditionOf(path, commands, nodes))} ${what}`;
}

/** Every word of the path was typed, and no command below it. */
function conditionOf(
  path: readonly string[],
  commands: CompletionNode['commands'],
  nodes: readonly CompletionNode[],
): string {
  const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const isProgram = path.length === 0;
  const below = commands.map(({ name }) => name).join(' ');
  const first = nodes.filter((node) => node.path.length === 1).map((node) => node.path[0]);
  if (isProgram) return `not __fish_seen_subcommand_from ${first.join(' ')}`;
  return [...seen, ...(below === '' ? [] : [`not __fish_seen_subcommand_from ${below}`])].join('; and ');
}

function optionWords({ names, description, takesValue, choices }: CompletionOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const value = !takesValue ? [] : choices.length > 0 ? ['-x', '-a', quoted(choices.join(' '))] : ['-r'];
  return [...flags, ...value, '-d', quoted(description)].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}
