const longestLine = 118;
const gap = '  ⋮';

/**
 * Makes what a command printed fit for a page: of each phase the first line and the last, no table of phases, no line longer than a
 * block of GitHub shows. What is left out is marked.
 */
export function shorten(text: string): string {
  const kept: string[] = [];
  for (const part of partsOf(text.trimEnd().split('\n'))) kept.push(...(part.length > 2 ? endsOf(part) : part));
  return kept
    .filter((line, index) => line !== gap || kept[index - 1] !== gap)
    .map(cut)
    .join('\n');
}

/** Lines of one phase that follow one another, and every other line by itself. */
function partsOf(lines: readonly string[]): string[][] {
  const parts: string[][] = [];
  let last: string | undefined;
  for (const line of lines) {
    const phase = phaseOf(line);
    const part = parts.at(-1);
    if (part && phase !== undefined && phase === last) part.push(line);
    else parts.push([line]);
    last = phase;
  }
  return parts;
}

/** `Drain nodes`, and `Wait for tier` for each of its tiers. */
function phaseOf(line: string): string | undefined {
  return /^\d\d:\d\d:\d\d +(?:✓ )?([A-Z][a-z]+(?: [a-z]+)*)/.exec(line)?.[1];
}

function endsOf(part: readonly string[]): string[] {
  return [part[0] ?? '', gap, part.at(-1) ?? ''];
}

function cut(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine - 1).trimEnd()}…` : line;
}
