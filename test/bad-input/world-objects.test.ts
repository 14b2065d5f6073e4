import { describe, expect, test } from '@jest/globals';
import { parseWorld } from '../../sandbox/worlds/read-world.ts';
import { expectRefusal, type Refusal } from './refusal.ts';

const object = (apiVersion: string, kind: string, body = '', metadata = 'name: a, namespace: shop') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${metadata} }\n${body}`;
const podSpec = (spec: string) => object('v1', 'Pod', `spec: ${spec}\n`);
const workload = (kind: string, more: string, spec = '{ containers: [{ name: c }] }') =>
  object('apps/v1', kind, `spec: { selector: { matchLabels: { a: b } }, template: { spec: ${spec} }, ${more} }\n`);
const budget = (spec: string) => object('policy/v1', 'PodDisruptionBudget', `spec: ${spec}\n`);
const webhook = (entry: string) =>
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', `webhooks: [${entry}]\n`, 'name: guard');

describe('what the kinds have is refused with the field, the value and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    // What the kinds have
    [
      'a pod without containers',
      podSpec('{}'),
      'spec.containers',
      'is missing (my-world.yaml:4:1, Pod shop/a)',
      'Give it: a list',
    ],
    [
      'a pod of no container',
      podSpec('{ containers: [] }'),
      'spec.containers',
      '[] is too small',
      'Write 1 or more entries',
    ],
    [
      'a grace that is negative',
      podSpec('{ containers: [{ name: c }], terminationGracePeriodSeconds: -1 }'),
      'spec.terminationGracePeriodSeconds',
      '-1 is too small',
      'Write 0 or more',
    ],
    [
      'a grace in text',
      podSpec('{ containers: [{ name: c }], terminationGracePeriodSeconds: "30" }'),
      'spec.terminationGracePeriodSeconds',
      '"30" is not a number',
      'without quotes',
    ],
    [
      'tolerations that are a group',
      podSpec('{ containers: [{ name: c }], tolerations: {} }'),
      'spec.tolerations',
      '{} is not a list',
      'Write a list',
    ],
    [
      'a taint without effect',
      object('v1', 'Node', 'spec: { taints: [{ key: a }] }', 'name: n'),
      'spec.taints.0.effect',
      'is missing',
      'Give it: text',
    ],
    [
      'a port that is none',
      object('v1', 'Service', 'spec: { ports: [{ port: 70000 }] }'),
      'spec.ports.0.port',
      '70000 is too big',
      'Write 65535 or less',
    ],
    [
      'a port in text',
      object('v1', 'Service', 'spec: { ports: [{ port: http }] }'),
      'spec.ports.0.port',
      '"http" is not a number',
      'Write a number',
    ],
    [
      'fewer replicas than none',
      workload('Deployment', 'replicas: -1'),
      'spec.replicas',
      '-1 is too small',
      'Write 0 or more',
    ],
    [
      'half a replica',
      workload('StatefulSet', 'replicas: 1.5'),
      'spec.replicas',
      '1.5 is not a whole number',
      'Write a whole number',
    ],
    [
      'replicas without end',
      workload('ReplicaSet', 'replicas: .inf'),
      'spec.replicas',
      'Infinity is not a number',
      'Write a number',
    ],
    [
      'replicas past all numbers',
      workload('Deployment', 'replicas: 1e999'),
      'spec.replicas',
      'Infinity is not a number',
      'Write a number',
    ],
    [
      'replicas that are none',
      workload('Deployment', 'replicas: .nan'),
      'spec.replicas',
      'NaN is not a number',
      'Write a number',
    ],
    [
      'a template without a spec',
      object('apps/v1', 'DaemonSet', 'spec: { selector: {}, template: {} }'),
      'spec.template.spec',
      'is missing',
      'Give it',
    ],
    [
      'a budget of half a pod',
      budget('{ minAvailable: half }'),
      'spec.minAvailable',
      '"half"',
      'a percentage such as "50%"',
    ],
    [
      'a budget of less than nothing',
      budget('{ maxUnavailable: -1 }'),
      'spec.maxUnavailable',
      '-1',
      'Write a whole number',
    ],
    ['a budget of a fraction', budget('{ maxUnavailable: 0.5 }'), 'spec.maxUnavailable', '0.5', 'Write a whole number'],
    ['a budget of a list', budget('{ minAvailable: [1] }'), 'spec.minAvailable', '[1]', 'Write a whole number'],
    [
      'a budget whose selector is text',
      budget('{ selector: a=b }'),
      'spec.selector',
      '"a=b" is not a group',
      'Write a group of keys',
    ],
    [
      'a webhook without a client',
      webhook('{ name: a.b.c }'),
      'webhooks.0.clientConfig',
      'is missing',
      'Give it: a group of keys',
    ],
    [
      'a policy that is none',
      webhook('{ name: a.b.c, clientConfig: {}, failurePolicy: Warn }'),
      'webhooks.0.failurePolicy',
      '"Warn"',
      'Write one of Fail, Ignore',
    ],
    [
      'a service without a name',
      webhook('{ name: a.b.c, clientConfig: { service: { namespace: a } } }'),
      'webhooks.0.clientConfig.service.name',
      'is missing',
      'Give it',
    ],
    [
      'a selector of namespaces that is a number',
      webhook('{ name: a.b.c, clientConfig: {}, namespaceSelector: 5 }'),
      'webhooks.0.namespaceSelector',
      '5 is not a group',
      'Write a group of keys',
    ],
    [
      'a selector of objects with an operator that is none',
      webhook('{ name: a.b.c, clientConfig: {}, objectSelector: { matchExpressions: [{ key: a, operator: Is }] } }'),
      'webhooks.0.objectSelector.matchExpressions.0.operator',
      '"Is"',
      'Write one of In, NotIn, Exists, DoesNotExist',
    ],
    [
      'a match condition that is a number',
      webhook('{ name: a.b.c, clientConfig: {}, matchConditions: [{ name: a, expression: 1 }] }'),
      'webhooks.0.matchConditions.0.expression',
      '1 is not text',
      'Write text',
    ],
    [
      'rules that are text',
      webhook('{ name: a.b.c, clientConfig: {}, rules: all }'),
      'webhooks.0.rules',
      '"all" is not a list',
      'Write a list',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => parseWorld(text, 'my-world.yaml'), refusal);
  });
});

const behaviour = (name: string, value: string) =>
  object('v1', 'Pod', 'spec: { containers: [{ name: c }] }\n', `name: a, annotations: { ${name}: ${value} }`);

describe('what says how the sandbox behaves is refused with the field, the value and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    [
      'a start in words',
      behaviour('sandbox.eks-scheduler.io/start-after', 'soon'),
      'metadata.annotations."sandbox.eks-scheduler.io/start-after"',
      '"soon"',
      'Write a number of seconds in quotes',
    ],
    [
      'a stop before the signal',
      behaviour('sandbox.eks-scheduler.io/stop-after', '"-5"'),
      'metadata.annotations."sandbox.eks-scheduler.io/stop-after"',
      '"-5"',
      'Write a number of seconds in quotes',
    ],
    [
      'a yes that is none',
      behaviour('sandbox.eks-scheduler.io/never-ready', '"yes"'),
      'metadata.annotations."sandbox.eks-scheduler.io/never-ready"',
      '"yes"',
      'Write "true" or "false"',
    ],
    [
      'a pattern that is none',
      behaviour('sandbox.eks-scheduler.io/deny', '"("'),
      'metadata.annotations."sandbox.eks-scheduler.io/deny"',
      '"("',
      'Write a regular expression',
    ],
    [
      'a name that is mistyped',
      behaviour('sandbox.eks-scheduler.io/start-afer', '"5"'),
      'metadata.annotations."sandbox.eks-scheduler.io/start-afer"',
      '"5"',
      'did you mean sandbox.eks-scheduler.io/start-after',
    ],
    [
      'a template’s',
      workload(
        'Deployment',
        'replicas: 1',
        '{ containers: [{ name: c }] }, metadata: { annotations: { sandbox.eks-scheduler.io/run-for: "1h" } }',
      ),
      'spec.template.metadata.annotations."sandbox.eks-scheduler.io/run-for"',
      '"1h"',
      'Write a number of seconds in quotes',
    ],
  ])('%s', (_title, text, ...refusal) => {
    expectRefusal(() => parseWorld(text, 'my-world.yaml'), refusal);
  });

  test('other annotations may say what they like', () => {
    const { objects } = parseWorld(behaviour('example.com/start-after', 'soon'), 'my-world.yaml');
    expect(objects).toContainEqual(expect.objectContaining({ kind: 'Pod' }));
  });
});
