import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DrainPlan, lastGraceSeconds, planPass, planWholeDrain } from '../../src/domain/drain-plan.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import type { WaveStep } from '../../src/domain/plan-wave.ts';
import { type ClusterToDrain, DrainingCluster, drainSettings } from './a-cluster-to-drain.ts';
import { aBudget, aController, aNode, aPod } from './a-pod.ts';

/** Runs passes as the phase does, until nothing is left or only blocked pods are; answers the passes' plans. */
function drain(cluster: DrainingCluster, atMost = 200): DrainPlan[] {
  const plans: DrainPlan[] = [];
  while (plans.length < atMost) {
    const plan = planPass(cluster.scene());
    plans.push(plan);
    if (!plan.step || isBlocked(plan)) return plans;
    cluster.remember(plan.step);
    const hasAsked = act(cluster, plan.step);
    cluster.wait(hasAsked ? 2 : plan.waitSeconds);
  }
  throw new Error(`The drain goes on after ${atMost} passes: ${cluster.actions.join(', ')}`);
}

function act(cluster: DrainingCluster, { evictions, deletions }: WaveStep): boolean {
  for (const removal of evictions.flat()) cluster.evict(removal);
  for (const removal of deletions) cluster.delete(removal);
  return evictions.length + deletions.length > 0;
}

function isBlocked({ step, terminating }: DrainPlan): boolean {
  const isIdle = step?.evictions.length === 0 && step.deletions.length === 0 && step.held.length === 0;
  return isIdle && !terminating.some(({ wave }) => wave === step.wave);
}

function forecast(cluster: DrainingCluster): string[] {
  return planWholeDrain(cluster.scene()).flatMap(({ evictions, deletions }) => [
    ...evictions.flat().map(({ pod }) => `evict ${pod.namespace}/${pod.name}`),
    ...deletions.map(({ pod }) => `delete ${pod.namespace}/${pod.name}`),
  ]);
}

const secondsSince = (cluster: DrainingCluster) => (cluster.now.getTime() - cluster.start.getTime()) / 1000;
const kubeSystem = (name: string, differs: Partial<Pod> = {}) =>
  aPod({ namespace: 'kube-system', name, labels: { app: name }, ...differs });

const oneOfTwo = {
  pods: [aPod({ name: 'cart-1' }), aPod({ name: 'cart-2' })],
  budgets: [aBudget({ desiredHealthy: 1 })],
};

describe('waves', () => {
  test('applications go first, add-ons then, kube-system after them, the EBS controller last', () => {
    const cluster = new DrainingCluster({
      pods: [
        kubeSystem('ebs-csi-controller'),
        kubeSystem('coredns'),
        aPod({ namespace: 'kyverno', name: 'kyverno-1' }),
        aPod({ name: 'cart-1' }),
        kubeSystem('agent', { controller: aController('DaemonSet', 'agent') }),
      ],
      budgets: [],
    });
    drain(cluster);
    expect(cluster.actions).toEqual([
      'evict shop/cart-1',
      'evict kyverno/kyverno-1',
      'evict kube-system/coredns',
      'evict kube-system/ebs-csi-controller',
    ]);
    expect(cluster.pods.map(({ name }) => name)).toEqual(['agent']);
  });

  test('a wave waits for the last pod of the one before', () => {
    const cluster = new DrainingCluster({ pods: [aPod(), kubeSystem('coredns')], budgets: [], stopSeconds: 25 });
    const plans = drain(cluster);
    const firstOfCore = plans.findIndex(({ step }) => step?.wave === 'core');
    expect(plans[firstOfCore - 1]?.terminating).toHaveLength(1);
    expect(plans[firstOfCore]?.terminating).toHaveLength(0);
  });

  test('a pod that a finalizer keeps holds its wave for its grace and a minute, and is named', () => {
    const cluster = new DrainingCluster({ pods: [aPod({ hasFinalizers: true }), kubeSystem('coredns')], budgets: [] });
    const last = drain(cluster).at(-1);
    expect(last?.stuck.map(({ name }) => name)).toEqual([aPod().name]);
    expect(secondsSince(cluster)).toBeLessThan(30 + 60 + 45);
  });

  test('a pod that comes back on a cordoned node is asked once, and its replacement left alone', () => {
    const everywhere = aPod({ name: 'everywhere', tolerations: [{ operator: 'Exists' }] });
    const cluster = new DrainingCluster({ pods: [everywhere, aPod()], budgets: [] });
    const last = drain(cluster).at(-1);
    expect(cluster.actions).toEqual([`evict shop/${aPod().name}`, 'evict shop/everywhere']);
    expect(last?.cameBack.map(({ name }) => name)).toEqual(['everywherex']);
  });
});

