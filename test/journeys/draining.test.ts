import { describe, expect, test } from '@jest/globals';
import { podBehaviour } from '../../sandbox/world.ts';
import type { Report } from '../../src/report/report.ts';
import { aNight, aNodeGroup, aWorld, type FinishedRun, type Night } from './a-night.ts';
import { followPods, followRefusedEvictions, type PodEvent, type PodStory } from './follow-pods.ts';
import { aBudget, aDaemonSet, aDeployment, aJob, aPod, aStatefulSet } from './objects.ts';

/** One pod of one, and a budget that wants it: no eviction can ever remove it. */
const cart = [aDeployment({ name: 'cart' }), aBudget({ name: 'cart', minAvailable: 1 })];

describe('budgets', () => {
  test('a budget lets its spare pods go by eviction, and what it keeps for ever is deleted without asking in vain', async () => {
    const web = [aDeployment({ name: 'web', replicas: 4 }), aBudget({ name: 'web', minAvailable: '50%' })];
    const night = await aNight({ world: aWorld({ objects: [...web, ...cart] }) });
    const refused = followRefusedEvictions(night);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { pods: { residual: 3, forced: 0 } } });
    expect(refused()).toEqual([]);
    expect(actionsOn(stop, 'shop/web')).toEqual(['evict', 'evict', 'delete', 'delete']);
    expect(residualOf(stop)).toEqual({ 'shop/cart': 'shop/cart', 'shop/web': 'shop/web' });
    expect(secondsOf(stop, 'drain-nodes')).toBeLessThan(60);
    await morning(night);
  });

  test('a pod that two budgets guard is deleted, and both are named', async () => {
    const budgets = [
      aBudget({ name: 'cart-a', app: 'cart', minAvailable: 0 }),
      aBudget({ name: 'cart-b', app: 'cart', minAvailable: 0 }),
    ];
    const night = await aNight({ world: aWorld({ objects: [aDeployment({ name: 'cart' }), ...budgets] }) });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(residualOf(stop)).toEqual({ 'shop/cart': 'shop/cart-a, shop/cart-b' });
    expect(detailOf(stop, 'shop/cart')).toContain('budgets shop/cart-a and shop/cart-b both guard it');
  });

  test('a budget that its controller cannot work out holds nobody for ever', async () => {
    const widget = { apiVersion: 'example.com/v1', kind: 'Widget', name: 'widget', uid: 'widget', controller: true };
    const night = await aNight({
      world: aWorld({
        objects: [
          aPod({ name: 'owned', ownerReferences: [widget] }),
          aBudget({ name: 'owned', maxUnavailable: 1 }),
          aPod({ name: 'shell' }),
          aBudget({ name: 'shell', maxUnavailable: 1 }),
        ],
      }),
    });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(detailOf(stop, 'shop/owned')).toContain('budget shop/owned is not synced');
    expect(detailOf(stop, 'shop/shell')).toContain(
      'budget shop/shell allows nothing: no controller says how many pods it wants',
    );
  });

  test('`wait` holds back until the timeout, and deletes then', async () => {
    const night = await aNight({ world: aWorld({ objects: [...cart, aDeployment({ name: 'neighbour' })] }) });
    const pods = followPods(night);
    const stop = await night.stop({ drain: { budgets: 'wait' }, timeouts: { drain: 90 } });
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    const waited = secondsBetween(pods.of('neighbour', 'asked'), pods.of('cart', 'asked'));
    expect(waited).toBeGreaterThanOrEqual(88);
    expect(waited).toBeLessThan(120);
  });

  test('`strict` names pod and budget and deletes nothing; with the budget gone, a redrive goes on from there', async () => {
    const night = await aNight({ world: aWorld({ objects: cart }) });
    const pods = followPods(night);
    const stop = await night.stop({ drain: { budgets: 'strict' } });
    expect(stop).toMatchObject({ status: 'FAILED', error: 'DrainBlockedError' });
    expect(stop.message).toMatch(/shop\/cart-\S+ \(budget shop\/cart keeps 1 of 1\)/);
    expect(night.failedState(stop.arn)).toBe('Drain nodes');
    expect(pods.events).toEqual([]);

    night.sandbox.kubernetes.api.delete(admin, 'poddisruptionbudgets.policy', 'shop', 'cart');
    expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(pods.of('cart', 'gone')).toHaveLength(1);
  });
});

