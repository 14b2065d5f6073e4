import { describe, expect, test } from '@jest/globals';
import { podBehaviour } from '../../sandbox/world.ts';
import { aNight, aNodeGroup, aWorld } from './a-night.ts';
import { followPods, secondsBetween } from './follow-pods.ts';
import { followRefusals } from './follow-refusals.ts';
import { morning } from './morning.ts';
import { aBudget, aDeployment, aPod } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';
import { actionsOn, detailOf, residualOf, secondsOf } from './report-facts.ts';

/** One pod of one, and a budget that wants it: no eviction can ever remove it. */
const cart = [aDeployment({ name: 'cart' }), aBudget({ name: 'cart', minAvailable: 1 })];

describe('budgets', () => {
  test('a budget lets its spare pods go by eviction, and what it keeps for ever is deleted without asking in vain', async () => {
    const web = [aDeployment({ name: 'web', replicas: 4 }), aBudget({ name: 'web', minAvailable: '50%' })];
    const night = await aNight({ world: aWorld({ objects: [...web, ...cart] }) });
    const refused = followRefusals(night);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { pods: { residual: 3, forced: 0 } } });
    expect(refused().filter(({ resource }) => resource === 'pods/eviction')).toEqual([]);
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
    const pods = await followPods(night);
    const stop = await night.stop({ drain: { budgets: 'wait' }, timeouts: { drain: 12 } });
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    const waited = secondsBetween(pods.of('neighbour', 'asked'), pods.of('cart', 'asked'));
    expect(waited).toBeGreaterThanOrEqual(10);
    expect(waited).toBeLessThan(30);
  });

  test('`strict` names pod and budget and deletes nothing; with the budget gone, a redrive goes on from there', async () => {
    const night = await aNight({ world: aWorld({ objects: cart }) });
    const pods = await followPods(night);
    const stop = await night.stop({ drain: { budgets: 'strict' } });
    expect(stop).toMatchObject({ status: 'FAILED', error: 'DrainBlockedError' });
    expect(stop.message).toMatch(/shop\/cart-\S+ \(budget shop\/cart keeps 1 of 1\)/);
    expect(night.failedState(stop.arn)).toBe('Drain nodes');
    expect(pods.events).toEqual([]);

    await night.kubectl.delete('poddisruptionbudgets.policy', 'shop/cart');
    expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(pods.of('cart', 'gone')).toHaveLength(1);
  });
});

describe('pods that nothing brings back', () => {
  const bare = [aPod({ name: 'shell' }), aDeployment({ name: 'web', replicas: 2 })];

  test('`refuse` stops the drain before anything is evicted, and names them', async () => {
    const night = await aNight({ world: aWorld({ objects: bare }) });
    const pods = await followPods(night);
    const stop = await night.stop({ drain: { unmanagedPods: 'refuse' } });
    expect(stop).toMatchObject({ status: 'FAILED', error: 'DrainBlockedError' });
    expect(stop.message).toContain('shop/shell: no controller would bring it back');
    expect(pods.events).toEqual([]);
  });

  test('a pod that has finished is nobody’s loss, and one that has not begun goes too', async () => {
    const finished = aPod({
      name: 'done',
      podAnnotations: { [podBehaviour.runFor]: '3' },
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

  onTheTwinAlone('the report is all that it turns on', () => {
    test('`evict` evicts them, and the report says that they are lost', async () => {
      const night = await aNight({ world: aWorld({ objects: bare }) });
      const stop = await night.stop({ drain: { unmanagedPods: 'evict' } });
      expect(stop.report?.pods).toMatchObject({ lost: 1, lostPods: [{ pod: 'shop/shell', what: 'unmanaged' }] });
      expect(detailOf(stop, 'shop/shell')).toBe('nothing brings it back');
    });
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
  const pods = await followPods(night);
  const stop = await night.stop({ nodeGroups: ['workers'] });
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  expect(pods.of('stays', 'asked')).toEqual([]);
  expect(await night.snapshot()).toMatchObject({ nodes: 1, cordoned: [] });
  expect(await night.kubectl.get('deployments.apps', 'shop/moves')).toMatchObject({
    status: { readyReplicas: 1 },
  });
  await morning(night);
});
