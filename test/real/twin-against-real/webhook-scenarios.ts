import { expect } from '@jest/globals';
import type { Cluster } from '../../../src/kubernetes/cluster.ts';
import { aDeployment, aPod } from '../../journeys/objects.ts';
import { asked, bare, failed } from './asked.ts';
import { aWebhookHere, on, theBackend } from './makers.ts';
import {
  ask,
  cordon,
  create,
  evict,
  type Place,
  pause,
  pods,
  remove,
  type Scenario,
  type Step,
  send,
} from './scenario.ts';

const configurations = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

const entry = (ns: string) => ({ kind: 'Validating' as const, configuration: ns, webhook: `ask.${ns}.example.com` });

const refused = (label: string, parts: object): Step => ({ act: 'create', object: aWebhookHere(parts), label });

/** What webhooks are asked about, what may be configured, and what the product does with them. */
export const webhookScenarios: readonly Scenario[] = [
  asked('a rule for * covers pods and not their subresources', aWebhookHere({ rules: on('*', 'CREATE') }), {
    steps: [create(bare), evict('web/0')],
    said: [`create Pod new: ${failed}`, 'evict web/0: 201'],
  }),
  asked('a rule for */* covers everything', aWebhookHere({ rules: on('*/*', 'CREATE') }), {
    steps: [create(bare), evict('web/0')],
    said: [`create Pod new: ${failed}`, `evict web/0: ${failed}`],
  }),
  asked('a rule for pods/* covers the subresources, and pods', aWebhookHere({ rules: on('pods/*', 'CREATE') }), {
    steps: [create(bare), evict('web/0')],
    said: [`create Pod new: ${failed}`, `evict web/0: ${failed}`],
  }),
  asked(
    'a rule of scope Cluster does not cover pods',
    aWebhookHere({ rules: on('pods', 'CREATE').map((rule) => ({ ...rule, scope: 'Cluster' })) }),
    {
      steps: [create(bare)],
      said: ['create Pod new: 201'],
    },
  ),
  asked(
    'an object selector spares what it does not select',
    aWebhookHere({ rules: on('pods', 'CREATE', 'DELETE'), objectSelector: { matchLabels: { app: 'web' } } }),
    {
      steps: [create(bare), create(aPod({ name: 'other', podLabels: { app: 'web' } })), remove('web/0')],
      said: ['create Pod new: 201', `create Pod other: ${failed}`, `delete web/0: ${failed}`],
    },
  ),
  asked(
    'a match condition that does not hold spares a request',
    aWebhookHere({
      rules: on('pods', 'CREATE'),
      matchConditions: [{ name: 'not-new', expression: "object.metadata.name != 'new'" }],
    }),
    {
      steps: [create(bare), create(aPod({ name: 'other' }))],
      said: ['create Pod new: 201', `create Pod other: ${failed}`],
    },
  ),
  asked(
    'a match condition that cannot be evaluated counts by the failurePolicy',
    aWebhookHere({
      rules: on('pods', 'CREATE'),
      matchConditions: [{ name: 'wrong', expression: 'object.spec.nothing == 1' }],
    }),
    {
      steps: [create(bare)],
      said: ['create Pod new: 403 Forbidden'],
    },
  ),
  asked(
    'a Deployment whose pods may not be made has none, until the webhook is relaxed',
    aWebhookHere({ rules: on('pods', 'CREATE') }),
    {
      steps: [
        create(aDeployment({ name: 'app' })),
        pause(1),
        send('pods', { method: 'GET', path: `${pods}?labelSelector=app%3Dapp`, shows: ({ items }) => items?.length }),
        ask('relax', (cluster, { ns }) => cluster.setFailurePolicy(entry(ns), 'Fail', 'Ignore')),
      ],
      said: ['create Deployment app: 201', 'pods: 200', 'relax: 200', 'relax: 200'],
    },
  ),
  {
    title: 'the product relaxes, restores and annotates a webhook, and knows what it finds changed or gone',
    objects: [aWebhookHere({ rules: on('pods', 'CREATE') })],
    steps: [
      ask('relax', (cluster, { ns }) => cluster.setFailurePolicy(entry(ns), 'Fail', 'Ignore')),
      ask('relax again', (cluster, { ns }) => cluster.setFailurePolicy(entry(ns), 'Fail', 'Ignore')),
      ask('restore', (cluster, { ns }) => cluster.setFailurePolicy(entry(ns), 'Ignore', 'Fail')),
      ask('gone', (cluster, { ns }) => cluster.setFailurePolicy({ ...entry(ns), webhook: 'other' }, 'Fail', 'Ignore')),
      ask('all gone', (cluster, { ns }) =>
        cluster.setFailurePolicy({ ...entry(ns), configuration: 'nothing' }, 'Fail', 'Ignore'),
      ),
      ask('annotate', (cluster, { ns }) =>
        cluster.annotateWebhookConfiguration({ kind: 'Validating', name: ns }, { a: 'b' }),
      ),
      ask('annotate again', (cluster, { ns }) =>
        cluster.annotateWebhookConfiguration({ kind: 'Validating', name: ns }, { a: 'b' }),
      ),
    ],
    expected: {
      results: [
        { relax: 'set' },
        { 'relax again': 'already' },
        { restore: 'set' },
        { gone: 'gone' },
        { 'all gone': 'gone' },
        { annotate: 'changed' },
        { 'annotate again': 'unchanged' },
      ],
    },
  },
  asked('the product’s probe is answered by a webhook that works', aWebhookHere({ rules: on('pods', 'CREATE') }), {
    behind: theBackend(),
    steps: [ask('probe', probe)],
    expected: { results: [{ probe: 'answered' }] },
  }),
  asked('the product’s probe fails where a webhook cannot be called', aWebhookHere({ rules: on('pods', 'CREATE') }), {
    steps: [ask('probe', probe)],
    expected: { results: [{ probe: 'failed' }] },
  }),
  {
    title: 'webhooks that are not complete are refused',
    objects: [],
    steps: [
      refused('no versions', { admissionReviewVersions: undefined }),
      refused('only an unknown version', { admissionReviewVersions: ['v7'] }),
      refused('no side effects', { sideEffects: undefined }),
      refused('side effects', { sideEffects: 'Some' }),
      refused('failurePolicy', { failurePolicy: 'Maybe' }),
      refused('name', { name: 'short' }),
      refused('nowhere to call', { clientConfig: {} }),
      refused('two places to call', {
        clientConfig: { url: 'https://a.example', service: { namespace: 'a', name: 'b' } },
      }),
      refused('http', { clientConfig: { url: 'http://a.example' } }),
      refused('operation', { rules: on('pods', 'LOOK') }),
      refused('no operations', { rules: on('pods') }),
      refused('timeout', { timeoutSeconds: 99 }),
      refused('matchPolicy', { matchPolicy: 'Roughly' }),
      {
        act: 'create',
        label: 'expression',
        object: aWebhookHere({ matchConditions: [{ name: 'a', expression: 'object.' }] }),
        anyWords: true,
      },
      create(
        { ...aWebhookHere(), webhooks: [aWebhookHere(), aWebhookHere()].flatMap(({ webhooks }) => webhooks) },
        'twice',
      ),
    ],
    expected: {
      said: expect.arrayContaining([
        'no versions: 422 Invalid [FieldValueRequired]',
        'http: 422 Invalid [FieldValueInvalid]',
      ]),
    },
  },
  {
    title: 'a cordoned node takes its pods back when a webhook that blocked them is gone',
    objects: [aDeployment({ name: 'web' })],
    steps: [
      cordon,
      create(aWebhookHere({ rules: on('pods', 'CREATE') })),
      pause(2),
      evict('web/0'),
      pause(2),
      send('pods', { method: 'GET', path: pods, shows: ({ items }) => items?.length }),
      send('remove', { method: 'DELETE', path: `${configurations}/{ns}` }),
      send('uncordon', { method: 'PATCH', path: '/api/v1/nodes/{node}', body: { spec: { unschedulable: null } } }),
    ],
    ended: (seen) => seen.pods.some((it) => it.isReady),
    expected: {
      said: [
        'create ValidatingWebhookConfiguration {ns}: 201',
        'evict web/0: 201',
        'pods: 200',
        'remove: 200',
        'uncordon: 200',
      ],
      shown: [{ pods: 0 }],
      pods: { web: ['Running ready'] },
    },
  },
];

async function probe(cluster: Cluster, { ns }: Place): Promise<string> {
  const found = (await cluster.listWebhooks()).find(({ configuration }) => configuration === ns);
  if (!found) throw new Error('There is no such webhook.');
  const { result } = await cluster.probeWebhook(found);
  return result;
}
