import { existsSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, linksOf } from './headings.ts';
import { allPages } from './pages.ts';

const root = resolve(import.meta.dirname, '../..');
const every = allPages();
const pageAt = new Map(every.map((page) => [page.path, page]));

/** Null for a link that leads somewhere. */
function whyBroken(from: string, target: string): string | null {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : normalize(join(dirname(from), decodeURI(path)));
  if (!existsSync(join(root, file))) return `there is no ${file}`;
  if (anchor === undefined) return null;
  const page = pageAt.get(file);
  return page && anchorsOf(page).has(anchor) ? null : `${file} has no heading #${anchor}`;
}

test('every link between the pages leads to a file and a heading that are there', () => {
  const links = every.flatMap((page) => linksOf(page).map((target) => [page.path, target] as const));
  const inside = links.filter(([, target]) => !/^[a-z]+:/.test(target));

  expect(inside.length).toBeGreaterThan(30);
  expect(
    inside
      .map(([from, target]) => [from, target, whyBroken(from, target)])
      .filter(([, , why]) => why !== null)
      .map((broken) => broken.join(' · ')),
  ).toEqual([]);
});

test('every page of docs/ can be reached from README', () => {
  const reached = new Set<string>();
  const follow = (path: string) => {
    const page = pageAt.get(path);
    if (!page || reached.has(path)) return;
    reached.add(path);
    for (const target of linksOf(page)) follow(normalize(join(dirname(path), target.split('#')[0] ?? '')));
  };
  follow('README.md');
  const pagesOfDocs = every.map(({ path }) => path).filter((path) => /^docs\/[^/]+$/.test(path));

  expect(pagesOfDocs.filter((path) => !reached.has(path))).toEqual([]);
});