describe('pods that nothing brings back', () => {
  const bare = [aPod({ name: 'shell' }), aDeployment({ name: 'web', replicas: 2 })];

  test('`refuse` stops the drain before anything is evicted, and names them', async () => {
    const night = await aNight({ world: aWorld({ objects: bare }) });
    const pods = followPods(night);
    const stop = await night.stop({ drain: { unmanagedPods: 'refuse' } });
    expect(stop).toMatchObject({ status: 'FAILED', error: 'DrainBlockedError' });
    expect(stop.message).toContain('shop/shell: no controller would bring it back');
    expect(pods.events).toEqual([]);
  });

  test('`evict` evicts them, and the report says that they are lost', async () => {
    const night = await aNight({ world: aWorld({ objects: bare }) });
    const stop = await night.stop({ drain: { unmanagedPods: 'evict' } });
    expect(stop.report?.pods).toMatchObject({ lost: 1, lostPods: [{ pod: 'shop/shell', what: 'unmanaged' }] });
    expect(detailOf(stop, 'shop/shell')).toBe('nothing brings it back');
  });

  test('a pod that has finished is nobody’s loss, and one that has not begun goes too', async () => {
    const finished = aPod({
      name: 'done',
      podAnnotations: { [podBehaviour.runFor]: '30' },
      podSpec: { restartPolicy: 'Never' },
    });
    const pending = aDeployment({ name: 'big', podSpec: { nodeSelector: { no: 'such-node' } } });
    const slow = aDeployment({ name: 'slow', podAnnotations: { [podBehaviour.neverReady]: 'true' } });
    const night = await aNight({
      world: aWorld({ objects: [finished, pending, slow, aBudget({ name: 'slow', minAvailable: 1 })] }),
    });
    await night.pass({ minutes: 1 });
    const stop = await night.stop({ drain: { unmanagedPods: 'refuse' } });
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { pods: { lost: 0 } } });
    expect(actionsOn(stop, 'shop/big')).toEqual([]);
    expect(actionsOn(stop, 'shop/done')).toEqual(['evict']);
    expect(residualOf(stop)).toEqual({ 'shop/slow': 'shop/slow' });
  });
});

describe('graces', () => {
  const stubborn = (name: string, graceSeconds: number) =>
    aDeployment({
      name,
      podAnnotations: { [podBehaviour.stopAfter]: '3600' },
      podSpec: { terminationGracePeriodSeconds: graceSeconds },
    });

  test('a pod that ignores SIGTERM keeps all of its grace', async () => {
    const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 45)] }) });
    const pods = followPods(night);
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(pods.of('mailer', 'asked')).toMatchObject([{ graceSeconds: 45 }]);
    expect(secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone'))).toBe(45);
  });

  test('podGracePeriodSeconds shortens graces and lengthens none', async () => {
    const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 45), stubborn('quick', 5)] }) });
    const pods = followPods(night);
    expect(await night.stop({ drain: { podGracePeriodSeconds: 20 } })).toMatchObject({ status: 'SUCCEEDED' });
    expect(secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone'))).toBe(20);
    expect(secondsBetween(pods.of('quick', 'asked'), pods.of('quick', 'gone'))).toBe(5);
  });

  test('past the timeout a pod still gets a second, never none', async () => {
    const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 3000)] }) });
    const pods = followPods(night);
    expect(await night.stop({ timeouts: { drain: 60 } })).toMatchObject({ status: 'SUCCEEDED' });
    expect(secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone'))).toBeLessThan(240);
    expect(zeroGraces(pods)).toEqual([]);
  });

  test('a pod that a finalizer holds for ever does not hold the night', async () => {
    const held = aPod({ name: 'held', finalizers: ['example.com/for-ever'] });
    const night = await aNight({ world: aWorld({ objects: [held] }) });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(stop.report?.warnings).toContainEqual({
      phase: 'drain-nodes',
      message: expect.stringMatching(
        /^Pod shop\/held on node \S+ is past its grace and still there \(a finalizer holds it\)/,
      ),
    });
    expect(night.snapshot()).toMatchObject({ nodes: 0 });
  });
});

