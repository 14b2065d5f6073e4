import { describe, expect, test } from '@jest/globals';
import { loadFile } from '../../src/config/load-configuration.ts';
import { expectRefusal, type Refusal, refusalOf } from './refusal.ts';

const component = (more: string) =>
  `tiers: { security: [{ name: guard, kind: Deployment, namespace: guard, workload: guard, critical: true, ${more} }] }`;

describe('a key or a component is refused with the field and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    // Tiers
    [
      'a tier with a slip',
      'tiers: { applicaitons: [] }',
      'tiers.applicaitons',
      'is not known',
      'Did you mean "applications"?',
    ],
    ['a tier that is a group', 'tiers: { security: {} }', 'tiers.security', '{} is not a list', 'Write a list'],
    [
      'a component that is a name',
      'tiers: { security: [guard] }',
      'tiers.security.0',
      '"guard" is not a group',
      'Write a group of keys',
    ],
    [
      'a component that misses a part',
      'tiers: { security: [{ name: a }] }',
      'tiers.security.0.kind',
      'is missing',
      'Deployment, DaemonSet',
    ],
    [
      'a kind that is none',
      component('').replace('Deployment', 'ReplicaSet'),
      'tiers.security.0.kind',
      '"ReplicaSet"',
      'Deployment',
    ],
    [
      'a namespace in capitals',
      component('').replace('namespace: guard', 'namespace: Guard'),
      'namespace',
      '"Guard"',
      'or * for any',
    ],
    [
      'a pattern for a namespace',
      component('').replace('namespace: guard', 'namespace: "g*"'),
      'namespace',
      '"g*"',
      'or * for any',
    ],
    [
      'a workload with a path',
      component('').replace('workload: guard', 'workload: ../../x'),
      'workload',
      '"../../x"',
      '* and ?',
    ],
    [
      'a title that rings',
      component('').replace('name: guard', 'name: "a\\x07"'),
      'tiers.security.0.name',
      '"a\\u{7}"',
      'can be seen',
    ],
    [
      'a title of a page',
      component('').replace('name: guard', `name: ${'a'.repeat(101)}`),
      'tiers.security.0.name',
      '(101',
      'at most 100',
    ],
    [
      'labels that are a list',
      component('labels: [a]'),
      'tiers.security.0.labels',
      '["a"] is not a group',
      'Write a group of keys',
    ],
    [
      'a label that is a number',
      component('labels: { a: 1 }'),
      'tiers.security.0.labels.a',
      '1 is not text',
      'in quotes',
    ],
    [
      'a label with a space',
      component('labels: { a: "b c" }'),
      'tiers.security.0.labels.a',
      '"b c"',
      'Write the value of a label',
    ],
    [
      'a label key that ends in nothing',
      component('labels: { a/: b }'),
      'tiers.security.0.labels.a/',
      'is a key',
      'Write the key of a label',
    ],
    [
      'a label key of nothing',
      component('labels: { "": b }'),
      'tiers.security.0.labels.""',
      'is a key',
      'Write the key of a label',
    ],
    ['a label key of JavaScript', component('labels: { __proto__: b }'), '__proto__', 'is not known', 'Remove it'],
    // Keys
    [
      'a key with a slip',
      'drain: { concurency: 3 }',
      'drain.concurency',
      'is not known',
      'Did you mean "concurrency"?',
    ],
    ['a key far from any', 'colour: red', 'colour', 'is not known', 'known here: minNodes, verify'],
    ['a key in the wrong place', 'budgets: wait', 'budgets', 'is not known', 'Remove it'],
    ['a key of JavaScript', '__proto__: { verify: true }', '__proto__', 'is not known', 'Remove it'],
    [
      'a key of JavaScript, deeper',
      'drain: { __proto__: { budgets: wait } }',
      '__proto__',
      'is not known',
      'Remove it',
    ],
    ['the constructor', 'constructor: { prototype: { verify: true } }', 'constructor', 'is not known', 'Remove it'],
    ['a method of every object', 'drain: { toString: 1 }', 'drain.toString', 'is not known', 'Remove it'],
    ['a key that nobody sees', '"\\u200b": 1', '"\\u{200b}"', 'is not known', 'Remove it'],
    ['a key that moves the cursor', '"\\e[2J": 1', '"\\u{1b}[2J"', 'is not known', 'Remove it'],
    ['a key of a megabyte, nearly', `${'k'.repeat(1000)}: 1`, '(1000 characters)', 'is not known', 'Remove it'],
    ['a key of nothing', '"": 1', '""', 'is not known', 'Remove it'],
    ['the merge key of YAML 1.1', 'drain: { <<: { budgets: wait } }', 'drain."<<"', 'is not known', 'Remove it'],
    ['a section of nothing', 'drain:', 'drain', 'null is not a group of keys', 'Write a group of keys'],
    [
      'a section that is a list',
      'drain: [budgets, wait]',
      'drain',
      '["budgets","wait"] is not a group',
      'Write a group of keys',
    ],
    // The file
    ['a word', 'hello', 'the whole', '"hello" is not a group of keys', 'Write a group of keys'],
    ['a list', '- drain', 'the whole', '["drain"] is not a group of keys', 'Write a group of keys'],
    ['a number', '7', 'the whole', '7 is not a group of keys', 'Write a group of keys'],
    [
      'two documents',
      'verify: true\n---\nverify: false',
      'the whole',
      'a second document (eks-scheduler.yaml:3:1)',
      'Keep one',
    ],
    [
      'more than a configuration can be',
      `# ${'x'.repeat(10_000_000)}`,
      'eks-scheduler.yaml',
      '10000002 characters',
      'the right file',
    ],
    [
      'more than goes down the machine',
      `exclusions: { clusters: [${`${'a'.repeat(200)}, `.repeat(400)}] }`,
      'exclusions',
      'bytes',
      'Shorten it',
    ],
    ['a binary', '\u007fELF\u0002\u0001\u0001\u0000\u0000', 'the whole', '"\\u{7f}ELF\\u{2}', 'Write a group of keys'],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => loadFile(text), refusal);
  });

  test('the field stands with its line and column', () => {
    expect(refusalOf(() => loadFile('verify: true\ndrain:\n  budgets: fast')).message).toBe(
      'drain.budgets: "fast" is not known (eks-scheduler.yaml:3:3). Write one of computed, wait, strict.',
    );
  });

  test('of a thousand mistakes twenty are told, and how many more there are', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `key${index}: 1`);
    const { message } = refusalOf(() => loadFile(keys.join('\n')));
    expect(message).toMatch(
      /^1000 things are wrong: key0: .*key19: .* · and 980 more\. Correct them and start again\.$/,
    );
    expect(message).not.toContain('key20:');
  });
});
