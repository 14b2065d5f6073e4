import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { withPermissionTables } from '../../build/permission-tables.ts';
import { functionGrants, functionNames } from '../../src/access/permissions.ts';

const page = readFileSync('docs/security.md', 'utf8');

test('docs/security.md says of every role what it may do, as it is deployed', () => {
  expect(withPermissionTables(page)).toBe(page);
});

test('every function has a heading, and under it the reason of each of its grants', () => {
  const articles = page.split('\n#### ').map((article) => ({
    names: article.slice(0, article.indexOf('\n')).split(', '),
    text: article.split('\n### ')[0] ?? '',
  }));
  for (const name of functionNames) {
    const [article, ...others] = articles.filter(({ names }) => names.includes(name));
    expect({ name, others }).toEqual({ name, others: [] });
    for (const { actions, why } of functionGrants[name]) {
      const row = article?.text
        .split('\n')
        .find((line) => line.startsWith(`| ${actions.join(', ')} `) && line.includes(why));
      expect({ name, actions, isThere: row !== undefined }).toEqual({ name, actions, isThere: true });
    }
  }
});

test('a page without a place for the tables is refused', () => {
  expect(() => withPermissionTables('# Nothing')).toThrow('has no block');
});
