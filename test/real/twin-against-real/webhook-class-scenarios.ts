import { denyAnnotation } from '../../../sandbox/kubernetes/admission/webhook-backend.ts';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { aPod } from '../../journeys/objects.ts';
import { asked, bare, failed } from './asked.ts';
import { aWebhookHere, on, theBackend } from './makers.ts';
import { create, evict, pause, pods, remove, type Scenario, send } from './scenario.ts';

const cordonNode = send('cordon', {
  method: 'PATCH',
  path: '/api/v1/nodes/{node}',
  body: { spec: { unschedulable: true } },
});
const createNode = send('create node', {
  method: 'POST',
  path: '/api/v1/nodes?dryRun=All',
  body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'other-{ns}', labels: { scenario: '{ns}' } } },
});
const dryPod = send('dry create', {
  method: 'POST',
  path: `${pods}?dryRun=All`,
  body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dry' }, spec: { containers: [{ name: 'c', image: 'i' }] } },
});

const denying = (webhook: KubeObject, pattern: string): KubeObject => ({
  ...webhook,
  metadata: { ...webhook.metadata, annotations: { [denyAnnotation]: pattern } },
});
const nodes = { objectSelector: { matchLabels: { scenario: '{ns}' } } };
/** Webhooks of each class, with and without a backend. */
export const webhookClassScenarios: readonly Scenario[] = [
  asked(
    'pods CREATE, Fail, no backend: no pod can be made, and an evicted one goes all the same',
    aWebhookHere({ rules: on('pods', 'CREATE') }),
    {
      steps: [create(bare), dryPod, evict('web/0')],
      said: [`create Pod new: ${failed}`, `dry create: ${failed}`, 'evict web/0: 201'],
    },
  ),
  asked('pods CREATE, Fail, no backend, mutating', aWebhookHere({ rules: on('pods', 'CREATE') }, 'Mutating'), {
    steps: [create(bare), evict('web/0')],
    said: [`create Pod new: ${failed}`, 'evict web/0: 201'],
  }),
  asked(
    'pods CREATE, Ignore, no backend: pods are made',
    aWebhookHere({ rules: on('pods', 'CREATE'), failurePolicy: 'Ignore' }),
    {
      steps: [create(bare)],
      said: ['create Pod new: 201'],
    },
  ),
  asked(
    'pods CREATE, Fail, with a backend: it is asked, also in a dry run',
    denying(aWebhookHere({ rules: on('pods', 'CREATE') }), '^(bad|dry)'),
    {
      behind: theBackend(),
      steps: [create(bare), create(aPod({ name: 'bad' })), dryPod],
      said: ['create Pod new: 201', 'create Pod bad: 400', 'dry create: 400'],
    },
  ),
  asked(
    'a webhook that denies does so whatever its failurePolicy',
    denying(aWebhookHere({ rules: on('pods', 'CREATE'), failurePolicy: 'Ignore' }), 'bad'),
    {
      behind: theBackend(),
      steps: [create(aPod({ name: 'bad' }))],
      said: ['create Pod bad: 400'],
    },
  ),
  asked('a webhook whose Deployment has no pods cannot be called', aWebhookHere({ rules: on('pods', 'CREATE') }), {
    behind: theBackend().map((object) =>
      object.kind === 'Deployment' ? { ...object, spec: { ...(object.spec as object), replicas: 0 } } : object,
    ),
    steps: [create(bare)],
    said: [`create Pod new: ${failed}`],
  }),
  asked(
    'a webhook whose Service has no such port cannot be called',
    aWebhookHere({
      rules: on('pods', 'CREATE'),
      clientConfig: { service: { namespace: '{ns}', name: 'policy', path: '/{ns}', port: 8443 }, caBundle: 'Y2E=' },
    }),
    { behind: theBackend(), steps: [create(bare)], said: [`create Pod new: ${failed}`] },
  ),
  asked(
    'a webhook with a url is served outside of the cluster',
    aWebhookHere({
      rules: on('pods', 'CREATE'),
      clientConfig: { url: 'https://127.0.0.1:9443/validate', caBundle: 'Y2E=' },
    }),
    { steps: [create(bare)], said: ['create Pod new: 201'] },
  ),
  asked(
    'pods/eviction CREATE, Fail, no backend: nothing is evicted, and deleted all the same',
    aWebhookHere({ rules: on('pods/eviction', 'CREATE') }),
    {
      steps: [create(bare), evict('web/0'), evict('web/0', { dryRun: true }), remove('web/0')],
      said: ['create Pod new: 201', `evict web/0: ${failed}`, `evict web/0, dry run: ${failed}`, 'delete web/0: 200'],
    },
  ),
  asked(
    'pods/eviction CREATE, Ignore, no backend: evictions go through',
    aWebhookHere({ rules: on('pods/eviction', 'CREATE'), failurePolicy: 'Ignore' }),
    {
      steps: [evict('web/0')],
      said: ['evict web/0: 201'],
    },
  ),
  asked(
    'pods/eviction CREATE, denied by name',
    denying(aWebhookHere({ rules: on('pods/eviction', 'CREATE') }), '^web$'),
    {
      behind: theBackend(),
      steps: [evict('web/0'), evict('policy/0')],
      said: ['evict web/0: 400', 'evict policy/0: 201'],
    },
  ),
  {
    ...asked(
      'pods DELETE, Fail, no backend: an eviction is granted, and no kubelet can let its pod go',
      aWebhookHere({ rules: on('pods', 'DELETE') }),
      {
        steps: [remove('web/0'), remove('web/0', { dryRun: true }), evict('web/0'), pause(3)],
        said: [`delete web/0: ${failed}`, `delete web/0, dry run: ${failed}`, 'evict web/0: 201'],
      },
    ),
    ended: () => true,
  },
  asked('pods DELETE, denied by name', denying(aWebhookHere({ rules: on('pods', 'DELETE') }), '^web$'), {
    behind: theBackend(),
    steps: [remove('web/0'), remove('policy/0')],
    said: ['delete web/0: 400', 'delete policy/0: 200'],
  }),
  asked(
    'nodes CREATE, Fail, no backend: no node can join, and nodes are cordoned all the same',
    aWebhookHere({ rules: on('nodes', 'CREATE'), ...nodes }),
    {
      steps: [createNode, cordonNode],
      said: [`create node: ${failed}`, 'cordon: 200'],
    },
  ),
  asked(
    'nodes UPDATE, Fail, no backend: no node can be cordoned',
    aWebhookHere({ rules: on('nodes', 'UPDATE'), ...nodes }),
    {
      steps: [createNode, cordonNode],
      said: ['create node: 201', `cordon: ${failed}`],
    },
  ),
  asked(
    'nodes UPDATE, Ignore, no backend: nodes are cordoned',
    aWebhookHere({ rules: on('nodes', 'UPDATE'), ...nodes, failurePolicy: 'Ignore' }),
    {
      steps: [cordonNode],
      said: ['cordon: 200'],
    },
  ),
];