describe('budgets', () => {
  test('what no eviction can remove is deleted in the same pass, after all that can be evicted', () => {
    const cluster = new DrainingCluster(oneOfTwo);
    const [first] = drain(cluster);
    expect(cluster.actions).toEqual(['evict shop/cart-1', 'delete shop/cart-2']);
    expect(first?.step?.deletions).toMatchObject([{ obstacle: 'budget shop/cart-pdb keeps 1 of 2' }]);
  });

  test('evictions under one budget are one chain, the others go side by side', () => {
    const pods = [...oneOfTwo.pods, aPod({ name: 'a', labels: {} }), aPod({ name: 'b', labels: {} })];
    const plan = planPass(new DrainingCluster({ pods, budgets: [aBudget({ desiredHealthy: 0 })] }).scene());
    expect(plan.step?.evictions.map((chain) => chain.map(({ pod }) => pod.name))).toEqual([
      ['cart-1', 'cart-2'],
      ['a'],
      ['b'],
    ]);
  });

  test('wait holds the residual until the deadline and then deletes it', () => {
    const cluster = new DrainingCluster({ ...oneOfTwo, settings: drainSettings({ budgets: 'wait' }) });
    drain(cluster);
    expect(cluster.actions).toEqual(['evict shop/cart-1', 'delete shop/cart-2']);
    expect(secondsSince(cluster)).toBeGreaterThanOrEqual(600);
  });

  test('strict stops where only the residual is left, and deletes nothing', () => {
    const cluster = new DrainingCluster({ ...oneOfTwo, settings: drainSettings({ budgets: 'strict' }) });
    const last = drain(cluster).at(-1);
    expect(cluster.actions).toEqual(['evict shop/cart-1']);
    expect(last?.step?.blocked).toMatchObject([{ pod: { name: 'cart-2' } }]);
  });

  test('a budget that can still move is waited for while a node stays open, until the deadline', () => {
    const elsewhere = { ...oneOfTwo, otherNodes: [aNode({ name: 'n2', nodeGroup: 'kept' })] };
    const cluster = new DrainingCluster(elsewhere);
    const plans = drain(cluster);
    expect(plans[0]?.step?.held).toMatchObject([{ removal: 'may-move', pod: { name: 'cart-2' } }]);
    expect(cluster.actions).toEqual(['evict shop/cart-1', 'delete shop/cart-2']);
    expect(forecast(new DrainingCluster(elsewhere))).toEqual(['evict shop/cart-1', 'evict shop/cart-2']);
  });

  test.each([
    ['cordoned', aNode({ isUnschedulable: true })],
    ['not Ready', aNode({ ready: 'Unknown' })],
    ['of Fargate', aNode({ isFargate: true })],
    ['tainted', aNode({ taints: [{ key: 'gpu', effect: 'NoSchedule' }] })],
  ])('a node that is %s takes no replacement', (_name, node) => {
    const plan = planPass(new DrainingCluster({ ...oneOfTwo, otherNodes: [{ ...node, name: 'n2' }] }).scene());
    expect(plan.step?.held).toEqual([]);
  });
});

