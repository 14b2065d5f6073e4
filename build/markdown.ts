/** A table whose columns are as wide as their widest cell. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** Puts text between the two markers of a page that bear a name. @throws {Error} when the page lacks them. */
export function withBlock(page: string, name: string, text: string, script = 'docs:access'): string {
  const begin = `<!-- ${name}: begin, written by npm run ${script} -->`;
  const end = `<!-- ${name}: end -->`;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`The page has no block between ${begin} and ${end}.`);
  return [before, begin, '\n\n', text, '\n\n', end, after].join('');
}
