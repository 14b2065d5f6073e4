import { describe, expect, test } from '@jest/globals';
import { fitPods, type NodeClass, type PodToPlace } from '../../src/domain/fit-pods.ts';

const gi = 2 ** 30;

/** Of a Deployment that asks for one core and one GiB. */
function aPod(differs: Partial<PodToPlace> = {}): PodToPlace {
  return {
    workload: 'Deployment shop/cart',
    requests: { pods: 1, cpu: 1, memory: gi },
    nodeSelector: {},
    affinity: null,
    tolerations: [],
    ...differs,
  };
}

/** Two nodes of four cores and 16 GiB. */
function aClass(differs: Partial<NodeClass> = {}): NodeClass {
  return {
    nodeGroup: 'apps',
    nodes: 2,
    labels: { pool: 'apps', zone: 'a', cores: '4' },
    taints: [],
    room: { pods: 10, cpu: 4, memory: 16 * gi },
    ...differs,
  };
}

function pods(count: number, differs: Partial<PodToPlace> = {}): PodToPlace[] {
  return Array.from({ length: count }, () => aPod(differs));
}

describe('what has room', () => {
  test('as many pods fit as there are cores, and the others are told with what they need', () => {
    expect(fitPods(pods(8), [aClass()])).toEqual([]);
    expect(fitPods(pods(10), [aClass()])).toEqual([
      {
        workload: 'Deployment shop/cart',
        pods: 2,
        needs: { pods: 1, cpu: 1, memory: gi },
        why: 'no room is left: cpu',
        fitsWhenGrown: null,
      },
    ]);
  });

  test('sums of fractions do not go over the brim by rounding', () => {
    expect(fitPods(pods(10, { requests: { cpu: 0.1 } }), [aClass({ nodes: 1, room: { cpu: 1 } })])).toEqual([]);
  });

  test('the largest are placed first, so that small ones fill what they leave', () => {
    const small = pods(2, { workload: 'Deployment shop/small', requests: { cpu: 1 } });
    const large = pods(2, { workload: 'Deployment shop/large', requests: { cpu: 3 } });
    const two = aClass({ room: { cpu: 4 } });
    expect(fitPods([...small, ...large], [two])).toEqual([]);
  });

  test('a place for one more pod is a resource like others', () => {
    const [unfit] = fitPods(pods(3), [aClass({ nodes: 1, room: { pods: 2, cpu: 8, memory: 16 * gi } })]);
    expect(unfit).toMatchObject({ pods: 1, why: 'no room is left: pods' });
  });

  test.each([
    ['more cores than any node has', { cpu: 5 }, 'no node is large enough: cpu'],
    ['what no node has', { 'nvidia.com/gpu': 1 }, 'no node is large enough: nvidia.com/gpu'],
  ])('a pod that asks for %s is too large for every node', (_, requests, why) => {
    expect(fitPods([aPod({ requests })], [aClass()])).toMatchObject([{ pods: 1, why }]);
  });
});

describe('where a pod may go', () => {
  const nowhere = 'no node has the labels that it asks for';
  const requirement = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'Gt' | 'Lt', ...values: string[]) => [
    [{ key, operator, values }],
  ];

  test.each([
    ['a selector that a node carries', { nodeSelector: { pool: 'apps' } }, null],
    ['a selector that none carries', { nodeSelector: { pool: 'gpu' } }, nowhere],
    ['affinity to a value', { affinity: requirement('zone', 'In', 'a', 'b') }, null],
    ['affinity to another value', { affinity: requirement('zone', 'In', 'b') }, nowhere],
    ['affinity away from it', { affinity: requirement('zone', 'NotIn', 'a') }, nowhere],
    ['affinity to more than it has', { affinity: requirement('cores', 'Gt', '4') }, nowhere],
    ['affinity to less than a number that it is below', { affinity: requirement('cores', 'Lt', '5') }, null],
    ['affinity with an empty term', { affinity: [[]] }, nowhere],
    ['affinity with one term of two that holds', { affinity: [[], ...requirement('pool', 'Exists')] }, null],
  ])('%s', (_, differs, why) => {
    expect(fitPods([aPod(differs)], [aClass()]).map((unfit) => unfit.why)).toEqual(why === null ? [] : [why]);
  });

  test('a taint keeps out who does not tolerate it; one that only prefers keeps out nobody', () => {
    const tainted = (effect: 'NoSchedule' | 'PreferNoSchedule') =>
      aClass({ taints: [{ key: 'workload', value: 'batch', effect }] });
    expect(fitPods([aPod()], [tainted('NoSchedule')])).toMatchObject([
      { why: 'it does not tolerate the taints of the nodes that it asks for' },
    ]);
    expect(fitPods([aPod()], [tainted('PreferNoSchedule')])).toEqual([]);
    const tolerant = aPod({ tolerations: [{ key: 'workload', operator: 'Equal', value: 'batch' }] });
    expect(fitPods([tolerant], [tainted('NoSchedule')])).toEqual([]);
  });
});

describe('what would help', () => {
  test('the group that may grow and would take it is named', () => {
    const batch = aClass({ nodeGroup: 'batch', nodes: 3, room: { pods: 10, cpu: 16, memory: 64 * gi } });
    const [unfit] = fitPods([aPod({ requests: { cpu: 8 } })], [aClass()], [aClass(), batch]);
    expect(unfit).toMatchObject({ why: 'no node is large enough: cpu', fitsWhenGrown: 'batch' });
  });

  test('a group without nodes is none, until it grows', () => {
    const [unfit] = fitPods([aPod()], [aClass({ nodes: 0 })], [aClass({ nodes: 1 })]);
    expect(unfit).toMatchObject({ pods: 1, fitsWhenGrown: 'apps' });
  });
});

test('thousands of pods and nodes take no longer than a person waits', () => {
  const many = Array.from({ length: 20 }, (_, index) => pods(500, { workload: `Deployment shop/w${index}` })).flat();
  const [unfit, ...others] = fitPods(many, [aClass({ nodes: 2000 })]);
  expect([unfit?.pods, others.length]).toEqual([500, 3]);
});
