import { podBehaviour } from '../../../sandbox/world.ts';
import { aBudget, aDaemonSet, aDeployment, aJob, aPod } from '../../journeys/objects.ts';
import type { Seen } from './look.ts';
import { aBudgetOver, aPlainStatefulSet, everything, stubborn } from './makers.ts';
import { cordon, create, evict, pause, pod, pods, remove, type Scenario, send, until } from './scenario.ts';

const no = '429 TooManyRequests [DisruptionBudget]';
const graceOf = (ref: string, label = 'look') =>
  send(label, { method: 'GET', path: pod(ref), shows: ({ metadata }) => metadata?.deletionGracePeriodSeconds });
const all = (phase: string, count: number) => (seen: Seen) =>
  seen.pods.length === count && seen.pods.every((it) => it.phase === phase);

/** How pods go, by whom they are made again, and what keeps them. */
export const removalScenarios: readonly Scenario[] = [
  {
    title: 'grace 0 takes a pod away at once, also when its kubelet has not finished',
    objects: [aPod({ name: 'slow', podAnnotations: stubborn }), aPod({ name: 'other', podAnnotations: stubborn })],
    steps: [
      remove('slow/0', { graceSeconds: 0 }),
      evict('other/0', { graceSeconds: 0 }),
      send('list', { method: 'GET', path: pods, shows: ({ items }) => items?.length }),
    ],
    expected: { shown: [{ list: 0 }] },
  },
  {
    title: 'a pod of a StatefulSet comes back under its name, and its old uid is not evicted any more',
    objects: [aPlainStatefulSet({ name: 'db', replicas: 2 })],
    steps: [
      evict('db/0'),
      until((seen) => seen.pods.length === 2 && seen.pods.every((it) => it.isReady && !it.isTerminating)),
      evict('db/0', { uid: 'wrong' }),
      remove('db/1', { uid: 'wrong' }),
    ],
    expected: {
      said: ['evict db/0: 201', 'evict db/0, wrong uid: 409 Conflict', 'delete db/1, wrong uid: 409 Conflict'],
      results: [
        { 'evict db/0': { result: 'evicted' } },
        { 'evict db/0, wrong uid': { result: 'gone' } },
        { 'delete db/1, wrong uid': { result: 'gone' } },
      ],
      fates: { 'db/0': 'replaced', 'db/1': 'kept' },
    },
  },
  {
    title: 'a StatefulSet on a cordoned node brings back one pod after the other, so the later ones wait',
    objects: [aPlainStatefulSet({ name: 'db', replicas: 3 })],
    steps: [cordon, evict('db/0'), evict('db/1'), until(({ pods: left }) => left.length === 2)],
    expected: {
      pods: { db: ['Pending unbound', 'Running ready'] },
      fates: { 'db/0': 'replaced', 'db/1': 'gone', 'db/2': 'kept' },
    },
  },
  {
    title: 'a pod of a DaemonSet comes back onto its cordoned node',
    objects: [aDaemonSet({ name: 'agent' })],
    steps: [
      cordon,
      evict('agent/0'),
      until((seen) => seen.pods.length === 1 && seen.pods.every((it) => it.isReady && !it.isTerminating)),
    ],
    expected: { fates: { 'agent/0': 'gone' }, pods: { agent: ['Running ready'] } },
  },
  {
    title: 'a pod that tolerates everything comes back onto its cordoned node',
    objects: [aDeployment({ name: 'clingy', podSpec: { tolerations: everything } })],
    steps: [
      cordon,
      evict('clingy/0'),
      until((seen) => seen.pods.length === 1 && seen.pods.every((it) => it.isReady && !it.isTerminating)),
    ],
    expected: { fates: { 'clingy/0': 'gone' }, pods: { clingy: ['Running ready'] } },
  },
  {
    title: 'a pod of a Job that was evicted counts as failed, and is replaced ten seconds later',
    objects: [aJob({ name: 'report' })],
    steps: [
      cordon,
      evict('report/0'),
      until((seen) => seen.pods.every((it) => !it.isTerminating)),
      pause(2),
      send('pods', { method: 'GET', path: pods, shows: ({ items }) => items?.length }),
      send('status', {
        method: 'GET',
        path: '/apis/batch/v1/namespaces/{ns}/jobs/report',
        shows: ({ status }) => (status as { failed?: number }).failed,
      }),
    ],
    ended: (seen) => seen.pods.some((it) => it.phase === 'Pending'),
    expected: { shown: [{ pods: 0 }, { status: 1 }], pods: { report: ['Pending unbound'] } },
  },
  {
    title: 'a pod of a Job that has succeeded stays until it is evicted, and the Job is complete',
    objects: [
      aJob({ name: 'report', podAnnotations: { [podBehaviour.runFor]: '1' } }),
      aBudgetOver({}, { minAvailable: 1 }),
    ],
    settled: all('Succeeded', 1),
    steps: [
      pause(2),
      evict('report/0'),
      send('status', {
        method: 'GET',
        path: '/apis/batch/v1/namespaces/{ns}/jobs/report',
        shows: ({ status }) => (status as { succeeded?: number }).succeeded,
      }),
    ],
    expected: { said: ['evict report/0: 201', 'status: 200'], shown: [{ status: 1 }], pods: {} },
  },
  {
    title: 'a bare pod is gone for ever',
    objects: [aPod({ name: 'lone' })],
    steps: [evict('lone/0')],
    expected: { said: ['evict lone/0: 201'], fates: { 'lone/0': 'gone' }, pods: {} },
  },
  {
    title: 'a finalizer keeps a pod after its containers have ended, and it goes when the finalizer is off',
    objects: [
      aPod({ name: 'held', finalizers: ['example.com/hold'] }),
      aPod({ name: 'freed', finalizers: ['example.com/hold'] }),
    ],
    steps: [
      evict('held/0'),
      remove('freed/0'),
      pause(3),
      graceOf('held/0'),
      send('free', { method: 'PATCH', path: pod('freed/0'), body: { metadata: { finalizers: null } } }),
    ],
    ended: (seen) => seen.pods.length === 1,
    expected: { fates: { 'held/0': 'terminating', 'freed/0': 'gone' } },
  },
  {
    title: 'a dry run of evictions and deletions tells what would be, and changes nothing',
    objects: [
      aDeployment({ name: 'web', replicas: 2 }),
      aDeployment({ name: 'api' }),
      aBudget({ name: 'web', minAvailable: 2 }),
      aBudget({ name: 'api', maxUnavailable: 1 }),
    ],
    steps: [
      evict('web/0', { dryRun: true }),
      evict('api/0', { dryRun: true }),
      evict('api/0', { dryRun: true, graceSeconds: 5 }),
      remove('web/0', { dryRun: true }),
      remove('web/0', { dryRun: true, graceSeconds: 1 }),
      evict('web/0', { dryRun: true, uid: 'wrong' }),
      evict('api/0', { dryRun: true, uid: 'wrong' }),
      remove('web/0', { dryRun: true, uid: 'wrong' }),
      graceOf('web/0'),
    ],
    expected: {
      said: [
        `evict web/0, dry run: ${no}`,
        'evict api/0, dry run: 201',
        'evict api/0, dry run, grace 5: 201',
        'delete web/0, dry run: 200',
        'delete web/0, dry run, grace 1: 200',
        `evict web/0, wrong uid, dry run: ${no}`,
        'evict api/0, wrong uid, dry run: 409 Conflict',
        'delete web/0, wrong uid, dry run: 409 Conflict',
        'look: 200',
      ],
      fates: { 'web/0': 'kept', 'web/1': 'kept', 'api/0': 'kept' },
      budgets: { web: { disruptedPods: 0 }, api: { disruptionsAllowed: 1, disruptedPods: 0 } },
    },
  },
  {
    title: 'in a namespace that is being deleted nothing is made and nothing is evicted, but deleted',
    objects: [
      aPod({
        name: 'held',
        finalizers: ['example.com/hold'],
        podAnnotations: stubborn,
        podSpec: { terminationGracePeriodSeconds: 600 },
      }),
      aDeployment({ name: 'web' }),
    ],
    steps: [
      send('delete namespace', {
        method: 'DELETE',
        path: '/api/v1/namespaces/{ns}',
        shows: ({ status }) => (status as { phase?: string }).phase,
      }),
      create(aPod({ name: 'late' })),
      evict('held/0'),
      evict('held/0', { dryRun: true }),
      remove('held/0', { graceSeconds: 5 }),
      until((seen) => seen.pods.length === 1 && seen.pods.every((it) => it.isTerminating)),
      create(aPod({ name: 'later' })),
    ],
    ended: (seen) => seen.pods.length === 1,
    expected: {
      said: [
        'delete namespace: 200',
        'create Pod late: 403 Forbidden [NamespaceTerminating]',
        'evict held/0: 403 Forbidden [NamespaceTerminating]',
        'evict held/0, dry run: 403 Forbidden [NamespaceTerminating]',
        'delete held/0, grace 5: 200',
        'create Pod later: 403 Forbidden [NamespaceTerminating]',
      ],
      fates: { 'held/0': 'terminating', 'web/0': 'gone' },
    },
  },
];
