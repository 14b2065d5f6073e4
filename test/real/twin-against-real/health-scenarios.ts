import { podBehaviour } from '../../../sandbox/world.ts';
import { aBudget, aDeployment, aPod } from '../../journeys/objects.ts';
import type { Seen } from './look.ts';
import { aBudgetOver, neverReady, nowhere, stubborn } from './makers.ts';
import { cordon, evict, pod, remove, type Scenario, send, until } from './scenario.ts';

const no = '429 TooManyRequests [DisruptionBudget]';
const graceOf = (ref: string, label = 'look') =>
  send(label, { method: 'GET', path: pod(ref), shows: ({ metadata }) => metadata?.deletionGracePeriodSeconds });
const all = (phase: string, count: number) => (seen: Seen) =>
  seen.pods.length === count && seen.pods.every((it) => it.phase === phase);

/** `good` pods are Ready, `bad` ones never are, and one budget is over all. */
const mixed = (
  title: string,
  { good = 2, bad = 1, ...spec }: { good?: number; bad?: number } & Parameters<typeof aBudgetOver>[1],
  steps: Scenario['steps'],
  said: string[],
): Scenario => ({
  title,
  objects: [
    aDeployment({ name: 'good', replicas: good }),
    aDeployment({ name: 'bad', replicas: bad, podAnnotations: neverReady }),
    aBudgetOver({}, spec),
  ],
  steps: [cordon, ...steps],
  expected: { said },
});
const alwaysAllow = { unhealthyPodEvictionPolicy: 'AlwaysAllow' as const };

