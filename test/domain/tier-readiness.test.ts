import { describe, expect, test } from '@jest/globals';
import { lacksNodesAlone, type TierSurroundings, workloadReadiness } from '../../src/domain/tier-readiness.ts';
import { aNode, aPod, aWorkload } from './webhook-makers.ts';

function surroundings(changed: Partial<TierSurroundings> = {}): TierSurroundings {
  return {
    pods: [aPod({ name: 'guard-1' }), aPod({ name: 'guard-2' })],
    nodes: [aNode()],
    paused: new Set(),
    ...changed,
  };
}

const guard = aWorkload({ name: 'guard', desired: 2 });
const agent = aWorkload({ kind: 'DaemonSet', name: 'guard', desired: 1 });

describe('a Deployment', () => {
  test('serves when all its replicas are available and their pods are Ready on Ready nodes', () => {
    expect(workloadReadiness(guard, surroundings())).toEqual({ state: 'ready' });
  });

  test.each<[string, Parameters<typeof workloadReadiness>, string]>([
    [
      'whose status is of an older spec',
      [{ ...guard, isObserved: false }, surroundings()],
      'its controller has not looked at it yet',
    ],
    ['with too few available', [{ ...guard, available: 1 }, surroundings()], '1 of 2 pods ready'],
    [
      "whose status is last night's while its pods are on nodes that are lost",
      [guard, surroundings({ nodes: [aNode({ ready: 'Unknown' })] })],
      '0 of 2 pods ready',
    ],
    [
      'with a pod that crashes',
      [
        { ...guard, available: 1 },
        surroundings({
          pods: [aPod({ name: 'a' }), aPod({ name: 'b', isReady: false, trouble: 'CrashLoopBackOff' })],
        }),
      ],
      '1 of 2 pods ready: b CrashLoopBackOff',
    ],
    [
      'with pods that no node takes',
      [
        { ...guard, available: 0 },
        surroundings({ pods: ['a', 'b'].map((name) => aPod({ name, isReady: false, nodeName: null })) }),
      ],
      '0 of 2 pods ready: 2 without a node',
    ],
    [
      'whose pods are not created',
      [{ ...guard, available: 0 }, surroundings({ pods: [] })],
      '0 of 2 pods ready: 2 not created',
    ],
    [
      'whose pods are leaving or of another namespace',
      [
        guard,
        surroundings({ pods: [aPod({ name: 'a', deletionAt: new Date(0) }), aPod({ name: 'b', namespace: 'shop' })] }),
      ],
      '0 of 2 pods ready: 2 not created',
    ],
  ])('%s is waited for', (_, [workload, around], trouble) => {
    expect(workloadReadiness(workload, around)).toEqual({ state: 'waiting', trouble });
  });

  test('at 0 is paused where we hold it, and else wants nothing', () => {
    const asleep = { ...guard, desired: 0 };

    expect(workloadReadiness(asleep, surroundings({ paused: new Set(['guard/guard']) }))).toEqual({ state: 'paused' });
    expect(workloadReadiness(asleep, surroundings())).toEqual({ state: 'empty' });
  });
});

describe('a workload that waits', () => {
  const placed = aPod({ name: 'guard-1' });
  const unplaced = aPod({ name: 'guard-2', phase: 'Pending', isReady: false, nodeName: null });
  const half = { ...guard, available: 1 };
  const lacks = (workload: typeof guard, pods: TierSurroundings['pods']) =>
    lacksNodesAlone(workload, surroundings({ pods }));

  test('lacks nodes alone where its other pods serve', () => {
    expect(lacks(half, [placed, unplaced])).toBe(true);
  });

  test('lacks nodes alone as a StatefulSet, whose later pods are made after this one', () => {
    expect(lacks({ ...half, kind: 'StatefulSet', desired: 5 }, [placed, unplaced])).toBe(true);
  });

  test.each<[string, typeof guard, TierSurroundings['pods']]>([
    ['a pod crashes', half, [aPod({ name: 'guard-1', isReady: false, trouble: 'CrashLoopBackOff' }), unplaced]],
    ['a pod is starting', half, [aPod({ name: 'guard-1', phase: 'Pending', isReady: false }), unplaced]],
    ['a pod is not created', { ...half, desired: 3 }, [placed, unplaced]],
    ['its controller has not looked', { ...half, isObserved: false }, [placed, unplaced]],
    ['a Ready pod is not available yet', { ...half, available: 0 }, [placed, unplaced]],
    ['every pod has a node', guard, [placed, aPod({ name: 'guard-2' })]],
    ['it is a DaemonSet', { ...half, kind: 'DaemonSet' }, [placed, unplaced]],
  ])('lacks something else where %s', (_, workload, pods) => {
    expect(lacks(workload, pods)).toBe(false);
  });
});

describe('a DaemonSet', () => {
  test('serves when its pods are Ready', () => {
    expect(workloadReadiness(agent, surroundings())).toEqual({ state: 'ready' });
  });

  test('of no pods is believed only once a node is Ready', () => {
    const none = { ...agent, desired: 0 };

    expect(workloadReadiness(none, surroundings({ nodes: [] }))).toMatchObject({ state: 'waiting' });
    expect(workloadReadiness(none, surroundings({ nodes: [aNode({ ready: 'False' })] }))).toMatchObject({
      state: 'waiting',
    });
    expect(workloadReadiness(none, surroundings())).toEqual({ state: 'empty' });
  });

  test('is not held back by a node that never came up', () => {
    const nodes = [aNode(), aNode({ name: 'node-2', ready: 'False' })];
    const around = surroundings({ nodes, pods: [aPod({ name: 'guard-1' })] });

    expect(workloadReadiness({ ...agent, desired: 2 }, around)).toEqual({ state: 'ready' });
  });

  test('with a pod that is not Ready is waited for', () => {
    const around = surroundings({ pods: [aPod({ name: 'a', isReady: false, trouble: 'ImagePullBackOff' })] });

    expect(workloadReadiness(agent, around)).toEqual({
      state: 'waiting',
      trouble: '0 of 1 pods ready: a ImagePullBackOff',
    });
  });
});
