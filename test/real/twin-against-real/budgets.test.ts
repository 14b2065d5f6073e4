import { expect, test } from '@jest/globals';
import { aBudget, aDaemonSet, aDeployment, aJob, aPod } from '../../journeys/objects.ts';
import { compare } from './compare.ts';
import { lookAt, type Seen } from './look.ts';
import { aBudgetOver, aPlainStatefulSet } from './makers.ts';
import { budget, cordon, create, evict, type Scenario, send, until } from './scenario.ts';

const thing = { apiVersion: 'things.example.com/v1', kind: 'Thing' };
const no = '429 TooManyRequests [DisruptionBudget]';
const several = '500';
const said = (...answers: string[]) => answers.map((answer, index) => `evict web/${index}: ${answer}`);

/** Three pods behind one budget, all asked to leave at once on a cordoned node. */
const overThree = (title: string, spec: Parameters<typeof aBudgetOver>[1], ...answers: string[]): Scenario => ({
  title,
  objects: [aDeployment({ name: 'web', replicas: 3 }), aBudget({ name: 'web', ...spec })],
  steps: [cordon, evict('web/0'), evict('web/1'), evict('web/2')],
  expected: { said: said(...answers), budgets: { web: { disruptionsAllowed: 0 } } },
});

/** One Ready pod, which may be evicted. */
const isBack = ({ pods, budgets }: Seen) => pods.length === 1 && budgets.web?.disruptionsAllowed === 1;

const invalid = (label: string, spec: object) =>
  send(label, {
    method: 'POST',
    path: '/apis/policy/v1/namespaces/{ns}/poddisruptionbudgets',
    body: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'wrong' }, spec },
  });