describe('order', () => {
  test('applications are gone before add-ons are asked, and add-ons before kube-system', async () => {
    const slow = { podAnnotations: { [podBehaviour.stopAfter]: '20' } };
    const night = await aNight({
      world: aWorld({
        objects: [
          aDeployment({ name: 'web', replicas: 2, ...slow }),
          aDeployment({ name: 'kyverno-admission-controller', namespace: 'kyverno', ...slow }),
        ],
      }),
    });
    const pods = followPods(night);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    const [web, kyverno, dns] = ['web', 'kyverno-admission-controller', 'kube-dns'] as const;
    expect(last(pods.of(web, 'gone'))).toBeLessThanOrEqual(first(pods.of(kyverno, 'asked')));
    expect(last(pods.of(kyverno, 'gone'))).toBeLessThanOrEqual(first(pods.of(dns, 'asked')));
    expect(namespacesDrained(stop)).toEqual(['shop', 'kyverno', 'kube-system']);
  });

  test('the EBS CSI controller goes last, after the volumes of all others are detached; they are back in the morning', async () => {
    // It ends last of all the others, and just before a look of the drain: its volumes are still attached then.
    const slow = { podAnnotations: { [podBehaviour.stopAfter]: '15' } };
    const db = aStatefulSet({ name: 'db', namespace: 'kube-system', replicas: 2, ...slow });
    const csi = aDeployment({ name: 'ebs-csi-controller', namespace: 'kube-system', replicas: 2 });
    const night = await aNight({ world: aWorld({ objects: [db, csi] }) });
    const { api } = night.sandbox.kubernetes;
    const attached = () => api.list('volumeattachments.storage.k8s.io').length;
    expect(attached()).toBe(2);
    const volumes = claimedVolumes(night);
    const pods = followPods(night);
    const whenAsked: number[] = [];
    api.subscribe(({ type, object, old }) => {
      const isAsked = object.metadata.deletionTimestamp !== undefined && old?.metadata.deletionTimestamp === undefined;
      if (type === 'MODIFIED' && object.metadata.labels?.app === 'ebs-csi-controller' && isAsked)
        whenAsked.push(attached());
    });
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(whenAsked).toEqual([0, 0]);
    expect(first(pods.of('ebs-csi-controller', 'asked'))).toBeGreaterThanOrEqual(last(pods.of('db', 'gone')));
    await morning(night);
    expect(claimedVolumes(night)).toEqual(volumes);
    expect(attached()).toBe(2);
  });
});

describe('pods with ways of their own', () => {
  test('a pod that tolerates a cordon is asked once, and its replacement does not keep the drain busy', async () => {
    const watcher = aDeployment({ name: 'watcher', podSpec: { tolerations: [{ operator: 'Exists' }] } });
    const night = await aNight({ world: aWorld({ objects: [watcher] }) });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(actionsOn(stop, 'shop/watcher')).toEqual(['evict']);
    expect(detailOf(stop, 'shop/watcher')).toContain('tolerates a cordon and comes back');
    await morning(night);
  });

  test('a Job that was interrupted is at work again in the morning', async () => {
    const night = await aNight({
      world: aWorld({ objects: [aJob({ name: 'report' })] }),
    });
    const stop = await night.stop();
    expect(actionsOn(stop, 'shop/report')).toEqual(['evict']);
    await morning(night);
    expect(night.sandbox.kubernetes.api.get('jobs.batch', 'shop', 'report')).toMatchObject({ status: { active: 1 } });
  });

  test('pods of a DaemonSet are left to their nodes', async () => {
    const night = await aNight({ world: aWorld({ objects: [aDaemonSet({ name: 'agent' })] }) });
    const pods = followPods(night);
    const stop = await night.stop();
    expect(actionsOn(stop, 'shop/agent')).toEqual([]);
    // Two nodes with agent, aws-node and kube-proxy.
    expect(stop.report?.pods.daemonSet).toBe(6);
    expect(first(pods.of('agent', 'gone'))).toBeGreaterThan(last(pods.of('kube-dns', 'gone')));
    await morning(night);
  });

  test('data in an emptyDir is lost, and the report says whose', async () => {
    const cache = aDeployment({ name: 'cache', podSpec: { volumes: [{ name: 'data', emptyDir: {} }] } });
    const night = await aNight({ world: aWorld({ objects: [cache] }) });
    const stop = await night.stop();
    expect(stop.report?.pods.lostPods).toEqual([{ pod: expect.stringContaining('shop/cache-'), what: 'emptyDir' }]);
  });
});

