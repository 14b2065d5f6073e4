import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A page of the documentation, by its path from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a page, without the indentation of the list that it stands in. */
export interface Block {
  readonly page: string;
  /** The line of the page on which the block's first line stands, from 1. */
  readonly firstLine: number;
  readonly language: string;
  readonly lines: readonly string[];
  /** What must have happened before its lines are typed: `<!-- before: a stop has failed -->` above the block. */
  readonly before: string | null;
}

const root = resolve(import.meta.dirname, '../..');

/** README and the pages of docs/: what tells people what to type. */
export function pages(): Page[] {
  return ['README.md', ...markdownIn('docs')].map(page);
}

/** Besides, those that are read by who works on the project. */
export function allPages(): Page[] {
  return [...pages(), ...['CONTRIBUTING.md', 'CHANGELOG.md', ...markdownIn('docs/decisions')].map(page)];
}

function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** The fenced blocks of a page, in its order. */
export function blocksOf({ path, text }: Page): Block[] {
  const blocks: Block[] = [];
  for (const match of text.matchAll(/^( *)(`{3,})(\w*)[^\n]*\n([\s\S]*?)^ *\2$/gm)) {
    const [, indent = '', , language = '', body = ''] = match;
    const above = text.slice(0, match.index);
    const [, before = null] = /<!-- before: (.+?) -->\s*$/.exec(above) ?? [];
    blocks.push({
      page: path,
      firstLine: above.split('\n').length + 1,
      language,
      lines: body
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line)),
      before,
    });
  }
  return blocks;
}
