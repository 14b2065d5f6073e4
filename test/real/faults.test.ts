import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAuditLog } from '../../sandbox/control-plane/read-audit-log.ts';
import type { ControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import { DrainBlockedError, TransientError } from '../../src/domain/errors.ts';
import type { PodRef } from '../../src/kubernetes/cluster.ts';
import { eventually } from '../eventually.ts';
import { aPod } from '../journeys/objects.ts';
import { type Answer, aDrain, type Drain } from './faults/a-drain.ts';
import { aFaultyCluster, boundPods, isReady, pathOfBudget } from './faults/a-faulty-cluster.ts';
import { nodeOf, placed } from './faults/placed-objects.ts';
import { places } from './faults/places.ts';
import { throttleRemovals } from './faults/throttle-removals.ts';

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await aFaultyCluster(places);
}, 120_000);
afterAll(() => controlPlane?.stop('at-once'));

const namesOfBound = async (place: string) =>
  (await boundPods(controlPlane, place)).map(({ metadata }) => metadata.name);

/** How often each app's pods were answered what: `{ 'evict web: evicted': 2 }`. */
function countAnswers(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verb, pod, result } of answers) {
    const [app] = pod.split('-');
    const key = `${verb} ${app}: ${result}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** The codes of the answers to a phase's removals, as the API server's own log has them. */
function codesOf(resource: 'pods' | 'pods/eviction', user: string): number[] {
  const codes = readAuditLog(controlPlane.auditLog)
    .filter((request) => request.user === user && request.resource === resource && request.verb !== 'list')
    .map(({ statusCode }) => statusCode);
  return [...new Set(codes)].sort();
}

test.concurrent('nodes that go away under the drain are not waited for, and the others are emptied', async () => {
  const { client } = controlPlane;
  const [before, during, stays] = [0, 1, 2].map((index) => nodeOf('node-gone', index));
  const goes = (node: string | undefined) => client.mustSend('DELETE', `/api/v1/nodes/${node}`);
  const drain = aDrain(controlPlane, 'node-gone', {
    cordon: async (node) => (node === before ? goes(node) : undefined),
  });

  expect(await drain.pass()).toMatchObject({ status: 'pending', summary: { podsLeft: 12, nodesLeft: 3 } });
  await goes(during);
  await drain.pass();
  // The slow ones of the node that is still there have five minutes.
  const left = (await boundPods(controlPlane, 'node-gone')).filter(({ spec }) => spec.nodeName === stays);
  expect(left.length).toBeGreaterThan(0);
  await Promise.all(
    left.map(({ metadata: { name } }) =>
      client.mustSend('DELETE', `/api/v1/namespaces/node-gone/pods/${name}`, { gracePeriodSeconds: 1 }),
    ),
  );

  expect(await drain.untilDone()).toMatchObject({ status: 'done', counts: { evicted: 12 }, warnings: [] });
  const nodesOfBound = (await boundPods(controlPlane, 'node-gone')).map(({ spec }) => spec.nodeName);
  expect(new Set(nodesOfBound)).toEqual(new Set([before, during]));
});

test.concurrent('throttled requests are asked again, and nothing is taken for a budget’s answer', async () => {
  await throttleRemovals(controlPlane, 'throttled');
  const drain = aDrain(controlPlane, 'throttled');

  expect(await drain.untilDone()).toMatchObject({
    status: 'done',
    counts: { evicted: 8 + 2, residual: 2 },
    warnings: [],
  });
  const { 'evict web: throttled': throttled = 0, ...answers } = countAnswers(drain.answers);
  expect(throttled).toBeGreaterThan(0);
  expect(answers).toMatchObject({ 'evict web: evicted': 8, 'evict stock: evicted': 2, 'delete stock: deleted': 2 });
  // However often it is throttled, a budget is passed over when it has given what it can, and not before.
  const ofStock = drain.answers.filter(({ pod }) => pod.startsWith('stock')).map(({ result }) => result);
  expect(ofStock.filter((result) => result !== 'throttled')).toEqual(['evicted', 'evicted', 'deleted', 'deleted']);
  expect(codesOf('pods/eviction', 'throttled')).toEqual([201, 429]);
  expect(await namesOfBound('throttled')).toEqual([]);
});

test.concurrent('a budget that changed its mind is taken at its word: not asked again in that pass, nor passed over', async () => {
  const cart = pathOfBudget({ namespace: 'tightened', name: 'cart' });
  const tighten = { spec: { minAvailable: 4 } };
  const drain = aDrain(controlPlane, 'tightened', {
    evict: async ({ name }) => name.startsWith('cart') && controlPlane.client.mustSend('PATCH', cart, tighten),
  });

  await drain.pass();
  expect(countAnswers(drain.answers)).toEqual({ 'evict cart: refused-by-budget': 1, 'evict web: evicted': 2 });
  expect(codesOf('pods/eviction', 'tightened')).toEqual([201, 429]);

  expect(await drain.untilDone()).toMatchObject({ status: 'done', counts: { evicted: 2, residual: 4 }, warnings: [] });
  expect(await namesOfBound('tightened')).toEqual([]);
});

test.concurrent('a pod in whose place another of its name came is spared by the request for the first', async () => {
  const { client } = controlPlane;
  const pods = '/api/v1/namespaces/replaced/pods';
  const replacements = new Map<string, string>();
  const replace = async ({ name, uid }: PodRef) => {
    if (replacements.has(name) || name === 'desk-1') return;
    await client.mustSend('DELETE', `${pods}/${name}`, { gracePeriodSeconds: 0, preconditions: { uid } });
    const [app = ''] = name.split('-');
    const pod = aPod({ name, podLabels: { app }, podSpec: { nodeName: nodeOf('replaced') } });
    const { metadata } = await client.mustSend('POST', pods, placed(pod, 'replaced'));
    replacements.set(name, metadata.uid ?? '');
  };
  const drain = aDrain(controlPlane, 'replaced', { evict: replace, delete: replace });

  await drain.pass();
  const answers = countAnswers(drain.answers);
  expect(answers).toMatchObject({ 'evict ledger: gone': 1, 'delete vault: gone': 1 });
  // Its budget may have noticed that the first was gone, and refuse before anybody looks at the uid.
  expect(answers['evict desk: gone'] ?? answers['evict desk: refused-by-budget']).toBe(1);
  expect(codesOf('pods/eviction', 'replaced')).toContain(409);
  expect(codesOf('pods/eviction', 'replaced')).not.toContain(201);
  const now = await eventually(
    async () => (await boundPods(controlPlane, 'replaced')).filter(({ metadata: { name } }) => replacements.has(name)),
    (seen) => seen.every(isReady),
  );
  expect(new Map(now.map(({ metadata }) => [metadata.name, metadata.uid]))).toEqual(replacements);
  expect(now.map(({ metadata }) => metadata.deletionTimestamp)).toEqual([undefined, undefined, undefined]);

  expect(await drain.untilDone()).toMatchObject({ status: 'done', warnings: [] });
  expect(await namesOfBound('replaced')).toEqual([]);
});

test.concurrent('pods of a namespace that is being deleted cannot be evicted, can be deleted, and go with it', async () => {
  let deletion: Promise<unknown> | null = null;
  const end = () => {
    deletion ??= controlPlane.client.mustSend('DELETE', '/api/v1/namespaces/ending');
    return deletion;
  };
  const drain = aDrain(controlPlane, 'ending', { evict: end, delete: end });

  expect(await drain.pass()).toMatchObject({ status: 'pending' });
  expect(countAnswers(drain.answers)).toEqual({
    'evict web: namespace-terminating': 3,
    'delete solo: deleted': 1,
  });
  expect(codesOf('pods/eviction', 'ending')).toEqual([403]);
  expect(codesOf('pods', 'ending')).toEqual([200]);
  expect(drain.log.filter((line) => line.includes('goes with its namespace'))).toHaveLength(3);

  // Kubernetes begins to delete what is in it after 5 s.
  await eventually(
    () => namesOfBound('ending'),
    (names) => names.length === 3,
  );
  const { waitSeconds = 0 } = (await drain.pass()) as { readonly waitSeconds?: number };
  expect(waitSeconds).toBeLessThanOrEqual(5);
  expect(await drain.untilDone()).toMatchObject({ status: 'done', counts: { residual: 1 }, warnings: [] });
  expect(await namesOfBound('ending')).toEqual([]);
});

test.concurrent('a pod whose eviction a webhook denies is named, the others go, and past the deadline it is deleted', async () => {
  const { client } = controlPlane;
  const evict = (name: string) =>
    client.send('POST', `/api/v1/namespaces/denied/pods/${name}/eviction?dryRun=All`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name },
    });
  // The API server learns of webhooks and of their backends a moment later than we do.
  for (const name of ['audit', 'sealed']) {
    await eventually(
      () => evict(name),
      ({ body }) => JSON.stringify(body).includes(`${name} matches`),
    );
  }
  const drain = aDrain(controlPlane, 'denied');
  await drain.pass();
  const left = await eventually(
    () => namesOfBound('denied'),
    (names) => names.length === 2,
  );
  expect(left).toEqual(['audit', 'sealed']);
  expect(await drain.pass()).toMatchObject({ status: 'pending', summary: { podsLeft: 2 } });
  expect(drain.journal).toMatchObject({
    counts: { evicted: 3 },
    warnings: expect.arrayContaining([
      expect.stringMatching(/pod denied\/audit .*admission webhook "no-eviction.example.com" denied the request/),
      expect.stringMatching(/pod denied\/sealed .*admission webhook "no-removal.example.com" denied the request/),
    ]),
  });

  drain.goAhead(601);
  const failure = await drain.pass().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DrainBlockedError);
  expect((failure as Error).message).toMatch(/^denied\/sealed \(admission webhook "no-removal.example.com" denied/);
  expect(drain.journal).toMatchObject({ counts: { evicted: 3, forced: 1 } });

  await client.mustSend('DELETE', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/no-removal');
  await eventually(
    () => evict('sealed'),
    ({ statusCode }) => statusCode === 201,
  );
  expect(await drain.untilDone()).toMatchObject({ status: 'done', counts: { evicted: 4, forced: 1 } });
  expect(await namesOfBound('denied')).toEqual([]);
});

test.concurrent('a pod that a finalizer keeps holds its wave until a minute past its grace, and is reported', async () => {
  const drain = aDrain(controlPlane, 'held');
  await drain.pass();
  await eventually(
    () => namesOfBound('held'),
    (names) => names.length === 3,
  );
  expect(await drain.pass()).toMatchObject({ status: 'pending', summary: { wave: 'applications', podsLeft: 3 } });
  expect(countAnswers(drain.answers)).toEqual({ 'evict web: evicted': 2, 'evict keep: evicted': 1 });

  // What was left of its grace ended when its kubelet had stopped it.
  drain.goAhead(50);
  expect(await drain.pass()).toMatchObject({ status: 'pending', summary: { wave: 'applications', podsLeft: 3 } });
  drain.goAhead(20);
  expect(await drain.pass()).toMatchObject({ status: 'pending', summary: { wave: 'core', podsLeft: 2 } });
  await eventually(
    () => namesOfBound('held'),
    (names) => names.length === 1,
  );
  expect(await drain.pass()).toMatchObject({ status: 'done', summary: { podsLeft: 0 } });
  const { counts, warnings } = drain.journal;
  expect(counts).toEqual({ evicted: 5, lost: 1 });
  expect(new Set(warnings)).toEqual(
    new Set([
      `Pod held/keep on node ${nodeOf('held')} is past its grace and still there (a finalizer holds it); it is not waited for.`,
    ]),
  );
  expect(await namesOfBound('held')).toEqual(['keep']);
});

test.concurrent('of pods under two budgets no eviction is asked: they are deleted, the others evicted', async () => {
  const drain = aDrain(controlPlane, 'two-budgets');

  expect(await drain.untilDone()).toMatchObject({ status: 'done', counts: { evicted: 3, residual: 4 }, warnings: [] });
  expect(countAnswers(drain.answers)).toEqual({
    'evict web: evicted': 2,
    'delete cart: deleted': 2,
    'evict stock: evicted': 1,
    'delete stock: deleted': 2,
  });
  const { residual } = drain.journal.facts as { readonly residual: readonly { readonly budget: string }[] };
  expect(residual.map(({ budget }) => budget).sort()).toEqual([
    ...['two-budgets/front, two-budgets/sales', 'two-budgets/front, two-budgets/sales'],
    ...['two-budgets/stock', 'two-budgets/stock'],
  ]);
  expect(codesOf('pods/eviction', 'two-budgets')).toEqual([201]);
  expect(await namesOfBound('two-budgets')).toEqual([]);
});

test('an API server that dies in the middle of a drain fails the pass, and the drain ends well when it is back', async () => {
  let isDead = false;
  const drain: Drain = aDrain(controlPlane, 'crash', {
    evict: async () => {
      if (isDead || drain.answers.length < 5) return;
      isDead = true;
      await controlPlane.kill('kube-apiserver');
    },
  });

  await expect(drain.pass()).rejects.toThrow(TransientError);
  expect(drain.journal).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^TransientError: /) });
  expect(drain.journal.counts.evicted).toBeGreaterThanOrEqual(5);
  await expect(drain.pass()).rejects.toThrow(TransientError);

  await controlPlane.restart('kube-apiserver');
  expect(await drain.untilDone()).toMatchObject({
    status: 'done',
    counts: { evicted: expect.any(Number) },
    warnings: [],
  });
  expect(Object.keys(drain.journal.counts)).toEqual(['evicted']);
  expect(await namesOfBound('crash')).toEqual([]);
});

test('the pods of a node that is gone are collected', async () => {
  const left = await eventually(
    () => namesOfBound('node-gone'),
    (names) => names.length === 0,
    90_000,
  );
  expect(left).toEqual([]);
}, 100_000);
