import { expect } from '@jest/globals';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { aBudget, aDeployment, aPod } from '../../journeys/objects.ts';
import { nowhere } from './makers.ts';
import { aMinimalPod, deployment, eviction, get, node, patch, post, unreadable } from './requests.ts';
import { ask, type Body, pod, pods, remove, type Scenario, send } from './scenario.ts';

const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const metadataType = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

const apps = ({ items }: Body) => (items ?? []).map(({ metadata }) => metadata.labels?.app).sort();
/** What a page says of the pages to come. */
const page = ({ items, metadata }: Body) => ({
  count: items?.length,
  hasNext: Boolean(metadata?.continue),
  left: metadata?.remainingItemCount,
});
/** Four that run and two that wait for a node that never comes. */
const sixPods: readonly KubeObject[] = [
  aDeployment({ name: 'web', replicas: 3 }),
  aPod({ name: 'api' }),
  aDeployment({ name: 'late', replicas: 2, podSpec: { nodeSelector: nowhere } }),
];
const sixAreThere = ({ pods: all }: { readonly pods: readonly { readonly phase: string }[] }) =>
  all.filter(({ phase }) => phase === 'Running').length === 4 && all.length === 6;

/** Lists, pages, forms, and what is not there or not allowed. */
export const readingScenarios: readonly Scenario[] = [
  {
    title: 'field selectors choose pods by their node and their phase',
    objects: sixPods,
    settled: sixAreThere,
    steps: [
      get('on the node', '/api/v1/pods?fieldSelector=spec.nodeName%3D{node}', apps),
      get('bound', `${pods}?fieldSelector=spec.nodeName!%3D`, apps),
      get('unbound', `${pods}?fieldSelector=spec.nodeName%3D`, apps),
      get('pending', `${pods}?fieldSelector=status.phase%3DPending`, apps),
      get('neither', `${pods}?fieldSelector=status.phase!%3DPending,spec.nodeName!%3D{node}`, apps),
      get('by name', `${pods}?fieldSelector=metadata.name%3Dapi`, apps),
      get('by an image', `${pods}?fieldSelector=spec.image%3Da`),
      get('by nothing', `${pods}?fieldSelector=spec.nodeName`),
      get(
        'nodes',
        '/api/v1/nodes?fieldSelector=spec.unschedulable%3Dtrue,metadata.name%3D{node}',
        ({ items }) => items?.length,
      ),
      ask('by the product', async (cluster, { ns }) =>
        (await cluster.listPods({ namespace: ns, bound: true })).map(({ labels }) => labels.app).sort(),
      ),
    ],
    expected: {
      shown: expect.arrayContaining([{ bound: ['api', 'web', 'web', 'web'] }, { unbound: ['late', 'late'] }]),
      results: [{ 'by the product': ['api', 'web', 'web', 'web'] }],
    },
  },
  {
    title: 'label selectors choose pods',
    objects: [aDeployment({ name: 'web' }), aPod({ name: 'api', podLabels: { tier: '' } })],
    steps: [
      get('equal', `${pods}?labelSelector=app%3Dweb`, apps),
      get('not equal', `${pods}?labelSelector=app!%3Dweb`, apps),
      get('in', `${pods}?labelSelector=app+in+(web,api)`, apps),
      get('not in', `${pods}?labelSelector=app+notin+(web)`, apps),
      get('there', `${pods}?labelSelector=tier`, apps),
      get('not there', `${pods}?labelSelector=!tier`, apps),
      unreadable(get('nonsense', `${pods}?labelSelector=a%3D%3D%3Db`)),
    ],
    expected: { shown: expect.arrayContaining([{ equal: ['web'] }, { 'not in': ['api'] }]) },
  },
  {
    title: 'lists come in pages, also with a selector, and a page of bound pods holds no other',
    objects: sixPods,
    settled: sixAreThere,
    steps: [
      get('first', `${pods}?limit=4`, page),
      get('second', `${pods}?limit=4&continue={continue}`, page),
      get('first bound', `${pods}?limit=3&fieldSelector=spec.nodeName!%3D`, page),
      get('second bound', `${pods}?limit=3&fieldSelector=spec.nodeName!%3D&continue={continue}`, page),
      get('whole', `${pods}?limit=6`, page),
      get('from the cache', `${pods}?limit=2&resourceVersion=0`, page),
      unreadable(get('rubbish', `${pods}?limit=2&continue=rubbish`)),
      get('not a number', `${pods}?limit=many`),
    ],
    expected: {
      shown: [
        { first: { count: 4, hasNext: true, left: 2 } },
        { second: { count: 2, hasNext: false } },
        { 'first bound': { count: 3, hasNext: true } },
        { 'second bound': { count: 1, hasNext: false } },
        { whole: { count: 6, hasNext: false } },
        { 'from the cache': { count: 6, hasNext: false } },
      ],
    },
  },
  {
    title: 'lists come as metadata and as tables',
    objects: [aPod({ name: 'api' })],
    steps: [
      send('metadata', {
        method: 'GET',
        path: pods,
        accept: metadataType,
        shows: ({ kind, items }) => ({ kind, spec: items?.[0]?.spec ?? null }),
      }),
      send('no metadata', {
        method: 'GET',
        path: `${pods}?labelSelector=app%3Dnone`,
        accept: metadataType,
        shows: ({ items }) => items,
      }),
      send('none', { method: 'GET', path: `${pods}?labelSelector=app%3Dnone`, shows: ({ items }) => items }),
      send('table', {
        method: 'GET',
        path: `${pods}?includeObject=None`,
        accept: tableType,
        shows: ({ kind, rows, columnDefinitions }) => ({
          kind,
          columns: (columnDefinitions as { name: string }[]).map(({ name }) => name),
          cells: (rows as { cells: unknown[] }[]).map(({ cells }) => cells.slice(0, 4)),
        }),
      }),
      unreadable(send('protobuf', { method: 'GET', path: pods, accept: 'application/cbor' })),
    ],
    expected: { shown: expect.arrayContaining([{ none: [] }]) },
  },
  {
    title: 'what is not there is not found',
    objects: [aPod({ name: 'api' })],
    steps: [
      get('pod', `${pods}/nobody`),
      remove('api/0'),
      send('eviction', {
        method: 'POST',
        path: `${pods}/nobody/eviction`,
        body: eviction({ metadata: { name: 'nobody' } }),
      }),
      send('delete', { method: 'DELETE', path: `${pods}/nobody` }),
      patch('patch', `${pods}/nobody`, { metadata: { labels: { a: 'b' } } }),
      get('namespace', '/api/v1/namespaces/nowhere-{ns}'),
      get('pods of no namespace', '/api/v1/namespaces/nowhere-{ns}/pods', ({ items }) => items),
      post('pod for no namespace', '/api/v1/namespaces/nowhere-{ns}/pods', aMinimalPod('a')),
      post(
        'eviction in no namespace',
        '/api/v1/namespaces/nowhere-{ns}/pods/a/eviction',
        eviction({ metadata: { name: 'a' } }),
      ),
      get('resource', '/api/v1/namespaces/{ns}/gadgets'),
      get('group', '/apis/gadgets.example.com/v1/gadgets'),
      get('version', '/apis/apps/v7/deployments'),
      get('subresource', `${pods}/api/gadget`),
      get('path', '/gadgets'),
      send('method', { method: 'POST', path: `${pods}/api`, body: aMinimalPod('api') }),
    ],
    expected: {
      said: expect.arrayContaining(['pod: 404 NotFound', 'eviction: 404 NotFound', 'pods of no namespace: 200']),
    },
  },
  {
    title: 'who has no right to something is told what it was',
    objects: [aPod({ name: 'api' }), aBudget({ name: 'api', maxUnavailable: 0 })],
    steps: [
      send('list', { method: 'GET', path: pods, isStranger: true }),
      send('list all', { method: 'GET', path: '/api/v1/pods', isStranger: true }),
      send('get', { method: 'GET', path: pod('api/0'), isStranger: true }),
      send('evict', {
        method: 'POST',
        path: `${pod('api/0')}/eviction`,
        body: eviction({ metadata: { name: 'api' } }),
        isStranger: true,
      }),
      send('delete', { method: 'DELETE', path: pod('api/0'), isStranger: true }),
      send('delete all', { method: 'DELETE', path: pods, isStranger: true }),
      send('cordon', { method: 'PATCH', path: node, body: { spec: { unschedulable: true } }, isStranger: true }),
      send('create', { method: 'POST', path: pods, body: aMinimalPod('a'), isStranger: true }),
      send('watch', { method: 'GET', path: `${pods}?watch=1`, isStranger: true }),
      send('scale', { method: 'PATCH', path: `${deployment}/scale`, body: {}, isStranger: true }),
      send('group', { method: 'GET', path: '/apis/apps/v1/deployments', isStranger: true }),
      send('what is not there', { method: 'GET', path: '/api/v1/namespaces/{ns}/gadgets', isStranger: true }),
      send('metrics', { method: 'GET', path: '/metrics', isStranger: true }),
      send('version', { method: 'GET', path: '/version', isStranger: true, shows: ({ major }) => major }),
      send('myself', {
        method: 'POST',
        path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
        body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        isStranger: true,
        shows: ({ status }) => {
          const { username, groups } = (status as { userInfo: { username: string; groups: string[] } }).userInfo;
          return { username, groups };
        },
      }),
      send('may I', {
        method: 'POST',
        path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: {
            resourceAttributes: { namespace: '{ns}', verb: 'create', resource: 'pods', subresource: 'eviction' },
          },
        },
        isStranger: true,
        shows: ({ status }) => (status as { allowed: boolean }).allowed,
      }),
    ],
    expected: {
      said: expect.arrayContaining(['list: 403 Forbidden', 'evict: 403 Forbidden', 'version: 200']),
      fates: { 'api/0': 'kept' },
    },
  },
  {
    title: 'the API tells what it serves',
    objects: [],
    steps: [
      get('evictions', '/api/v1', ({ resources }) =>
        (resources as { name: string }[]).find(({ name }) => name === 'pods/eviction'),
      ),
      get('budgets', '/apis/policy/v1', ({ resources }) =>
        (resources as { name: string }[]).map(({ name }) => name).sort(),
      ),
      get(
        'preferred',
        '/apis',
        ({ groups }) =>
          (groups as { name: string; preferredVersion: object }[]).find(({ name }) => name === 'apps')
            ?.preferredVersion,
      ),
      get('ready', '/readyz'),
    ],
    expected: { shown: expect.arrayContaining([{ budgets: ['poddisruptionbudgets', 'poddisruptionbudgets/status'] }]) },
  },
];