const { sides } = compare('budgets', [
  overThree('minAvailable 2 of 3 lets one pod go', { minAvailable: 2 }, '201', no, no),
  overThree('minAvailable 50 % of 3 keeps two', { minAvailable: '50%' }, '201', no, no),
  overThree('minAvailable 100 % lets none go', { minAvailable: '100%' }, no, no, no),
  overThree('minAvailable 0 lets all go', { minAvailable: 0 }, '201', '201', '201'),
  overThree('minAvailable 5 of 3 can never be met', { minAvailable: 5 }, no, no, no),
  overThree('maxUnavailable 1 lets one pod go', { maxUnavailable: 1 }, '201', no, no),
  overThree('maxUnavailable 40 % of 3 is rounded up to two', { maxUnavailable: '40%' }, '201', '201', no),
  overThree('maxUnavailable 0 lets none go', { maxUnavailable: 0 }, no, no, no),
  overThree('maxUnavailable 100 % lets all go', { maxUnavailable: '100%' }, '201', '201', '201'),
  {
    title: 'maxUnavailable over a StatefulSet counts its replicas',
    objects: [aPlainStatefulSet({ name: 'db', replicas: 2 }), aBudget({ name: 'db', maxUnavailable: 1 })],
    steps: [cordon, evict('db/0'), evict('db/1')],
    expected: { said: ['evict db/0: 201', `evict db/1: ${no}`], fates: { 'db/0': 'replaced', 'db/1': 'kept' } },
  },
  {
    title: 'minAvailable as a number works over bare pods',
    objects: [aPod({ name: 'one' }), aPod({ name: 'two' }), aBudgetOver({}, { minAvailable: 1 })],
    steps: [evict('one/0'), evict('two/0')],
    expected: { said: ['evict one/0: 201', `evict two/0: ${no}`], fates: { 'one/0': 'gone', 'two/0': 'kept' } },
  },
  {
    title: 'maxUnavailable over bare pods lets none go',
    objects: [aPod({ name: 'one' }), aBudgetOver({}, { maxUnavailable: 1 })],
    steps: [evict('one/0')],
    expected: { said: [`evict one/0: ${no}`], fates: { 'one/0': 'kept' } },
  },
  {
    title: 'a percentage over bare pods lets none go',
    objects: [aPod({ name: 'one' }), aPod({ name: 'two' }), aBudgetOver({}, { minAvailable: '50%' })],
    steps: [evict('one/0')],
    expected: { said: [`evict one/0: ${no}`] },
  },
  {
    title: 'a percentage over bare pods and a Deployment counts the Deployment alone',
    objects: [
      aDeployment({ name: 'web', replicas: 2 }),
      aPod({ name: 'one' }),
      aBudgetOver({}, { maxUnavailable: '50%' }),
    ],
    steps: [cordon, evict('one/0'), evict('web/0')],
    expected: { said: ['evict one/0: 201', 'evict web/0: 201'] },
  },
  ...[
    { title: 'a DaemonSet', owner: aDaemonSet({ name: 'agent' }) },
    { title: 'a Job', owner: aJob({ name: 'agent' }) },
    {
      title: 'an owner that nobody knows',
      owner: aPod({
        name: 'agent',
        ownerReferences: [{ ...thing, name: 'it', uid: 'e6f7c5a0-0000-4000-8000-000000000000', controller: true }],
      }),
    },
  ].map(({ title, owner }): Scenario => {
    const isFailed = ({ budgets }: Seen) => budgets.agent?.condition.startsWith('SyncFailed') ?? false;
    return {
      title: `a new budget that needs the scale of ${title} is never computed: it says "later" to every eviction`,
      objects: [owner],
      steps: [create(aBudget({ name: 'agent', maxUnavailable: 1 })), until(isFailed), evict('agent/0')],
      expected: {
        said: ['create PodDisruptionBudget agent: 201', `evict agent/0: ${no} retry-after`],
        budgets: { agent: { isComputed: false, disruptionsAllowed: 0 } },
      },
    };
  }),
  {
    title: 'a budget that was computed once and cannot be any more says no, with what is wrong',
    objects: [aBudget({ name: 'agent', maxUnavailable: 1 })],
    steps: [
      create(aDaemonSet({ name: 'agent' })),
      until(
        ({ pods, budgets }) => pods[0]?.isReady === true && budgets.agent?.condition.startsWith('SyncFailed') === true,
      ),
      evict('agent/0'),
    ],
    expected: {
      said: ['create DaemonSet agent: 201', `evict agent/0: ${no}`],
      budgets: { agent: { isComputed: true } },
    },
  },
  {
    title: 'an empty selector selects every pod of the namespace',
    objects: [
      aDeployment({ name: 'web', replicas: 2 }),
      aDeployment({ name: 'api' }),
      aBudgetOver({}, { minAvailable: 3 }),
    ],
    steps: [cordon, evict('web/0'), evict('api/0')],
    expected: { said: [`evict web/0: ${no}`, `evict api/0: ${no}`] },
  },
  {
    title: 'a budget without a selector selects nothing',
    objects: [aDeployment({ name: 'web', replicas: 2 }), aBudgetOver(undefined, { minAvailable: 2 })],
    steps: [cordon, evict('web/0'), evict('web/1')],
    expected: { said: said('201', '201'), budgets: { guard: { expectedPods: 0 } } },
  },
  {
    title: 'a selector of expressions selects as it says',
    objects: [
      aDeployment({ name: 'web' }),
      aDeployment({ name: 'api' }),
      aBudgetOver({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }, { maxUnavailable: 0 }),
    ],
    steps: [cordon, evict('web/0'), evict('api/0')],
    expected: { said: [`evict web/0: ${no}`, 'evict api/0: 201'] },
  },
  {
    title: 'a pod that two budgets select is never evicted, and a dry run says so too',
    objects: [aDeployment({ name: 'web', replicas: 2 })],
    steps: [
      // When the pods are there: a pod that comes later is told to one of its budgets, and chance says to which.
      create(aBudget({ name: 'web', minAvailable: 0 })),
      create(aBudgetOver({}, { minAvailable: 0 }, 'all')),
      until(({ budgets }) => budgets.web?.disruptionsAllowed === 2 && budgets.all?.disruptionsAllowed === 2),
      cordon,
      evict('web/0'),
      evict('web/1', { dryRun: true }),
    ],
    expected: {
      said: [
        'create PodDisruptionBudget web: 201',
        'create PodDisruptionBudget all: 201',
        `evict web/0: ${several}`,
        `evict web/1, dry run: ${several}`,
      ],
      fates: { 'web/0': 'kept', 'web/1': 'kept' },
    },
  },
  {
    title: 'one budget over two Deployments adds their replicas up',
    objects: [
      aDeployment({ name: 'web', replicas: 2 }),
      aDeployment({ name: 'api', replicas: 2 }),
      aBudgetOver({}, { maxUnavailable: '50%' }),
    ],
    steps: [cordon, evict('web/0'), evict('web/1'), evict('api/0')],
    expected: { said: ['evict web/0: 201', 'evict web/1: 201', `evict api/0: ${no}`] },
  },
  {
    title: 'a budget over a Deployment without replicas allows nothing',
    objects: [aDeployment({ name: 'web', replicas: 0 }), aBudget({ name: 'web', maxUnavailable: 1 })],
    steps: [],
    expected: { budgets: { web: { expectedPods: 0, disruptionsAllowed: 0 } } },
  },
  {
    title: 'a Deployment that is scaled down lowers what a percentage wants',
    isFateChance: true,
    objects: [aDeployment({ name: 'web', replicas: 4 }), aBudget({ name: 'web', minAvailable: '50%' })],
    steps: [
      cordon,
      send('scale', {
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/{ns}/deployments/web/scale',
        body: { spec: { replicas: 2 } },
      }),
      until(
        ({ pods: left, budgets }) =>
          left.length === 2 && budgets.web?.expectedPods === 2 && budgets.web.currentHealthy === 2,
      ),
      evict('web/0'),
      evict('web/1'),
    ],
    expected: {
      said: ['scale: 200', ...said('201', no)],
      budgets: { web: { desiredHealthy: 1 } },
    },
  },
  {
    title: 'an eviction with a wrong uid is a conflict and has used up one disruption all the same',
    objects: [aDeployment({ name: 'web', replicas: 3 }), aBudget({ name: 'web', maxUnavailable: 1 })],
    steps: [cordon, evict('web/0', { uid: 'wrong' }), evict('web/1')],
    expected: {
      said: ['evict web/0, wrong uid: 409 Conflict', `evict web/1: ${no}`],
      fates: { 'web/0': 'kept', 'web/1': 'kept', 'web/2': 'kept' },
      budgets: { web: { disruptedPods: 1, currentHealthy: 2 } },
    },
  },
  {
    title: 'a budget recovers when the replacement is ready',
    objects: [aDeployment({ name: 'web' }), aBudget({ name: 'web', maxUnavailable: 1 })],
    steps: [evict('web/0'), until(isBack), evict('web/0'), until(isBack)],
    expected: { said: ['evict web/0: 201', 'evict web/0: 201'], pods: { web: ['Running ready'] } },
  },
  {
    title: 'a budget that is relaxed lets pods go when it has been computed, and one that is gone lets all go',
    objects: [aDeployment({ name: 'web', replicas: 3 }), aBudget({ name: 'web', maxUnavailable: 0 })],
    steps: [
      cordon,
      evict('web/0'),
      send('relax', { method: 'PATCH', path: budget('web'), body: { spec: { maxUnavailable: 1 } } }),
      until(({ budgets }) => budgets.web?.disruptionsAllowed === 1 && budgets.web.isComputed),
      evict('web/1'),
      evict('web/2'),
      send('remove', { method: 'DELETE', path: budget('web') }),
      evict('web/2'),
    ],
    expected: {
      said: [
        `evict web/0: ${no}`,
        'relax: 200',
        'evict web/1: 201',
        `evict web/2: ${no}`,
        'remove: 200',
        'evict web/2: 201',
      ],
    },
  },
  {
    title: 'budgets that make no sense are refused',
    objects: [],
    steps: [
      invalid('both', { minAvailable: 1, maxUnavailable: 1, selector: {} }),
      invalid('negative', { minAvailable: -1, selector: {} }),
      invalid('no percentage', { maxUnavailable: 'half', selector: {} }),
      invalid('too much', { maxUnavailable: '150%', selector: {} }),
      invalid('policy', { minAvailable: 1, unhealthyPodEvictionPolicy: 'Sometimes', selector: {} }),
    ],
    expected: {
      said: expect.arrayContaining([
        'both: 422 Invalid [FieldValueInvalid]',
        'negative: 422 Invalid [FieldValueInvalid]',
      ]),
    },
  },
  {
    title: 'a selector of a budget can be changed',
    objects: [aDeployment({ name: 'web' }), aBudget({ name: 'web', maxUnavailable: 0 })],
    steps: [
      cordon,
      send('select', {
        method: 'PATCH',
        path: budget('web'),
        body: { spec: { selector: { matchLabels: { app: 'other' } } } },
      }),
      until(({ budgets }) => budgets.web?.isComputed === true && budgets.web.expectedPods === 0),
      evict('web/0'),
    ],
    expected: { said: ['select: 200', 'evict web/0: 201'] },
  },
]);

test('an eviction right after a change of the budget is told to come back in ten seconds', async () => {
  const { twin, real } = sides();
  const answers = await Promise.all(
    [twin, real].map(async (side) => {
      await side.stopControllers();
      const path = '/api/v1/namespaces/budgets-0';
      const [name = ''] = (await lookAt(side.client, 'budgets-0')).pods
        .filter(({ isReady }) => isReady)
        .map((pod) => pod.name);
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
      await side.client.mustSend('PATCH', '/apis/policy/v1/namespaces/budgets-0/poddisruptionbudgets/web', {
        spec: { minAvailable: 0 },
      });
      const { statusCode, body } = await side.client.send('POST', `${path}/pods/${name}/eviction`, eviction);
      return { statusCode, body };
    }),
  );

  expect(answers[0]).toEqual(answers[1]);
  expect(answers[1]).toMatchObject({
    statusCode: 429,
    body: { details: { retryAfterSeconds: 10, causes: [{ reason: 'DisruptionBudget' }] } },
  });
});
