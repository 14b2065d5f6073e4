import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import { type ControlPlane, startControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { addOrphans, type Comparison, compareDrains, setUp } from './kubectl-parity/drain-side-by-side.ts';
import { FollowedCopies, sayFates } from './kubectl-parity/pods-of-copies.ts';
import {
  isCountedLate,
  missingOwners,
  owners,
  type SeededCluster,
  seededCluster,
  seededClusterOfMissingOwners,
} from './kubectl-parity/seeded-cluster.ts';

/**
 * Real `kubectl drain --force --delete-emptydir-data --ignore-daemonsets` and our phase, each on its own copy of the same cluster: the
 * same pods go and the same stay. Where ours differs on purpose, and how that is compared:
 *
 * - kubectl asks for ever what no eviction can remove; we delete it at once, with its own grace. `held` says both.
 * - kubectl asks in any order, node by node; we go wave by wave, and inside a budget the pods that are not Ready first. Pods under one
 *   budget, in the same state, count as alike.
 * - We remove the very pod that we looked at (uid precondition); kubectl whatever has its name.
 * - A pod that asks for a grace of 0 has 1 s of us: it goes all the same.
 * - A pod that comes back onto the cordoned node is asked once by both; its budget we do not wait for, so such pods have none here
 *   where kubectl evicts.
 */
const seeds = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
/** By chance there are few of these. */
const seedsCountedLate = [84, 238, 274, 404, 526, 628];
const clusters = [...seeds(1, 36), ...seedsCountedLate].map(seededCluster);
const clustersOfMissingOwners = seeds(101, 4).map(seededClusterOfMissingOwners);

let controlPlane: ControlPlane;
let copies: FollowedCopies;
const comparisons = new Map<SeededCluster, Comparison>();

beforeAll(async () => {
  const binaries = await buildControlPlane(() => undefined);
  const phaseToken = 'phases';
  controlPlane = await startControlPlane({
    binaries,
    adminToken: 'admin',
    authenticate: (token) => (token === phaseToken ? { name: 'drain', groups: [accessGroup] } : null),
  });
  copies = await FollowedCopies.follow(controlPlane.client);
  const place = { controlPlane, copies, binaries, phaseToken };
  await setUp(place, [...clusters, ...clustersOfMissingOwners]);
  const keep = (compared: readonly Comparison[]) => {
    for (const comparison of compared) comparisons.set(comparison.cluster, comparison);
  };
  keep(await compareDrains(place, clusters));
  // Else it would collect pods whose owners do not exist, before anybody drains them.
  await controlPlane.kill('kube-controller-manager');
  await addOrphans(place, clustersOfMissingOwners);
  keep(await compareDrains(place, clustersOfMissingOwners));
}, 290_000);
afterAll(() => controlPlane?.stop());

const fatesOf = (who: 'kubectl' | 'ours') =>
  [...comparisons.values()].flatMap((comparison) => [...comparison[who].fates].map(([pod, fate]) => ({ pod, fate })));

test.each([...clusters, ...clustersOfMissingOwners])(
  'seed $seed: kubectl ($way) and our phase remove and keep the same pods',
  (cluster) => {
    const comparison = comparisons.get(cluster);
    if (!comparison) throw new Error(`Seed ${cluster.seed} was not drained.`);
    const { kubectl, ours } = comparison;

    expect({ cluster, pods: sayFates(ours.fates) }).toEqual({ cluster, pods: sayFates(kubectl.fates) });
  },
);

test('a running pod that asks for no grace has none of kubectl, and a second of us', () => {
  const gracesGiven = (who: 'kubectl' | 'ours') => {
    const asked = fatesOf(who).filter(
      ({ pod, fate }) =>
        fate === 'removed' && pod.status?.phase === 'Running' && pod.spec.terminationGracePeriodSeconds === 0,
    );
    return new Set(asked.map(({ pod }) => copies.graceGivenTo(pod) ?? 0));
  };

  expect(gracesGiven('kubectl')).toEqual(new Set([0]));
  expect(gracesGiven('ours')).toEqual(new Set([1]));
});

describe('the seeds', () => {
  test('hold every kind of owner', () => {
    const drained = [...clusters, ...clustersOfMissingOwners].flatMap(({ apps }) => apps.map(({ owner }) => owner));
    expect(new Set(drained)).toEqual(new Set([...owners, ...missingOwners]));
  });

  test('hold budgets that can be counted only when finished pods have gone', () => {
    expect(clusters.filter(isCountedLate).length).toBeGreaterThan(seedsCountedLate.length);
  });

  test('hold pods that go, that stay, that a budget holds for ever, and that a finalizer keeps', () => {
    expect(new Set(fatesOf('kubectl').map(({ fate }) => fate))).toEqual(
      new Set(['removed', 'kept', 'held', 'terminating']),
    );
  });
});
