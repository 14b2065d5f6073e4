import { describe, expect, test } from '@jest/globals';
import { parseWorld, readWorld } from '../../../sandbox/worlds/read-world.ts';
import { ConfigurationError } from '../../../src/domain/errors.ts';

const node = (name: string, group: string) =>
  `apiVersion: v1\nkind: Node\nmetadata: { name: ${name}, labels: { eks.amazonaws.com/nodegroup: ${group} } }\n`;

function problemOf(text: string): string {
  try {
    parseWorld(text, 'my-world.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  throw new Error('The world was accepted.');
}

test('the example world has three node groups, one of them at zero, and the objects of the shop', () => {
  const world = readWorld('sandbox/worlds/example.yaml');
  expect(world.cluster.name).toBe('shop-dev');
  expect(world.nodeGroups.map(({ name, desiredSize }) => [name, desiredSize])).toEqual([
    ['system', 2],
    ['apps', 6],
    ['batch', 0],
  ]);
  expect(
    world.objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(({ metadata }) => metadata.name),
  ).toContain('cart');
});

test('several documents and Lists are read alike, and empty documents are passed over', () => {
  const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: x }\n';
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${config.replaceAll('\n', '\n  ')}`;
  const world = parseWorld(`---\n${node('n1', 'blue')}---\n---\n${list}`, 'w.yaml');
  expect(world.objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['Node n1', 'ConfigMap a']);
});

test('without a World document the node groups are those that the nodes name', () => {
  const world = parseWorld([node('n1', 'blue'), node('n2', 'blue'), node('n3', 'green')].join('---\n'), 'team-a.yaml');
  expect(world.cluster.name).toBe('team-a');
  expect(world.nodeGroups).toEqual([
    expect.objectContaining({ name: 'blue', minSize: 2, desiredSize: 2, maxSize: 2 }),
    expect.objectContaining({ name: 'green', minSize: 1, desiredSize: 1, maxSize: 1 }),
  ]);
});

test('objects without any node get a plain cluster under them, and the reader is told', () => {
  const world = parseWorld('apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n', 'w.yaml');
  expect(world.nodeGroups).toEqual([expect.objectContaining({ name: 'workers', desiredSize: 2 })]);
  expect(world.objects.map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(['a', 'coredns', 'aws-node', 'kube-proxy']),
  );
  expect(world.notes.join()).toContain('plain cluster');
});

describe('a wrong world is refused with the place and the cure', () => {
  const world = (body: string) => `apiVersion: sandbox.eks-scheduler.io/v1\nkind: World\n${body}`;

  test.each([
    ['text that is no YAML', 'kind: [', /^YAML: .*my-world\.yaml:1:8/],
    ['a key twice', 'kind: A\nkind: B\n', /^YAML: Map keys must be unique \(my-world\.yaml:2:1\)/],
    ['an object without a kind', 'apiVersion: v1\nmetadata: { name: a }\n', /^kind: is missing \(my-world\.yaml:1:1\)/],
    [
      'an object without a name',
      `${node('n', 'g')}---\napiVersion: v1\nkind: Pod\nmetadata: {}\n`,
      /^metadata\.name: is missing \(my-world\.yaml:7:1\)/,
    ],
    [
      'a list item that is none',
      'apiVersion: v1\nkind: List\nitems: [7]\n',
      /^the whole: 7 is not a group of keys \(my-world\.yaml:3:9, items\[0\]\)/,
    ],
    [
      'two World documents',
      `${world('')}---\n${world('')}`,
      /World stands a second time \(my-world\.yaml:\d+:1\)\. Keep one\./,
    ],
    ['a World with a field that does not exist', world('nodegroups: []\n'), /nodegroups/],
    [
      'sizes that cannot be',
      world('nodeGroups: [{ name: a, minSize: 3, maxSize: 2, desiredSize: 3 }]\n'),
      /nodeGroups\.0\.desiredSize: 3 .*Keep minSize \(3\) <= desiredSize \(3\) <= maxSize \(2\)\./,
    ],
    [
      'a maximum of zero',
      world('nodeGroups: [{ name: a, minSize: 0, maxSize: 0, desiredSize: 0 }]\n'),
      /nodeGroups\.0\.maxSize:/,
    ],
    [
      'more nodes than one process can hold',
      world('nodeGroups: [{ name: a, minSize: 0, maxSize: 9000000, desiredSize: 9000000 }]\n'),
      /nodeGroups\.0\.desiredSize: 9000000 is too big/,
    ],
    ['a cluster name with a slash', world('cluster: { name: a/b }\n'), /cluster\.name: "a\/b" .*as EKS shows it/],
  ])('%s', (_what, text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  test('aliases that would grow without end', () => {
    const layers = Array.from(
      { length: 9 },
      (_, i) => `${'abcdefghij'[i + 1]}: &${'abcdefghij'[i + 1]} [${`*${'abcdefghij'[i]},`.repeat(9)}]`,
    );
    expect(problemOf(`a: &a [x]\n${layers.join('\n')}\n`)).toContain('without so many aliases');
  });

  test('a file that is not there', () => {
    expect(() => readWorld('no-such-world.yaml')).toThrow(/World file no-such-world\.yaml: cannot be read .*--world/);
  });
});

describe('an object that an API server would have refused is refused, with its name and the field', () => {
  const object = (apiVersion: string, kind: string, body = '') =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: shop }\n${body}`;
  const workload = (podSpec: string) =>
    `spec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: ${podSpec} } }\n`;

  test.each([
    ['a Service without spec', object('v1', 'Service'), /^spec: is missing .*Service shop\/a/],
    [
      'a budget without spec',
      object('policy/v1', 'PodDisruptionBudget'),
      /^spec: is missing .*PodDisruptionBudget shop\/a/,
    ],
    [
      'a budget of half a pod',
      object('policy/v1', 'PodDisruptionBudget', 'spec: { minAvailable: half }\n'),
      /spec\.minAvailable:/,
    ],
    ['a pod without spec', object('v1', 'Pod'), /^spec: is missing .*Pod shop\/a/],
    ['a Deployment without spec', object('apps/v1', 'Deployment'), /^spec: is missing .*Deployment shop\/a/],
    [
      'a template without containers',
      object('apps/v1', 'DaemonSet', workload('{}')),
      /spec\.template\.spec\.containers:/,
    ],
    [
      'a template with no container',
      object('apps/v1', 'StatefulSet', workload('{ containers: [] }')),
      /spec\.template\.spec\.containers: \[\] .*Write 1 or more entries/,
    ],
    ['a Job without template', object('batch/v1', 'Job', 'spec: {}\n'), /^spec\.template: is missing .*Job shop\/a/],
    [
      'replicas without end',
      object('apps/v1', 'Deployment', workload('{ containers: [{ name: c }] }').replace('{', '{ replicas: 50000000,')),
      /spec\.replicas: 50000000 is too big/,
    ],
    [
      'labels that are no texts',
      object('v1', 'ConfigMap').replace('name: a', 'name: a, labels: { a: 1 }'),
      /metadata\.labels\.a: 1 is not text/,
    ],
    [
      'a webhook without clientConfig',
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'webhooks: [{ name: a.b.c }]\n'),
      /webhooks\.0\.clientConfig:/,
    ],
  ])('%s', (_what, text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  test('what only lies in the store may look as it likes', () => {
    expect(() => parseWorld(object('example.com/v1', 'Deployment'), 'w.yaml')).not.toThrow();
    expect(() => parseWorld(object('v1', 'ConfigMap'), 'w.yaml')).not.toThrow();
  });
});
