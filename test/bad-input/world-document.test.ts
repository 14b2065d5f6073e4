import { describe, test } from '@jest/globals';
import { parseWorld } from '../../sandbox/worlds/read-world.ts';
import { expectRefusal, type Refusal } from './refusal.ts';

const object = (apiVersion: string, kind: string, body = '', metadata = 'name: a, namespace: shop') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${body}`;
const world = (body: string) => `apiVersion: sandbox.eks-scheduler.io/v1\nkind: World\n${body}`;
const group = (more: string) => world(`nodeGroups: [{ name: apps, minSize: 1, maxSize: 3, desiredSize: 2, ${more} }]`);

describe('a document of kind World is refused with the field, the value and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    // The document of kind World, and node groups
    [
      'two World documents',
      `${world('')}---\n${world('')}`,
      'kind: World',
      'stands a second time (my-world.yaml:5:1)',
      'Keep one',
    ],
    [
      'a World of another version',
      world('').replace('/v1', '/v9'),
      'apiVersion',
      '"sandbox.eks-scheduler.io/v9"',
      'Write sandbox.eks-scheduler.io/v1',
    ],
    [
      'a World with a slip',
      world('nodegroups: []'),
      'nodegroups',
      'is not known (my-world.yaml:3:1)',
      'Did you mean "nodeGroups"?',
    ],
    ['a cluster with a slash', world('cluster: { name: a/b }'), 'cluster.name', '"a/b"', 'as EKS shows it'],
    [
      'a cluster of 101 characters',
      world(`cluster: { name: ${'a'.repeat(101)} }`),
      'cluster.name',
      '(101 characters)',
      'at most 100',
    ],
    [
      'a version that is a number',
      world('cluster: { name: a, version: 1.30 }'),
      'cluster.version',
      '1.3 is not text',
      'in quotes',
    ],
    [
      'a version of Kubernetes that is none',
      world('cluster: { name: a, version: latest }'),
      'cluster.version',
      '"latest"',
      'such as "1.33"',
    ],
    [
      'node groups that are a group',
      world('nodeGroups: { apps: 2 }'),
      'nodeGroups',
      '{"apps":2} is not a list',
      'Write a list',
    ],
    [
      'a node group without sizes',
      world('nodeGroups: [{ name: a }]'),
      'nodeGroups.0.minSize',
      'is missing',
      'Give it: a number',
    ],
    [
      'a node group with a path',
      group('').replace('apps', 'a/../b'),
      'nodeGroups.0.name',
      '"a/../b"',
      'as EKS shows it',
    ],
    [
      'a node group of 64 characters',
      group('').replace('apps', 'n'.repeat(64)),
      'nodeGroups.0.name',
      '(64 characters)',
      'at most 63',
    ],
    ['a node group in Chinese', group('').replace('apps', '节点'), 'nodeGroups.0.name', '"节点"', 'as EKS shows it'],
    [
      'node groups of one name',
      world(`nodeGroups: [${'{ name: a, minSize: 0, maxSize: 1, desiredSize: 0 },'.repeat(2)}]`),
      'nodeGroups.1.name',
      '"a" will not do',
      'a name of its own',
    ],
    [
      'a desired size past the maximum',
      group('').replace('desiredSize: 2', 'desiredSize: 9'),
      'nodeGroups.0.desiredSize',
      '9 will not do',
      'Keep minSize (1) <= desiredSize (9) <= maxSize (3)',
    ],
    [
      'a size that is negative',
      group('').replace('minSize: 1', 'minSize: -1'),
      'nodeGroups.0.minSize',
      '-1 is too small',
      'Write 0 or more',
    ],
    [
      'a size in quotes',
      group('').replace('maxSize: 3', 'maxSize: "3"'),
      'nodeGroups.0.maxSize',
      '"3" is not a number',
      'without quotes',
    ],
    [
      'more nodes than one process holds',
      group('').replace('desiredSize: 2', 'desiredSize: 2001'),
      'nodeGroups.0.desiredSize',
      '2001 is too big',
      'Write 2000 or less',
    ],
    [
      'no instance types',
      group('instanceTypes: []'),
      'nodeGroups.0.instanceTypes',
      '[] is too small',
      'Write 1 or more entries',
    ],
    [
      'an instance type that is a shell',
      group('instanceTypes: ["$(id)"]'),
      'nodeGroups.0.instanceTypes.0',
      '"$(id)"',
      'such as m6i.large',
    ],
    [
      'an effect that is none',
      group('taints: [{ key: a, effect: NoSchedule }]'),
      'nodeGroups.0.taints.0.effect',
      '"NoSchedule"',
      'NO_SCHEDULE',
    ],
    [
      'a boot of a day',
      group('bootSeconds: 86400'),
      'nodeGroups.0.bootSeconds',
      '86400 is too big',
      'Write 3600 or less',
    ],
    [
      'a boot that never ends',
      group('bootSeconds: .inf'),
      'nodeGroups.0.bootSeconds',
      'Infinity is not a number',
      'Write a number',
    ],
    [
      'a node of a group that cannot be',
      object('v1', 'Node', '', 'name: n, labels: { eks.amazonaws.com/nodegroup: a/b }'),
      'metadata.labels.eks.amazonaws.com/nodegroup',
      '"a/b"',
      'as EKS shows it',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => parseWorld(text, 'my-world.yaml'), refusal);
  });
});
