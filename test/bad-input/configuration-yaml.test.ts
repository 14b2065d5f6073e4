import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadFile } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { anyText } from './any-text.ts';
import { expectReadable, expectRefusal, type Refusal } from './refusal.ts';

const brackets = (count: number) => '['.repeat(count) + ']'.repeat(count);
describe('a YAML file is refused with the place and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    ['a bracket that does not end', 'drain: [', 'YAML', 'eks-scheduler.yaml:1:', 'Correct the YAML'],
    ['a quote that does not end', 'drain: "a', 'YAML', 'eks-scheduler.yaml:1:', 'Correct the YAML'],
    [
      'a tab for an indent',
      'drain:\n\tbudgets: wait',
      'YAML',
      'Tabs are not allowed as indentation (eks-scheduler.yaml:2:1)',
      'Correct',
    ],
    [
      'an indent that jumps',
      'drain:\n  budgets: wait\n concurrency: 3',
      'YAML',
      'eks-scheduler.yaml:3:',
      'Correct the YAML',
    ],
    [
      'a key twice',
      'verify: true\nverify: false',
      'YAML',
      'must be unique (eks-scheduler.yaml:2:1)',
      'Correct the YAML',
    ],
    [
      'a key twice, deeper',
      'drain:\n  budgets: wait\n  budgets: wait',
      'YAML',
      'unique (eks-scheduler.yaml:3:3)',
      'Correct',
    ],
    ['a key that is a list', '? [a, b]\n: 1', 'YAML', 'not text (eks-scheduler.yaml:1:', 'Write the key as text'],
    [
      'an alias of nothing',
      'verify: true\nminNodes: *few',
      'YAML',
      'few (eks-scheduler.yaml:2:11)',
      'Correct the YAML',
    ],
    [
      'aliases that multiply',
      bomb(),
      'YAML',
      'multiply the document without end (eks-scheduler.yaml:2:',
      'so many aliases',
    ],
    [
      'an alias of itself',
      'drain: &a { budgets: *a }',
      'drain.budgets',
      '{"budgets":{"budgets"',
      'Write one of computed',
    ],
    ['brackets in brackets', `minNodes: ${brackets(20_000)}`, 'YAML', 'nested too deep', 'brackets that do not end'],
    ['brackets that never end', '['.repeat(20_000), 'YAML', 'nested too deep', 'brackets that do not end'],
    ['a tag', 'minNodes: !few 3', 'YAML', 'Unresolved tag: !few (eks-scheduler.yaml:1:11)', 'Correct the YAML'],
    [
      'a tag of JavaScript',
      'verify: !!js/function "x"',
      'YAML',
      'js/function (eks-scheduler.yaml:1:',
      'Correct the YAML',
    ],
    [
      'a version of YAML that is none',
      '%YAML 9.9\n---\nverify: true',
      'YAML',
      '9.9 (eks-scheduler.yaml:1:',
      'Correct the YAML',
    ],
    [
      'a template that nobody filled in',
      'minNodes: {{ .Values.nodes }}',
      'YAML',
      'eks-scheduler.yaml:1:',
      'Write the key as text',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => loadFile(text), refusal);
  });
});

test.each([
  ['nothing', ''],
  ['a comment', '# nothing'],
  ['a byte order mark', '\ufeffverify: false'],
  ['line ends of Windows', 'verify: false\r\nminNodes: 0\r\n'],
  ['an end of the document', 'verify: false\n...\n'],
])('%s is no mistake', (_title, text) => {
  expect(loadFile(text)).toEqual(loadFile(''));
});

describe('whatever a file holds, it is read or refused in words', () => {
  const isReadOrRefused = (text: string) => {
    try {
      loadFile(text);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expectReadable((error as ConfigurationError).message);
    }
  };

  test('any text', () => {
    fc.assert(fc.property(anyText, isReadOrRefused), { numRuns: 300 });
  });

  test('any text of the characters that YAML lives on', () => {
    const unit = fc.constantFrom(...'-:?[]{},#&*!|>\'"%@` \n\tab1~\\');
    fc.assert(fc.property(fc.string({ unit, maxLength: 60 }), isReadOrRefused), { numRuns: 500 });
  });

  test('any value under any key', () => {
    const aKey = fc.constantFrom(
      'minNodes',
      'verify',
      'accounts',
      'timeouts',
      'drain',
      'webhooks',
      'exclusions',
      'tiers',
    );
    const aFile = fc.dictionary(aKey, fc.jsonValue({ maxDepth: 4 }), { minKeys: 1, maxKeys: 3 });
    fc.assert(
      fc.property(aFile, (file) => isReadOrRefused(JSON.stringify(file))),
      { numRuns: 300 },
    );
  });
});

/** Eight layers of nine: forty million, were it read. */
function bomb(): string {
  const layers = [...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}]`);
  return `a: &a [x]\n${layers.join('\n')}\n`;
}
