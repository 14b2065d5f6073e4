import { expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { loadFile } from '../../src/config/load-configuration.ts';
import { parsePriceList } from '../../src/report/price-list.ts';
import { type Block, blocksOf, pages } from './pages.ts';

const blocks = pages().flatMap(blocksOf);

/** What the block is by what stands in it. Pipelines have a test of their own. */
function kindOf({ page }: Block, value: unknown): 'pipeline' | 'object' | 'prices' | 'configuration' {
  if (page === 'docs/ci-cd.md' && isRecord(value) && !('schedules' in value)) return 'pipeline';
  if (isRecord(value) && 'kind' in value) return 'object';
  return isRecord(value) && 'currency' in value ? 'prices' : 'configuration';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Null for a block that can be used as it stands. */
function whyRefused(block: Block): string | null {
  const text = `${block.lines.join('\n')}\n`;
  try {
    for (const document of parseAllDocuments(text)) {
      if (document.errors[0]) throw document.errors[0];
      const kind = kindOf(block, document.toJS());
      if (kind === 'configuration') loadFile(text);
      if (kind === 'prices') parsePriceList(text);
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

test('every configuration that the pages show is one that would be deployed', () => {
  const shown = blocks.filter(({ language }) => language === 'yaml');

  expect(shown.length).toBeGreaterThan(5);
  expect(
    shown.map((block) => [`${block.page}:${block.firstLine}`, whyRefused(block)]).filter(([, why]) => why),
  ).toEqual([]);
});

test('every JSON document that the pages show is one', () => {
  const shown = blocks.filter(({ language }) => language === 'json');

  for (const { lines } of shown) expect(() => JSON.parse(lines.join('\n'))).not.toThrow();
});
