import { expect } from '@jest/globals';
import { aDeployment, aPod } from '../../journeys/objects.ts';
import { aMinimalPod, deployment, eviction, get, node, patch, post, unreadable } from './requests.ts';
import { ask, type Body, create, evict, pause, pod, pods, type Scenario, send } from './scenario.ts';

const json = 'application/json-patch+json';
const strategic = 'application/strategic-merge-patch+json';

/** Patches, conflicts, objects that make no sense, evictions in every form. */
export const writingScenarios: readonly Scenario[] = [
  {
    title: 'patches of every type do what they say',
    objects: [aDeployment({ name: 'web', annotations: { old: 'yes', kept: 'yes' } })],
    steps: [
      patch('merge', deployment, { metadata: { annotations: { old: null, new: 'yes' } } }),
      patch(
        'strategic',
        deployment,
        { spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: 'b' }] }] } } } },
        strategic,
      ),
      patch(
        'json',
        deployment,
        [
          { op: 'test', path: '/spec/replicas', value: 1 },
          { op: 'replace', path: '/spec/replicas', value: 2 },
        ],
        json,
      ),
      patch('json, test fails', deployment, [{ op: 'test', path: '/spec/replicas', value: 7 }], json),
      patch('json, no such path', deployment, [{ op: 'replace', path: '/spec/nothing', value: 7 }], json),
      patch('json, nothing to remove', deployment, [{ op: 'remove', path: '/spec/nowhere' }], json),
      patch(
        'json, beyond the end',
        deployment,
        [{ op: 'add', path: '/spec/template/spec/containers/7', value: {} }],
        json,
      ),
      unreadable(patch('json, no list', deployment, { op: 'remove', path: '/a' }, json)),
      unreadable(patch('merge, a list', deployment, [1], 'application/merge-patch+json')),
      patch('merge, invalid', deployment, { spec: { replicas: -1 } }),
      patch('merge, dry run', `${deployment}?dryRun=All`, { spec: { replicas: 9 } }),
      patch('no patch type', deployment, {}, 'application/json'),
      patch('unknown type', deployment, {}, 'text/plain'),
      unreadable(patch('broken', deployment, '{', 'application/merge-patch+json')),
      patch('nothing', deployment, {}),
      patch('immutable', deployment, { spec: { selector: { matchLabels: { other: 'label' } } } }),
      patch('name', deployment, { metadata: { name: 'other' } }),
      get('result', deployment, ({ metadata, spec }) => ({
        annotations: {
          old: annotation(metadata, 'old'),
          new: annotation(metadata, 'new'),
          kept: annotation(metadata, 'kept'),
        },
        replicas: spec?.replicas,
      })),
    ],
    settled: ({ pods: all }) => all.length === 1 && all.every(({ isReady }) => isReady),
    ended: ({ pods: all }) => all.length === 2 && all.every(({ isReady, isTerminating }) => isReady && !isTerminating),
    expected: {
      said: expect.arrayContaining(['json, test fails: 422 Invalid', 'no patch type: 415 UnsupportedMediaType']),
      shown: [{ result: { annotations: { new: 'yes', kept: 'yes' }, replicas: 2 } }],
    },
  },
  {
    title: 'a patch or an update that names an old version, or another uid, is a conflict',
    objects: [aDeployment({ name: 'web', replicas: 0 }), aPod({ name: 'api' })],
    steps: [
      patch('stale patch', deployment, { metadata: { resourceVersion: '1', annotations: { a: 'b' } } }),
      patch('stale node', node, { metadata: { resourceVersion: '1' }, spec: { unschedulable: true } }),
      patch('stale pod', pod('api/0'), { metadata: { resourceVersion: '1', labels: { a: 'b' } } }),
      patch('other uid', deployment, {
        metadata: { uid: '00000000-0000-4000-8000-000000000000', annotations: { a: 'b' } },
      }),
      send('stale update', {
        method: 'PUT',
        path: pod('api/0'),
        body: aMinimalPod('api', { metadata: { name: 'api', resourceVersion: '1' } }),
      }),
      send('update under another name', { method: 'PUT', path: pod('api/0'), body: aMinimalPod('other') }),
      send('update without a version', {
        method: 'PUT',
        path: '/api/v1/namespaces/{ns}/configmaps/none',
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'none', resourceVersion: '7' } },
      }),
      send('delete, other uid', {
        method: 'DELETE',
        path: pod('api/0'),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          preconditions: { uid: '00000000-0000-4000-8000-000000000000' },
        },
      }),
      send('delete, old version', {
        method: 'DELETE',
        path: deployment,
        body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { resourceVersion: '1' } },
      }),
      post('evict, old version', `${pod('api/0')}/eviction`, {
        ...eviction({ metadata: { name: 'api' } }),
        deleteOptions: { preconditions: { resourceVersion: '1' } },
      }),
      evict('api/0', { uid: 'wrong' }),
      ask('cordon as seen', async (cluster, { node: name }) => {
        const found = (await cluster.listNodes()).find((one) => one.name === name);
        return found && cluster.cordon({ ...found, resourceVersion: '1' }, 'run-1');
      }),
    ],
    expected: {
      said: expect.arrayContaining([
        'stale patch: 409 Conflict',
        'stale node: 409 Conflict',
        'delete, other uid: 409 Conflict',
      ]),
      fates: { 'api/0': 'kept' },
    },
  },
  {
    title: 'objects that make no sense are refused, and are not there',
    objects: [aPod({ name: 'api' })],
    steps: [
      post('twice', pods, aMinimalPod('api')),
      post('bad name', pods, aMinimalPod('Not_A_Name')),
      post('no name', pods, aMinimalPod('', { metadata: {} })),
      post('no containers', pods, aMinimalPod('a', { spec: { containers: [] } })),
      post('no spec', pods, aMinimalPod('a', { spec: undefined })),
      post('other namespace', pods, aMinimalPod('a', { metadata: { name: 'a', namespace: 'default' } })),
      unreadable(post('other kind', pods, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })),
      unreadable(post('other group', pods, { apiVersion: 'apps/v1', kind: 'Pod', metadata: { name: 'a' } })),
      unreadable(post('broken', pods, '{"kind":')),
      unreadable(post('no object', pods, '7')),
      unreadable(
        send('label', {
          method: 'POST',
          path: pods,
          body: aMinimalPod('a', { metadata: { name: 'a', labels: { a: 7 } } }),
        }),
      ),
      post('dry run of what', `${pods}?dryRun=Some`, aMinimalPod('a')),
      post('dry run', `${pods}?dryRun=All`, aMinimalPod('a')),
      patch('pod spec', pod('api/0'), { spec: { nodeName: 'other' } }),
      patch('pod toleration', pod('api/0'), { spec: { tolerations: [] } }),
      patch('taint', node, { spec: { taints: [{ key: 'a', effect: 'Sometimes' }] } }),
      create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'a' },
        spec: {
          selector: { matchLabels: { a: 'b' } },
          template: { metadata: { labels: { a: 'c' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
        },
      }),
    ],
    expected: {
      said: expect.arrayContaining([
        'twice: 409 AlreadyExists',
        'bad name: 422 Invalid [FieldValueInvalid]',
        'broken: 400 BadRequest',
        'dry run: 201',
      ]),
      pods: { api: ['Running ready'] },
    },
  },
  {
    title: 'evictions are taken in every form that clients send, and refused in others',
    objects: [aDeployment({ name: 'web', replicas: 4 })],
    steps: [
      post('v1beta1', `${pod('web/0')}/eviction`, eviction({ apiVersion: 'policy/v1beta1' })),
      post('dry run in the query', `${pod('web/1')}/eviction?dryRun=All`, eviction({})),
      post(
        'dry run in the body',
        `${pod('web/1')}/eviction`,
        eviction({ metadata: { name: '{web/1}' }, deleteOptions: { dryRun: ['All'] } }),
      ),
      post(
        'dry run in both',
        `${pod('web/1')}/eviction?dryRun=All`,
        eviction({ metadata: { name: '{web/1}' }, deleteOptions: { dryRun: ['All'] } }),
      ),
      post('without a name', `${pod('web/1')}/eviction`, eviction({ metadata: {} })),
      post('another name', `${pod('web/1')}/eviction`, eviction({ metadata: { name: 'other' } })),
      post(
        'another namespace',
        `${pod('web/1')}/eviction`,
        eviction({ metadata: { name: '{web/1}', namespace: 'other' } }),
      ),
      unreadable(post('another kind', `${pod('web/1')}/eviction`, aMinimalPod('{web/1}'))),
      unreadable(post('empty', `${pod('web/1')}/eviction`, {})),
      get('read', `${pod('web/1')}/eviction`),
      post(
        'with namespace',
        `${pod('web/1')}/eviction`,
        eviction({ metadata: { name: '{web/1}', namespace: '{ns}' } }),
      ),
      send('delete with a query', { method: 'DELETE', path: `${pod('web/2')}?gracePeriodSeconds=1` }),
      send('delete, dry run in the query', { method: 'DELETE', path: `${pod('web/3')}?dryRun=All` }),
      send('delete, both', {
        method: 'DELETE',
        path: `${pod('web/3')}?dryRun=All`,
        body: { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 3 },
      }),
    ],
    ended: ({ pods: all }) => all.length === 4 && all.every(({ isReady, isTerminating }) => isReady && !isTerminating),
    expected: {
      said: expect.arrayContaining(['v1beta1: 201', 'without a name: 400 BadRequest', 'with namespace: 201']),
    },
  },
  {
    title: 'scaling goes through the scale of a Deployment, or the Deployment itself',
    objects: [aDeployment({ name: 'web', replicas: 1 })],
    steps: [
      patch('scale', `${deployment}/scale`, { spec: { replicas: 0 } }),
      get('read scale', `${deployment}/scale`, ({ kind, spec }) => ({ kind, spec })),
      patch('negative', `${deployment}/scale`, { spec: { replicas: -1 } }),
      // The controller writes the status: until it has, a change may find the Deployment changed.
      pause(2),
      ask('by the product', (cluster, { ns }) =>
        cluster.scaleDeployment({ namespace: ns, name: 'web' }, 2, { was: '1' }),
      ),
      ask('again', (cluster, { ns }) => cluster.scaleDeployment({ namespace: ns, name: 'web' }, 2, { was: '1' })),
      ask('nothing there', (cluster, { ns }) =>
        cluster.scaleDeployment({ namespace: ns, name: 'none' }, 2, {}).catch((error: Error) => error.name),
      ),
    ],
    ended: ({ pods: all }) => all.length === 2 && all.every(({ isReady, isTerminating }) => isReady && !isTerminating),
    expected: { results: [{ 'by the product': 'changed' }, { again: 'unchanged' }, expect.anything()] },
  },
];

function annotation(metadata: Body['metadata'], name: string): unknown {
  return (metadata?.annotations as Record<string, string> | undefined)?.[name];
}
