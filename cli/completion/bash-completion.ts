import type { CompletionNode } from './completion-tree.ts';

/**
 * A script for bash 3.2 and newer. Where nothing of ours fits, bash completes names of files.
 *
 * bash takes `--by=week` for three words, because = divides words.
 */
export function bashCompletion(nodes: readonly CompletionNode[]): string {
  return `# Completion of eks-scheduler for bash. To have it: source <(eks-scheduler completion bash)
_eks_scheduler() {
  local current previous at i words
  COMPREPLY=()
  current=\${COMP_WORDS[COMP_CWORD]}
  previous=\${COMP_WORDS[COMP_CWORD-1]}
  if [ "$current" = = ]; then current=''; elif [ "$previous" = = ]; then previous=\${COMP_WORDS[COMP_CWORD-2]}; fi
  at=''
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${each(
  nodes.filter(({ path }) => path.length > 0).map(({ path }) => `'${place(path)}'`),
  (pattern) => `      ${pattern}) at=${pattern} ;;`,
)}
    esac
  done
  words=''
  case "$at $previous" in
${valueCases(nodes)}
    *)
      case "$at" in
${each(nodes, (node) => `        '${place(node.path)}') words='${wordsOf(node).join(' ')}' ;;`)}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _eks_scheduler eks-scheduler
`;
}

/** ` config check`: each word behind a space. */
function place(path: readonly string[]): string {
  return path.map((word) => ` ${word}`).join('');
}

/** What an option that was just typed may be followed by; nothing of ours where it may be anything. */
function valueCases(nodes: readonly CompletionNode[]): string {
  const options = nodes.flatMap(({ path, options: own }) =>
    own
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ names, choices }) => names.map((name) => ({ path, name, choices }))),
  );
  return each(options, ({ path, name, choices }) => `    '${place(path)} ${name}') words='${choices.join(' ')}' ;;`);
}

function wordsOf({ commands, options, choices }: CompletionNode): string[] {
  return [...commands.map(({ name }) => name), ...choices, ...options.flatMap(({ names }) => names)];
}

function each<T>(items: readonly T[], line: (item: T) => string): string {
  return items.map(line).join('\n');
}
