import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import { TransientError } from '../../src/domain/errors.ts';
import { accessGroup, accessManifest } from '../../src/kubernetes/access-rules.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { eventually } from '../eventually.ts';
import { aControlPlane } from './a-control-plane.ts';

const ours = { name: 'arn:aws:sts::111122223333:assumed-role/eks-scheduler-access/monday', groups: [accessGroup] };
const deployment = '/apis/apps/v1/namespaces/default/deployments/autoscaler';
const webhook = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/guard';

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await aControlPlane({ authenticate: () => ours });
  for (const object of [...accessManifest(), ...objects]) {
    const { apiVersion, kind } = object as { apiVersion: string; kind: string };
    const base = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
    const place = kind === 'Deployment' ? 'namespaces/default/deployments' : `${kind.toLowerCase()}s`;
    await controlPlane.client.mustSend('POST', `${base}/${place}`, object);
  }
});
afterAll(() => controlPlane?.stop('at-once'));

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'autoscaler' }] } };
const entry = (name: string) => ({
  name,
  clientConfig: { service: { namespace: 'guard', name: 'guard' } },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], resources: ['things'], operations: ['CREATE'] }],
});
const [first, second] = [entry('first.example.com'), entry('second.example.com')];
const objects = [
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'autoscaler' },
    spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'guard' },
    webhooks: [first, second],
  },
];

/** Connected as a phase is, by its own adapter. `meanwhile` runs once: after the phase's first request, before its next. */
function asPhase(phase: string, meanwhile: () => Promise<unknown>): Cluster {
  let requests = 0;
  const endpoint = controlPlane.url;
  const certificateAuthority = Buffer.from(controlPlane.caPem).toString('base64');
  return connectToCluster({
    describe: async () => ({ endpoint, certificateAuthority }),
    // Asked for at each request.
    token: async () => {
      requests += 1;
      if (requests === 2) await meanwhile();
      return 'token';
    },
    dryRun: false,
    userAgent: `eks-scheduler/${phase}`,
  });
}

async function theNode(cluster: Cluster) {
  const [node] = await cluster.listNodes();
  if (!node) throw new Error('There is no node.');
  return node;
}

test('a node that changed between the list and the cordon is looked at again and cordoned', async () => {
  const { client } = controlPlane;
  const label = () => client.mustSend('PATCH', '/api/v1/nodes/n1', { metadata: { labels: { pool: 'a' } } });
  const cluster = asPhase('drain-nodes', label);

  expect(await cluster.cordon(await theNode(cluster), 'monday')).toBe('changed');

  expect(await theNode(cluster)).toMatchObject({
    isUnschedulable: true,
    labels: { pool: 'a' },
    annotations: { 'eks-scheduler.io/cordoned-by': 'monday' },
  });
});

test('a node that somebody else cordoned between the list and the cordon stays theirs', async () => {
  const cordon = (unschedulable: boolean | null) =>
    controlPlane.client.mustSend('PATCH', '/api/v1/nodes/n1', {
      metadata: { annotations: { 'eks-scheduler.io/cordoned-by': null } },
      spec: { unschedulable },
    });
  await cordon(null);
  const cluster = asPhase('drain-nodes', () => cordon(true));

  expect(await cluster.cordon(await theNode(cluster), 'monday')).toBe('unchanged');

  const { annotations } = await theNode(cluster);
  expect(annotations).not.toHaveProperty(['eks-scheduler.io/cordoned-by']);
});

test('a Deployment that changed while it was being scaled is left as it is, for the next look', async () => {
  const { client } = controlPlane;
  const cluster = asPhase('pause-autoscalers', () => client.mustSend('PATCH', deployment, { spec: { replicas: 3 } }));
  const scale = () => cluster.scaleDeployment({ namespace: 'default', name: 'autoscaler' }, 0, { recorded: '1' });

  await expect(scale()).rejects.toThrow(TransientError);
  expect(await client.mustSend('GET', deployment)).toMatchObject({ spec: { replicas: 3 } });

  // Its controller writes to it too.
  const again = () => scale().catch((error: Error) => error.name);
  expect(await eventually(again, (answer) => answer !== 'TransientError')).toBe('changed');
  expect(await client.mustSend('GET', deployment)).toMatchObject({
    spec: { replicas: 0 },
    metadata: { annotations: { recorded: '1' } },
  });
});

test('of a webhook configuration whose entries changed places meanwhile, the right entry is changed', async () => {
  const { client } = controlPlane;
  const cluster = asPhase('relax-webhooks', () => client.mustSend('PATCH', webhook, { webhooks: [second, first] }));

  const name = { kind: 'Validating', configuration: 'guard', webhook: 'second.example.com' } as const;
  expect(await cluster.setFailurePolicy(name, 'Fail', 'Ignore')).toBe('set');

  expect(await client.mustSend('GET', webhook)).toMatchObject({
    webhooks: [
      { name: 'second.example.com', failurePolicy: 'Ignore' },
      { name: 'first.example.com', failurePolicy: 'Fail' },
    ],
  });
});
