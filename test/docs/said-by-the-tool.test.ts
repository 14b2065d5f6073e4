import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { blocksOf, pages } from './pages.ts';

const root = resolve(import.meta.dirname, '../..');
/** Fewer fixed letters than that fit by chance. */
const leastFixed = 12;

/** The texts of the sources as patterns: what is put into them may be anything. */
function textsOfSources(): RegExp[] {
  const files = ['src', 'lambdas', 'cli'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  const sources = files.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(name, 'utf8'));
  return sources.flatMap((source) => [...source.matchAll(/`([^`\n]*)`|'((?:[^'\\\n]|\\.)*)'/g)]).flatMap(patternOf);
}

function patternOf([, template, plain]: RegExpExecArray): RegExp[] {
  return sentencesOf((template ?? plain ?? '').replace(/^\$\{\w+\} |^ /, '')).flatMap((sentence) => {
    const fixed = sentence.split(/\$\{[^}]*(?:\}[^{}]*\})?[^{}]*\}/);
    if (fixed.join('').length < leastFixed) return [];
    return [new RegExp(fixed.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*?'))];
  });
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!]) +(?=[A-Z$])/);
}

test('every sentence that the pages show as said by the tool is one that it says', () => {
  const texts = textsOfSources();
  const lines = pages()
    .filter(({ path }) => path === 'docs/faq.md')
    .flatMap(blocksOf)
    .filter(({ language }) => language === 'text')
    .flatMap((block) => block.lines.map((line, index) => [`${block.page}:${block.firstLine + index}`, line] as const));

  expect(lines.length).toBeGreaterThan(15);
  const notSaid = lines.flatMap(([at, line]) =>
    sentencesOf(line)
      .filter((sentence) => !texts.some((text) => text.test(sentence)))
      .map((sentence) => `${at}: ${sentence}`),
  );
  expect(notSaid).toEqual([]);
});