describe('a budget that cannot be counted', () => {
  const ofDatabase = (name: string, differs: Partial<Pod> = {}) =>
    aPod({ name, controller: aController('Database', 'db'), ...differs });
  const finished = ofDatabase('backup', { phase: 'Succeeded', isReady: false });
  const notOfDatabase = [aPod({ name: 'cart-1' }), aPod({ name: 'cart-2' })];
  const toDrain = (pods: readonly Pod[], differs: Partial<ClusterToDrain> = {}) =>
    new DrainingCluster({ pods: [...notOfDatabase, ...pods], budgets: [aBudget()], ...differs });

  test('is counted when the finished pod that kept it from that has gone, and then gives what it can', () => {
    const cluster = toDrain([finished]);
    drain(cluster);
    expect(cluster.actions).toEqual(['evict shop/backup', 'evict shop/cart-1', 'delete shop/cart-2']);
    expect(cluster.refused).toEqual([]);
  });

  test('is looked at once more, because its controller may be a moment behind', () => {
    const cluster = toDrain([finished], { recountSeconds: 4 });
    drain(cluster);
    expect(cluster.actions).toContain('evict shop/cart-1');
  });

  test.each<[string, Pod]>([
    ['is terminating', ofDatabase('old', { deletionAt: new Date('2026-11-20T20:00:20Z') })],
    ['has not begun', ofDatabase('new', { phase: 'Pending', isReady: false })],
    ['has ended in a core wave', { ...finished, priorityClassName: 'system-cluster-critical' }],
  ])('waits for a pod that %s', (_name, pod) => {
    const cluster = toDrain([pod]);
    drain(cluster);
    expect(cluster.actions).toContain('evict shop/cart-1');
    expect(secondsSince(cluster)).toBeLessThan(60);
  });

  test('waits for a pod that is not Ready where that one may always go', () => {
    const budgets = [aBudget({ unhealthyPodEvictionPolicy: 'AlwaysAllow' })];
    const cluster = toDrain([ofDatabase('ill', { isReady: false })], { budgets });
    drain(cluster);
    expect(cluster.actions).toEqual(['evict shop/ill', 'evict shop/cart-1', 'delete shop/cart-2']);
  });

  test('and of which no pod leaves is passed over at once', () => {
    const cluster = toDrain([ofDatabase('db-0')]);
    const [first] = drain(cluster);
    expect(first?.step?.deletions.map(({ pod }) => pod.name)).toEqual(['cart-1', 'cart-2', 'db-0']);
    expect(forecast(toDrain([ofDatabase('db-0')]))).toEqual(cluster.actions);
  });

  test('is waited for no longer than for a pod of it that does not go', () => {
    const deletionAt = new Date('2026-11-20T20:00:20Z');
    const cluster = toDrain([ofDatabase('stuck', { hasFinalizers: true, deletionAt })]);
    drain(cluster);
    expect(cluster.actions).toEqual(['delete shop/cart-1', 'delete shop/cart-2']);
    expect(secondsSince(cluster)).toBeLessThan(20 + 60 + 40);
  });

  test('is held for a minute after its spec has changed, and then passed over', () => {
    const changed = aBudget({ isSynced: false, changedAt: new Date('2026-11-20T19:59:50Z') });
    const cluster = toDrain([], { budgets: [changed] });
    const [first] = drain(cluster);
    expect(first).toMatchObject({ waitSeconds: 5, step: { deletions: [], held: [{}, {}], awaited: [] } });
    expect(cluster.actions).toEqual(['delete shop/cart-1', 'delete shop/cart-2']);
    expect(secondsSince(cluster)).toBeGreaterThanOrEqual(50);
    expect(secondsSince(cluster)).toBeLessThan(70);
  });

  test('is planned by a dry run to give, with the reason why it may not', () => {
    const [step] = planWholeDrain(toDrain([finished]).scene());
    const obstacle = 'budget shop/cart-pdb is not synced';
    expect(step?.evictions.flat().map((removal) => [removal.pod.name, removal.obstacle])).toEqual([
      ['cart-1', obstacle],
      ['cart-2', obstacle],
      ['backup', null],
    ]);
  });

  test('is planned so too when the pod goes in a wave before', () => {
    const pod = ofDatabase('db-0');
    const core = notOfDatabase.map((each) => ({ ...each, priorityClassName: 'system-cluster-critical' }));
    const cluster = new DrainingCluster({ pods: [pod, ...core], budgets: [aBudget()] });
    expect(forecast(cluster)).toEqual(['delete shop/db-0', 'evict shop/cart-1', 'evict shop/cart-2']);
    drain(cluster);
    expect(cluster.actions).toEqual(['delete shop/db-0', 'evict shop/cart-1', 'delete shop/cart-2']);
  });
});

