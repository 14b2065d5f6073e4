import { describe, expect, test } from '@jest/globals';
import { parseWorld } from '../../sandbox/worlds/read-world.ts';
import { expectRefusal, type Refusal } from './refusal.ts';

const file = 'my-world.yaml';
const object = (apiVersion: string, kind: string, body = '', metadata = 'name: a, namespace: shop') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${body}`;
const named = (metadata: string) => object('v1', 'ConfigMap', '', metadata);
const world = (body: string) => `apiVersion: sandbox.eks-scheduler.io/v1\nkind: World\n${body}`;
const group = (more: string) => world(`nodeGroups: [{ name: apps, minSize: 1, maxSize: 3, desiredSize: 2, ${more} }]`);
const brackets = '['.repeat(20_000);

describe('a world is refused with the field, the value, the cure and the place', () => {
  test.each<[string, string, ...Refusal]>([
    // The file
    ['nothing', '', 'World file my-world.yaml', 'holds no Kubernetes object', 'kubectl get -A -o yaml'],
    ['a comment', '# nothing', 'World file my-world.yaml', 'holds no Kubernetes object', 'kubectl get -A -o yaml'],
    [
      'empty documents',
      '---\n---\n',
      'World file my-world.yaml',
      'holds no Kubernetes object',
      'kubectl get -A -o yaml',
    ],
    [
      'a list of nothing',
      'apiVersion: v1\nkind: List\nitems: []',
      'World file',
      'holds no Kubernetes object',
      'kubectl',
    ],
    [
      'an error of kubectl',
      'error: You must be logged in',
      'apiVersion',
      'is missing (my-world.yaml:1:1)',
      'Give it: text',
    ],
    ['a word', 'hello', 'the whole', '"hello" is not a group of keys (my-world.yaml:1:1)', 'Write a group of keys'],
    ['a table', 'NAME STATUS\nn1 Ready', 'the whole', '"NAME STATUS n1 Ready"', 'Write a group of keys'],
    ['a bracket that does not end', 'kind: [', 'YAML', 'my-world.yaml:1:', 'Correct the YAML'],
    ['a tab for an indent', 'kind:\n\tPod', 'YAML', 'my-world.yaml:2:1', 'Correct the YAML'],
    ['a key twice', 'kind: A\nkind: B', 'YAML', 'must be unique (my-world.yaml:2:1)', 'Correct the YAML'],
    ['a key that is a list', '? [a]\n: 1', 'YAML', 'not text (my-world.yaml:1:', 'Write the key as text'],
    ['an alias of nothing', 'kind: *pod', 'YAML', 'pod (my-world.yaml:1:7)', 'Correct the YAML'],
    ['aliases that multiply', bomb(), 'YAML', 'multiply the document', 'so many aliases'],
    ['brackets that never end', brackets, 'YAML', 'nested too deep', 'brackets that do not end'],
    ['a tag of JavaScript', 'kind: !!js/function x', 'YAML', 'js/function', 'Correct the YAML'],
    ['JSON that is cut off', '{"kind":"List","items":[{"kind":"Po', 'YAML', 'my-world.yaml:1:', 'Correct the YAML'],
    // Objects
    ['an object without a kind', 'apiVersion: v1\nmetadata: { name: a }', 'kind', 'is missing', 'Give it: text'],
    ['an object of an empty kind', object('v1', '""'), 'kind', '"" is too small', 'Write 1 or more characters'],
    ['an object without a version', 'kind: Pod\nmetadata: { name: a }', 'apiVersion', 'is missing', 'Give it: text'],
    ['a version that is a number', object('1', 'Pod'), 'apiVersion', '1 is not text', 'in quotes'],
    ['an object without metadata', 'apiVersion: v1\nkind: Pod', 'metadata', 'is missing', 'Give it: a group of keys'],
    [
      'metadata that is a list',
      'apiVersion: v1\nkind: Pod\nmetadata: [a]',
      'metadata',
      '["a"] is not a group',
      'Write a group',
    ],
    ['a List without items', 'apiVersion: v1\nkind: List', 'items', 'is missing', 'Give it: a list'],
    [
      'a List of one that is not in a list',
      'apiVersion: v1\nkind: List\nitems: 3',
      'items',
      '3 is not a list',
      'Write a list',
    ],
    [
      'an item that is a number',
      'kind: List\nitems: [7]',
      'the whole',
      '7 is not a group of keys (my-world.yaml:2:9, items[0])',
      'Write',
    ],
    [
      'an item in a List in a List',
      'kind: List\nitems: [{ kind: PodList, items: [x] }]',
      'the whole',
      'items[0], items[0])',
      'Write a group',
    ],
    [
      'an object that stands twice',
      `${named('name: a')}---\n${named('name: a')}`,
      'metadata.name',
      '"a" stands twice: ConfigMap a (my-world.yaml:1:1 and my-world.yaml:5:1)',
      'Keep one',
    ],
    // Names
    ['a name of nothing', named('name: ""'), 'metadata.name', '""', 'Write a name'],
    ['a name that is a number', named('name: 7'), 'metadata.name', '7 is not text', 'in quotes'],
    ['a name that is null', named('name: ~'), 'metadata.name', 'null is not text', 'Write text'],
    ['a name that is a path', named('name: ../../etc/passwd'), 'metadata.name', '"../../etc/passwd"', 'without /'],
    ['a name that is the folder above', named('name: ..'), 'metadata.name', '".."', 'Write a name'],
    ['a name with an escaped slash', named('name: a%2fb'), 'metadata.name', '"a%2fb"', 'without /, %'],
    ['a name of 254 characters', named(`name: ${'a'.repeat(254)}`), 'metadata.name', '(254 characters)', 'at most 253'],
    [
      'a name of 10 MB',
      named(`name: ${'a'.repeat(10_000_000)}`),
      'metadata.name',
      '(10000000 characters)',
      'at most 253',
    ],
    ['a name with a line end', named('name: "a\\nb"'), 'metadata.name', '"a\\nb"', 'Write a name'],
    ['a name with a colour', named('name: "\\e[31ma"'), 'metadata.name', '"\\u{1b}[31ma"', 'Write a name'],
    ['a name with a space of no width', named('name: "a\\u200b"'), 'metadata.name', '"a\\u{200b}"', 'Write a name'],
    ['a name that reads backwards', named('name: "\\u202ea"'), 'metadata.name', '"\\u{202e}a"', 'Write a name'],
    [
      'a pod in capitals',
      object('v1', 'Pod', 'spec: { containers: [{ name: c }] }', 'name: Web'),
      'metadata.name',
      '"Web"',
      'small letters',
    ],
    [
      'a pod in Greek',
      object('v1', 'Pod', 'spec: { containers: [{ name: c }] }', 'name: παω'),
      'metadata.name',
      '"παω"',
      'small letters',
    ],
    [
      'a namespace with a point',
      named('name: a, namespace: a.b'),
      'metadata.namespace',
      '"a.b"',
      'name of a namespace',
    ],
    [
      'a namespace of 64 characters',
      named(`name: a, namespace: ${'n'.repeat(64)}`),
      'metadata.namespace',
      '(64',
      'at most 63',
    ],
    [
      'labels that are a list',
      named('name: a, labels: [x]'),
      'metadata.labels',
      '["x"] is not a group',
      'Write a group of keys',
    ],
    [
      'a label that is true',
      named('name: a, labels: { x: true }'),
      'metadata.labels.x',
      'true is not text',
      'in quotes',
    ],
    ['a label of JavaScript', named('name: a, labels: { __proto__: x }'), '__proto__', 'is not known', 'Remove it'],
    [
      'an annotation that is a number',
      named('name: a, annotations: { x: 1 }'),
      'metadata.annotations.x',
      '1 is not text',
      'in quotes',
    ],
    [
      'an owner without a uid',
      named('name: a, ownerReferences: [{ apiVersion: v1, kind: A, name: b }]'),
      'metadata.ownerReferences.0.uid',
      'is missing',
      'Give it',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => parseWorld(text, file), refusal);
  });
});

test.each<[string, string]>([
  [
    'names that only some kinds allow',
    object('rbac.authorization.k8s.io/v1', 'ClusterRole', '', 'name: "system:node"'),
  ],
  ['a kind that JavaScript knows', object('v1', 'constructor')],
  [
    'items that are null, as kubectl prints no items',
    `kind: PodList\napiVersion: v1\nitems: null\n---\n${named('name: a')}`,
  ],
  [
    'the same name in two kinds, groups and namespaces',
    ['v1', 'example.com/v1'].map((version) => object(version, 'Service', 'spec: {}\n')).join('---\n'),
  ],
  ['a byte order mark', `\ufeff${named('name: a')}`],
  ['a node group name at the limit', group('').replace('apps', 'n'.repeat(63))],
])('%s are no mistake', (_title, text) => {
  expect(() => parseWorld(text, file)).not.toThrow();
});

function bomb(): string {
  const layers = [...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]}, `.repeat(9)}]`);
  return `a: &a [x]\n${layers.join('\n')}\n`;
}
