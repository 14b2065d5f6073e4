import { describe, expect, test } from '@jest/globals';
import { keepObject } from '../../../cli/snapshot/keep-object.ts';
import { Tally } from '../../../cli/snapshot/tally.ts';
import type { PlainObject } from '../../../src/kubernetes/list-objects.ts';

/** What is kept, and what was counted as left out. */
function kept(object: Partial<PlainObject>): { object: PlainObject; leftOut: Readonly<Record<string, number>> } {
  const tally = new Tally();
  const whole = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, ...object };
  return { object: keepObject(whole, tally), leftOut: tally.counts() };
}

function aContainer(fields: Readonly<Record<string, unknown>>) {
  const { object, leftOut } = kept({ spec: { containers: [{ name: 'main', image: 'main:1', ...fields }] } });
  const [container] = (object.spec as { readonly containers: readonly Record<string, unknown>[] }).containers;
  return { container, leftOut };
}

describe('a container', () => {
  test.each([
    ['env', { env: [{ name: 'A', value: 'b' }], envFrom: [{ secretRef: { name: 'c' } }] }, { 'environment values': 2 }],
    ['command', { command: ['sh', '-c'], args: ['secret'] }, { 'words of commands': 3 }],
    ['mounts and probes', { volumeMounts: [{ name: 'a' }], livenessProbe: {}, securityContext: {} }, {}],
  ])('loses its %s', (_, fields, counts) => {
    const { container, leftOut } = aContainer(fields);
    expect(container).toEqual({ name: 'main', image: 'main:1' });
    expect(leftOut).toEqual(counts);
  });

  test.each([
    ['one flag', ['./cluster-autoscaler', '--cloud-provider=aws', '--secret=x']],
    ['two words', ['/cluster-autoscaler', '--v=4', '--cloud-provider', 'aws']],
    ['a script', ['sh', '-c', 'TOKEN=x/y exec /cluster-autoscaler --cloud-provider=aws --password=z']],
    ['a script that ends with its program', ['export TOKEN=x; exec /cluster-autoscaler', '--cloud-provider=aws']],
  ])('of the Cluster Autoscaler keeps the words that tell it, with the provider in %s', (_, command) => {
    const line = String(aContainer({ command }).container?.command).replaceAll(',', ' ');
    expect(line).toMatch(/^\.?\/cluster-autoscaler --cloud-provider[= ]aws$/);
  });

  test('asks for its limits where it requests nothing else', () => {
    const { container } = aContainer({ resources: { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1' } } });
    expect(container?.resources).toEqual({ requests: { cpu: '1', memory: '1Gi' } });
  });
});

test('of volumes those stay that are lost with a node or attached to it', () => {
  const { object, leftOut } = kept({
    spec: {
      containers: [],
      volumes: [
        { name: 'a', emptyDir: { medium: 'Memory' } },
        { name: 'b', hostPath: { path: '/data' } },
        { name: 'c', persistentVolumeClaim: { claimName: 'data', readOnly: true } },
        { name: 'd', configMap: { name: 'settings' } },
        { name: 'e', projected: { sources: [] } },
      ],
    },
  });
  expect(object.spec).toMatchObject({
    volumes: [
      { name: 'a', emptyDir: {} },
      { name: 'b', hostPath: { path: '/data' } },
      { name: 'c', persistentVolumeClaim: { claimName: 'data' } },
    ],
  });
  expect(leftOut).toEqual({ 'volumes of Secrets, ConfigMaps and the like': 2 });
});

test('of annotations those stay that a night looks at, of some only that they are there', () => {
  const annotations = {
    'eks-scheduler.io/cordoned-by': 'run',
    'kubernetes.io/config.mirror': 'hash',
    'argocd.argoproj.io/tracking-id': 'team:secret',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
  };
  const { object, leftOut } = kept({ metadata: { name: 'a', annotations } });
  expect(object.metadata.annotations).toEqual({
    'eks-scheduler.io/cordoned-by': 'run',
    'kubernetes.io/config.mirror': '',
    'argocd.argoproj.io/tracking-id': '',
  });
  expect(leftOut).toEqual({ annotations: 1 });
});

test('a webhook keeps all that decides about it; of its address the place, of its authority that it has one', () => {
  const entry = {
    name: 'a.example.com',
    failurePolicy: 'Fail',
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    objectSelector: { matchLabels: { app: 'a' } },
    matchConditions: [{ name: 'b', expression: 'true' }],
    sideEffects: 'None',
  };
  const { object } = kept({
    kind: 'ValidatingWebhookConfiguration',
    webhooks: [
      { ...entry, clientConfig: { service: { namespace: 'a', name: 'b', port: 8443, path: '/c' }, caBundle: 'AAAA' } },
      { ...entry, clientConfig: { url: 'https://u:p@127.0.0.1:21376/secret?key=1' } },
      { ...entry, clientConfig: { service: { namespace: 'a', name: 'b' }, caBundle: '' } },
    ],
  });
  expect(object.webhooks).toEqual([
    {
      ...entry,
      clientConfig: {
        service: { namespace: 'a', name: 'b', port: 8443, path: '/c' },
        caBundle: expect.stringMatching(/^(?!AAAA)./),
      },
    },
    { ...entry, clientConfig: { url: 'https://127.0.0.1:21376' } },
    { ...entry, clientConfig: { service: { namespace: 'a', name: 'b' } } },
  ]);
});