describe('grace', () => {
  const graceOf = (differs: Partial<Pod>, podGracePeriodSeconds: number | null) =>
    planPass(
      new DrainingCluster({
        pods: [aPod(differs)],
        budgets: [],
        settings: drainSettings({ podGracePeriodSeconds }),
      }).scene(),
    ).step?.evictions[0]?.[0]?.graceSeconds;

  test('the setting only shortens', () => {
    expect(graceOf({ graceSeconds: 30 }, null)).toBeNull();
    expect(graceOf({ graceSeconds: 30 }, 60)).toBeNull();
    expect(graceOf({ graceSeconds: 30 }, 10)).toBe(10);
  });

  test('no pod is asked to go without any', () => {
    expect(graceOf({ graceSeconds: 0 }, null)).toBe(1);
    expect(graceOf({ graceSeconds: 30 }, 0)).toBe(1);
  });

  test('a pod that needs for ever has one second left two minutes after the deadline', () => {
    const slow = aPod({ graceSeconds: 86_400 });
    const cluster = new DrainingCluster({ pods: [slow, kubeSystem('coredns')], budgets: [], stopSeconds: 86_400 });
    drain(cluster);
    expect(cluster.actions).toEqual([
      `evict shop/${slow.name}`,
      'delete kube-system/coredns',
      `delete shop/${slow.name}`,
      'delete kube-system/coredns',
    ]);
    expect(cluster.graces).toEqual([null, null, 1, 1]);
    expect(secondsSince(cluster)).toBeLessThan(600 + lastGraceSeconds + 40);
  });
});

test('the next look is at the end of the next grace, or sooner while pods may stop sooner', () => {
  const cluster = new DrainingCluster({ pods: [aPod({ graceSeconds: 30 })], budgets: [], stopSeconds: 60 });
  const waits = drain(cluster)
    .filter(({ terminating }) => terminating.length > 0)
    .map(({ waitSeconds }) => waitSeconds);
  expect(waits).toEqual([2, 2, 2, 2, 3, 4, 5, 6, 2]);
});

describe('a pass that waits for a budget looks again', () => {
  const waitAt = (secondsLeft: number, otherNodes: ClusterToDrain['otherNodes'] = []) => {
    const settings = drainSettings({ budgets: 'wait' });
    const cluster = new DrainingCluster({
      ...oneOfTwo,
      budgets: [aBudget({ desiredHealthy: 2 })],
      settings,
      otherNodes,
    });
    cluster.wait(600 - secondsLeft);
    return planPass(cluster.scene()).waitSeconds;
  };

  test('at the deadline, where only that ends the wait, but after half a minute at the latest', () => {
    expect(waitAt(300)).toBe(30);
    expect(waitAt(12)).toBe(12);
    expect(waitAt(1)).toBe(2);
  });

  test('sooner where a replacement may become Ready elsewhere', () => {
    expect(waitAt(300, [aNode({ name: 'n2' })])).toBe(10);
  });
});

test('pods that nothing would bring back are named before anything is planned for them', () => {
  const settings = drainSettings({ unmanagedPods: 'refuse' });
  const plan = planPass(new DrainingCluster({ pods: [aPod({ controller: null })], budgets: [], settings }).scene());
  expect(plan.refused).toHaveLength(1);
  expect(plan.step).toBeNull();
});

const owners = [null, aController('ReplicaSet', 'a-1'), aController('DaemonSet', 'agent')];
const ownersAndStrangers = [...owners, aController('Database', 'db')];

const aRandomPod = fc.record({
  namespace: fc.constantFrom('shop', 'kyverno', 'kube-system'),
  app: fc.constantFrom('a', 'b', 'ebs-csi-controller'),
  phase: fc.constantFrom('Running', 'Running', 'Running', 'Succeeded', 'Pending'),
  isReady: fc.boolean(),
  controller: fc.nat(11),
  isTolerant: fc.nat(5),
  graceSeconds: fc.constantFrom(0, 1, 30, 90),
  hasFinalizers: fc.nat(9),
});