/** Pods that are not ready, pending, finished or leaving, and what their budgets say. */
export const healthScenarios: readonly Scenario[] = [
  mixed(
    'a pod that is not ready may go while the budget is met (H ≥ D > 0), and costs nothing',
    { minAvailable: 2 },
    [evict('bad/0'), evict('good/0')],
    ['evict bad/0: 201', `evict good/0: ${no}`],
  ),
  mixed(
    'a pod that is not ready may not go while the budget is not met (H < D)',
    { minAvailable: 3 },
    [evict('bad/0')],
    [`evict bad/0: ${no}`],
  ),
  mixed(
    'where nothing must be healthy (D = 0) a pod that is not ready needs a free disruption, and the ready ones take them',
    { minAvailable: 0 },
    [evict('good/0'), evict('good/1'), evict('bad/0')],
    ['evict good/0: 201', 'evict good/1: 201', `evict bad/0: ${no}`],
  ),
  mixed(
    'where nothing must be healthy (D = 0) all may go if the pod that is not ready goes first',
    { minAvailable: 0 },
    [
      evict('bad/0'),
      until(({ budgets }) => budgets.guard?.disruptedPods === 0 && budgets.guard.disruptionsAllowed === 2),
      evict('good/0'),
      evict('good/1'),
    ],
    ['evict bad/0: 201', 'evict good/0: 201', 'evict good/1: 201'],
  ),
  mixed(
    'where none is ready and nothing must be healthy (H = D = 0) none may go',
    { good: 0, minAvailable: 0 },
    [evict('bad/0')],
    [`evict bad/0: ${no}`],
  ),
  mixed(
    'AlwaysAllow lets a pod that is not ready go from a budget that is not met (H < D)',
    { minAvailable: 3, ...alwaysAllow },
    [evict('bad/0'), evict('good/0')],
    ['evict bad/0: 201', `evict good/0: ${no}`],
  ),
  mixed(
    'AlwaysAllow lets a pod that is not ready go from a budget that wants nothing (D = 0)',
    { good: 0, maxUnavailable: '100%', ...alwaysAllow },
    [evict('bad/0')],
    ['evict bad/0: 201'],
  ),
  mixed(
    'AlwaysAllow lets a pod that is not ready go where the budget allows none to be unavailable',
    { maxUnavailable: 0, ...alwaysAllow },
    [evict('bad/0'), evict('good/0')],
    ['evict bad/0: 201', `evict good/0: ${no}`],
  ),
  {
    title: 'a pending pod without a node goes at once, whatever its budget says',
    objects: [
      aDeployment({ name: 'web', replicas: 2, podSpec: { nodeSelector: nowhere } }),
      aBudget({ name: 'web', minAvailable: 2 }),
    ],
    settled: all('Pending', 2),
    steps: [evict('web/0'), remove('web/1')],
    ended: (seen) => seen.pods.length === 2,
    expected: { said: ['evict web/0: 201', 'delete web/1: 200'], fates: { 'web/0': 'gone', 'web/1': 'gone' } },
  },
  {
    title: 'a pending pod on a node goes too, whatever its budget says',
    objects: [
      aPod({ name: 'slow', podAnnotations: { [podBehaviour.startAfter]: '3600' } }),
      aBudget({ name: 'slow', minAvailable: 1 }),
    ],
    settled: (seen) => seen.pods.some((it) => it.isBound),
    steps: [evict('slow/0')],
    ended: (seen) => seen.pods.length === 0,
    expected: { said: ['evict slow/0: 201'], fates: { 'slow/0': 'gone' } },
  },
  {
    title: 'finished pods go at once, whatever their budget says',
    objects: [
      aPod({ name: 'failed', podSpec: { restartPolicy: 'Never' } }),
      aPod({ name: 'done', podSpec: { restartPolicy: 'Never' } }),
      aBudgetOver({}, { minAvailable: 2 }),
    ],
    steps: [
      send('fail', { method: 'PATCH', path: `${pod('failed/0')}/status`, body: { status: { phase: 'Failed' } } }),
      send('succeed', { method: 'PATCH', path: `${pod('done/0')}/status`, body: { status: { phase: 'Succeeded' } } }),
      evict('failed/0'),
      evict('done/0'),
    ],
    expected: {
      said: ['fail: 200', 'succeed: 200', 'evict failed/0: 201', 'evict done/0: 201'],
      fates: { 'failed/0': 'gone', 'done/0': 'gone' },
    },
  },
  {
    title: 'a terminating pod may be evicted again, and does not count as healthy',
    objects: [
      aDeployment({
        name: 'web',
        replicas: 2,
        podAnnotations: stubborn,
        podSpec: { terminationGracePeriodSeconds: 3600 },
      }),
      aBudget({ name: 'web', minAvailable: 1 }),
    ],
    steps: [
      cordon,
      evict('web/0'),
      evict('web/0'),
      evict('web/1'),
      evict('web/0', { graceSeconds: 7200 }),
      graceOf('web/0'),
    ],
    ended: (seen) => seen.pods.length === 3,
    expected: {
      said: ['evict web/0: 201', 'evict web/0: 201', `evict web/1: ${no}`, 'evict web/0, grace 7200: 201', 'look: 200'],
      shown: [{ look: 3600 }],
      fates: { 'web/0': 'terminating', 'web/1': 'kept' },
      budgets: { web: { currentHealthy: 1 } },
    },
  },
  {
    title: 'the grace of a terminating pod can be shortened and not lengthened',
    objects: [aPod({ name: 'slow', podAnnotations: stubborn, podSpec: { terminationGracePeriodSeconds: 600 } })],
    steps: [
      remove('slow/0'),
      graceOf('slow/0', 'its own'),
      remove('slow/0', { graceSeconds: 900 }),
      graceOf('slow/0', 'longer'),
      remove('slow/0', { graceSeconds: 60 }),
      graceOf('slow/0', 'shorter'),
      evict('slow/0', { graceSeconds: 10 }),
      graceOf('slow/0', 'by an eviction'),
    ],
    ended: (seen) => seen.pods.length === 0,
    expected: {
      shown: [{ 'its own': 600 }, { longer: 600 }, { shorter: 60 }, { 'by an eviction': 10 }],
      fates: { 'slow/0': 'gone' },
    },
  },
];