test('a node group that the run leaves out stays schedulable, and its pods stay', async () => {
  const onKept = { podSpec: { nodeSelector: { pool: 'kept' } } };
  const night = await aNight({
    world: aWorld({
      nodeGroups: [aNodeGroup(), aNodeGroup({ name: 'kept', desiredSize: 1, minSize: 1, labels: { pool: 'kept' } })],
      objects: [aDeployment({ name: 'stays', replicas: 2, ...onKept }), aDeployment({ name: 'moves' })],
    }),
  });
  const pods = followPods(night);
  const stop = await night.stop({ nodeGroups: ['workers'] });
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  expect(pods.of('stays', 'asked')).toEqual([]);
  expect(night.snapshot()).toMatchObject({ nodes: 1, cordoned: [] });
  expect(night.sandbox.kubernetes.api.get('deployments.apps', 'shop', 'moves')).toMatchObject({
    status: { readyReplicas: 1 },
  });
  await morning(night);
});

const admin = { name: 'admin', groups: ['system:masters'] };

async function morning(night: Night): Promise<void> {
  await night.pass({ minutes: 10 });
  expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
}

/** What was done to the pods whose names begin so, in order. */
function actionsOn(run: FinishedRun, pod: string): string[] {
  return removals(run, pod).map(({ verb }) => verb);
}

function detailOf(run: FinishedRun, pod: string): string | null | undefined {
  return removals(run, pod)[0]?.detail;
}

function removals({ report }: FinishedRun, pod: string): Report['actions'][number][] {
  return (report?.actions ?? []).filter(
    ({ phase, target }) => phase === 'drain-nodes' && target.startsWith(`pod/${pod}`),
  );
}

/** The budget that kept each pod, by the name of its workload. */
function residualOf({ report }: FinishedRun): Record<string, string | null> {
  return Object.fromEntries(
    (report?.pods.residualPods ?? []).map(({ pod, budget }) => [pod.replace(/-[^/]*$/, ''), budget]),
  );
}

function secondsOf({ report }: FinishedRun, phase: string): number | undefined {
  return report?.phases.find((one) => one.phase === phase)?.seconds;
}

function namespacesDrained(run: FinishedRun): (string | undefined)[] {
  return [...new Set(removals(run, '').map(({ target }) => target.split('/')[1]))];
}

function first(events: readonly PodEvent[]): number {
  return Math.min(...events.map(({ at }) => at));
}

function last(events: readonly PodEvent[]): number {
  return Math.max(...events.map(({ at }) => at));
}

function secondsBetween(from: readonly PodEvent[], to: readonly PodEvent[]): number {
  return last(to) - first(from);
}

function zeroGraces({ events }: PodStory): PodEvent[] {
  return events.filter(({ event, graceSeconds }) => event === 'asked' && graceSeconds === 0);
}

/** Each claim with the volume it is bound to. */
function claimedVolumes({ sandbox }: Night): unknown {
  const claims = sandbox.kubernetes.api.list('persistentvolumeclaims');
  return claims.map(({ metadata, spec }) => [metadata.name, (spec as { volumeName?: string }).volumeName]);
}