const aRandomBudget = fc.record({
  namespace: fc.constantFrom('shop', 'kyverno', 'kube-system'),
  app: fc.constantFrom('a', 'b', 'all'),
  desiredHealthy: fc.nat(4),
  unhealthyPodEvictionPolicy: fc.constantFrom('IfHealthyBudget', 'AlwaysAllow'),
});

const aClusterOf = (among: typeof owners) =>
  fc
    .record({ pods: fc.array(aRandomPod, { maxLength: 14 }), budgets: fc.array(aRandomBudget, { maxLength: 4 }) })
    .map(({ pods, budgets }) => ({
      pods: pods.map(({ app, isTolerant, hasFinalizers, controller, ...pod }, at) =>
        aPod({
          ...pod,
          controller: among[controller % among.length] ?? null,
          name: `pod-${at}`,
          isReady: pod.isReady && pod.phase === 'Running',
          labels: { app },
          tolerations: isTolerant === 0 ? [{ operator: 'Exists' }] : [],
          hasFinalizers: hasFinalizers === 0,
        }),
      ),
      budgets: budgets.map(({ app, ...budget }, at) =>
        aBudget({ ...budget, name: `budget-${at}`, selector: app === 'all' ? {} : { matchLabels: { app } } }),
      ),
    }));

const every = (
  policy: 'computed' | 'wait' | 'strict',
  check: (given: ClusterToDrain) => void,
  clusters = aClusterOf(owners),
) =>
  fc.assert(
    fc.property(clusters, fc.constantFrom(2, 20, 200), (cluster, stopSeconds) =>
      check({ ...cluster, stopSeconds, settings: drainSettings({ budgets: policy }) }),
    ),
    { numRuns: 300 },
  );

test('whatever the cluster, the passes take exactly the pods that the forecast lists, and no eviction is refused', () => {
  every('computed', (given) => {
    const cluster = new DrainingCluster(given);
    const foreseen = forecast(cluster);
    drain(cluster);
    expect([...cluster.actions].sort()).toEqual(foreseen.sort());
    expect(cluster.refused).toEqual([]);
  });
});

test('whatever the cluster, also where budgets cannot be counted, the passes take the pods that the forecast lists', () => {
  const podsOf = (actions: readonly string[]) => actions.map((action) => action.replace(/^\w+ /, '')).sort();
  const check = (given: ClusterToDrain) => {
    const cluster = new DrainingCluster(given);
    const foreseen = forecast(cluster);
    drain(cluster);
    expect(podsOf(cluster.actions)).toEqual(podsOf(foreseen));
    expect(cluster.refused).toEqual([]);
  };
  every('computed', check, aClusterOf(ownersAndStrangers));
});

test.each(['computed', 'wait'] as const)('whatever the cluster, with %s nothing that should go is left', (policy) => {
  every(policy, (given) => {
    const cluster = new DrainingCluster(given);
    const last = drain(cluster).at(-1);
    expect([...(last?.toAsk ?? []), ...(last?.terminating ?? [])]).toEqual([]);
    expect(cluster.graces).not.toContain(0);
    const left = cluster.pods.filter(({ hasFinalizers, tolerations }) => !hasFinalizers && tolerations.length === 0);
    expect(left.every(({ controller }) => controller?.kind === 'DaemonSet')).toBe(true);
  });
});

test('whatever the cluster, strict deletes nothing and says what it leaves', () => {
  every('strict', (given) => {
    const cluster = new DrainingCluster(given);
    const foreseen = planWholeDrain(cluster.scene()).at(-1)?.blocked ?? [];
    const last = drain(cluster).at(-1);
    expect(cluster.actions.filter((action) => !action.startsWith('evict'))).toEqual([]);
    expect(last?.step?.blocked.map(({ pod }) => pod.name) ?? []).toEqual(foreseen.map(({ pod }) => pod.name));
  });
});
