import { describe, expect, test } from '@jest/globals';
import { type DrainPlan, planPass } from '../../src/domain/drain-plan.ts';
import { judgePod, type PodVerdict } from '../../src/domain/judge-pod.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import { type ClusterToDrain, DrainingCluster, drainSettings } from './a-cluster-to-drain.ts';
import { aBudget, aController, aNode, aPod } from './a-pod.ts';

/**
 * What kubectl's own tests say of each pod, and what we do with it. The names are kubectl's (pkg/cmd/drain/drain_test.go and
 * pkg/drain/*_test.go). Ours is always `--force --delete-emptydir-data --ignore-daemonsets`: the node goes away anyway.
 */
const ofReplicationController = { controller: aController('ReplicationController', 'rc') };
const ofReplicaSet = { controller: aController('ReplicaSet', 'rs') };
const ofDaemonSet = { controller: aController('DaemonSet', 'agent') };
const ofJob = { controller: { kind: 'Job', name: 'job', apiVersion: 'batch/v1' } };
const naked = { controller: null };
const withData = (pod: Partial<Pod>) => ({ ...pod, hasEmptyDir: true });

const forced = 'drain --force';
const ignoring = 'drain --ignore-daemonsets';
const deletingData = 'drain --force --delete-emptydir-data';

type Action = PodVerdict['action'];

const judge = (differs: Partial<Pod>, hasDaemonSet = true) => judgePod(aPod(differs), 'evict', () => hasDaemonSet);

describe('TestDrain', () => {
  /** Name, how kubectl is called, what it does then, what we do, the pod, and why we differ where we do. */
  test.each<[string, string, 'removed' | 'kept' | 'fatal', Action, Partial<Pod>, string]>([
    ['RC-managed pod', 'drain', 'removed', 'evict', ofReplicationController, ''],
    ['DS-managed pod', 'drain', 'fatal', 'keep', ofDaemonSet, 'we ignore DaemonSets'],
    ['DS-managed terminated pod', 'drain', 'removed', 'evict', { ...ofDaemonSet, phase: 'Succeeded' }, ''],
    ['orphaned DS-managed pod', 'drain', 'fatal', 'evict', naked, 'we force'],
    ['orphaned DS-managed pod with --force', forced, 'removed', 'evict', naked, ''],
    ['DS-managed pod with --ignore-daemonsets', ignoring, 'kept', 'keep', ofDaemonSet, ''],
    ['DS-managed pod with emptyDir with --ignore-daemonsets', ignoring, 'kept', 'keep', withData(ofDaemonSet), ''],
    ['Job-managed pod with local storage', deletingData, 'removed', 'evict', withData(ofJob), ''],
    ['Job-managed terminated pod', 'drain', 'removed', 'evict', { ...withData(ofJob), phase: 'Succeeded' }, ''],
    ['RS-managed pod', 'drain', 'removed', 'evict', ofReplicaSet, ''],
    ['naked pod', 'drain', 'fatal', 'evict', naked, 'we force'],
    ['naked pod with --force', forced, 'removed', 'evict', naked, ''],
    ['pod with EmptyDir', forced, 'fatal', 'evict', withData(naked), 'we delete emptyDir data'],
    ['terminated pod with emptyDir', 'drain', 'removed', 'evict', { ...withData(naked), phase: 'Failed' }, ''],
    ['pod with EmptyDir and --delete-emptydir-data', deletingData, 'removed', 'evict', withData(naked), ''],
  ])('%s: `%s` %s, we %s', (_name, _command, kubectl, ours, pod, whyDifferent) => {
    expect(judge(pod).action).toBe(ours);
    expect(kubectl !== (ours === 'evict' ? 'removed' : 'kept')).toBe(whyDifferent !== '');
  });

  test('empty node: nothing is asked, and the drain is over', () => {
    expect(plan({ pods: [], budgets: [] }).step).toBeNull();
  });
  // The last, "fail to list pods", is the phase's: test/lambdas/drain-nodes/kubectl-parity.test.ts.
});

describe('what the help and the filters of kubectl say besides', () => {
  test.each<[string, Partial<Pod>, boolean, Action]>([
    ['a DaemonSet pod whose DaemonSet is gone goes, with --force', ofDaemonSet, false, 'evict'],
    ['and goes also with local data', withData(ofDaemonSet), false, 'evict'],
    [
      'only DaemonSets of apps/v1 are DaemonSets',
      { controller: of('apps.kruise.io/v1alpha1', 'DaemonSet') },
      true,
      'evict',
    ],
    ['a mirror pod stays', { isMirror: true, controller: of('v1', 'Node') }, true, 'keep'],
    ['a mirror pod stays when it has ended', { isMirror: true, phase: 'Succeeded' }, true, 'keep'],
    ['a pod of a StatefulSet goes', { controller: aController('StatefulSet', 'db') }, true, 'evict'],
    ['a pod of a custom resource goes', { controller: of('db.example.com/v1', 'Database') }, true, 'evict'],
    ['a pod of an owner that is gone goes: owners are not looked up', ofReplicaSet, false, 'evict'],
    ['a running Job is no special case', ofJob, true, 'evict'],
    ['a Pending pod on the node goes', { phase: 'Pending', isReady: false }, true, 'evict'],
    ['a pod that is not Ready goes', { isReady: false }, true, 'evict'],
    ['a pod whose kubelet is silent goes', { phase: 'Unknown', isReady: false }, true, 'evict'],
    ['a terminating pod is to go', { deletionAt: new Date() }, true, 'evict'],
  ])('%s', (_name, pod, hasDaemonSet, action) => {
    expect(judge(pod, hasDaemonSet).action).toBe(action);
  });

  test('without --force is unmanagedPods: refuse, and it refuses for all nodes, not for one', () => {
    const settings = drainSettings({ unmanagedPods: 'refuse' });
    const { refused } = plan({ pods: [aPod({ name: 'bare', ...naked }), aPod()], budgets: [], settings });
    expect(refused.map(({ name }) => name)).toEqual(['bare']);
  });
});

describe('TestFilterPods', () => {
  test('AdditionalFilter skip all: pods of nodes that are not drained are nobody to ask', () => {
    expect(plan({ pods: [aPod({ nodeName: 'n2' })], budgets: [] }).step).toBeNull();
  });

  test('AdditionalFilter okay all: the others are asked', () => {
    expect(asked({ pods: [aPod({ nodeName: 'n2', name: 'there' }), aPod({ name: 'here' })], budgets: [] })).toEqual([
      'here',
    ]);
  });
});

describe('TestDeleteOrEvict', () => {
  const pods = ['pod1', 'pod2', 'pod3', 'pod4'].map((name, index) => aPod({ name, nodeName: index < 2 ? 'n1' : 'n2' }));

  test('eviction supported/enabled: two of four pods are evicted with the grace that was asked for', () => {
    const settings = drainSettings({ podGracePeriodSeconds: 10 });
    const { evictions = [] } = plan({ pods, budgets: [], settings }).step ?? {};
    expect(evictions.flat().map(({ pod, graceSeconds }) => [pod.name, graceSeconds])).toEqual([
      ['pod1', 10],
      ['pod2', 10],
    ]);
  });

  test('a grace that is asked for only shortens, where kubectl lengthens too; and it is never 0', () => {
    const graceOf = (own: number, asked: number) => {
      const settings = drainSettings({ podGracePeriodSeconds: asked });
      return plan({ pods: [aPod({ graceSeconds: own })], budgets: [], settings }).step?.evictions[0]?.[0]?.graceSeconds;
    };
    expect(graceOf(5, 10)).toBeNull();
    expect(graceOf(0, 10)).toBe(1);
    expect(graceOf(30, 0)).toBe(1);
  });

  // Unsupported eviction has no counterpart: every Kubernetes that EKS still runs has policy/v1.
  test('eviction supported/disabled: only what no eviction can remove is deleted', () => {
    const { step } = plan({ pods: pods.slice(0, 2), budgets: [aBudget({ desiredHealthy: 1, currentHealthy: 2 })] });
    expect(step?.evictions.flat().map(({ pod }) => pod.name)).toEqual(['pod1']);
    expect(step?.deletions.map(({ pod }) => pod.name)).toEqual(['pod2']);
  });
});

describe('TestSkipDeletedFilter, with --skip-wait-for-delete-timeout of a minute past the grace', () => {
  const asked = (secondsAgo: number) => {
    const cluster = new DrainingCluster({ pods: [], budgets: [] });
    const deletionAt = new Date(cluster.now.getTime() - secondsAgo * 1000);
    return plan({ pods: [aPod({ deletionAt })], budgets: [] });
  };

  test.each([
    ['now', 0],
    ['a second ago', 1],
  ])('a pod whose grace ended %s is waited for, and not asked again as kubectl does', (_when, secondsAgo) => {
    const { terminating, step } = asked(secondsAgo);
    expect(terminating).toHaveLength(1);
    expect(step).toMatchObject({ evictions: [], deletions: [] });
  });

  test('a pod whose grace ended 100 seconds ago is skipped, and named', () => {
    const { stuck, step } = asked(100);
    expect(stuck).toHaveLength(1);
    expect(step).toBeNull();
  });
});

describe('TestDeletePods', () => {
  test('Wait for deleting to complete: while a pod terminates the drain goes on, and is over when it has gone', () => {
    const cluster = new DrainingCluster({ pods: [aPod()], budgets: [] });
    for (const removal of planPass(cluster.scene()).step?.evictions.flat() ?? []) cluster.evict(removal);
    expect(planPass(cluster.scene()).step).not.toBeNull();
    cluster.wait(2);
    expect(planPass(cluster.scene()).step).toBeNull();
  });

  test('Pod found with same name but different UID: the old one is done with, and the new one is asked, unlike by kubectl', () => {
    const old = aPod({ name: 'db-0', controller: aController('StatefulSet', 'db') });
    const again = { ...old, uid: 'another' };
    const { step } = plan({ pods: [again], budgets: [] });
    expect(step?.evictions.flat().map(({ pod }) => pod.uid)).toEqual(['another']);
  });

  test('Pod found with same name but different UID, which tolerates the cordon: it is let be', () => {
    const controller = aController('StatefulSet', 'db');
    const old = aPod({ name: 'db-0', controller, tolerations: [{ operator: 'Exists' }] });
    const cluster = new DrainingCluster({ pods: [old], budgets: [] });
    for (const removal of planPass(cluster.scene()).step?.evictions.flat() ?? []) cluster.evict(removal);
    cluster.wait(2);
    const { step, cameBack } = planPass(cluster.scene());
    expect(cameBack).toHaveLength(1);
    expect(step).toBeNull();
  });

  test('Deleting could timeout: a pod that does not end is no error; past the deadline its grace is cut to a second', () => {
    const cluster = new DrainingCluster({ pods: [aPod({ graceSeconds: 3600 })], budgets: [], stopSeconds: 3600 });
    for (const removal of planPass(cluster.scene()).step?.evictions.flat() ?? []) cluster.evict(removal);
    cluster.wait(800);
    const { step } = planPass(cluster.scene());
    expect(step?.deletions).toMatchObject([{ graceSeconds: 1 }]);
  });
});

describe('what kubectl asks for ever', () => {
  const twoPods = [aPod({ name: 'one' }), aPod({ name: 'two' })];

  test.each<[string, ClusterToDrain, number, number]>([
    [
      'a budget that is met, for the Ready pods alone',
      { pods: [...twoPods, aPod({ name: 'three', isReady: false })], budgets: [aBudget({ desiredHealthy: 2 })] },
      1,
      2,
    ],
    ['a budget without disruptions left', { pods: twoPods, budgets: [aBudget({ desiredHealthy: 2 })] }, 0, 2],
    ['a budget with one left', { pods: twoPods, budgets: [aBudget({ desiredHealthy: 1 })] }, 1, 1],
    ['two budgets (500, fatal for that pod)', { pods: twoPods, budgets: [aBudget(), aBudget({ name: 'too' })] }, 0, 2],
    [
      'pods that are not Ready, under a budget that is not met',
      { pods: twoPods.map((pod) => ({ ...pod, isReady: false })), budgets: [aBudget({ desiredHealthy: 1 })] },
      0,
      2,
    ],
  ])('%s: what it cannot evict we delete at once, with its own grace', (_name, given, evicted, deleted) => {
    const { step } = plan(given);
    expect(step?.evictions.flat()).toHaveLength(evicted);
    expect(step?.deletions.map(({ graceSeconds }) => graceSeconds)).toEqual(Array(deleted).fill(null));
  });

  test.each<[string, Partial<Pod>]>([
    ['finished', { phase: 'Succeeded', isReady: false }],
    ['Pending', { phase: 'Pending', isReady: false }],
  ])('%s pods are evicted whatever their budget says', (_name, differs) => {
    expect(asked({ pods: [aPod(differs)], budgets: [aBudget({ desiredHealthy: 1, currentHealthy: 0 })] })).toHaveLength(
      1,
    );
  });

  test('as long as a node is open for the replacements, we wait as kubectl does', () => {
    const given = { pods: twoPods, budgets: [aBudget({ desiredHealthy: 1 })], otherNodes: [aNode({ name: 'open' })] };
    const { step } = plan(given);
    expect(step?.evictions.flat()).toHaveLength(1);
    expect(step?.deletions).toEqual([]);
    expect(step?.held).toHaveLength(1);
  });
});

function of(apiVersion: string, kind: string): NonNullable<Pod['controller']> {
  return { apiVersion, kind, name: 'owner' };
}

function plan(given: ClusterToDrain): DrainPlan {
  return planPass(new DrainingCluster(given).scene());
}

function asked(given: ClusterToDrain): string[] {
  return (
    plan(given)
      .step?.evictions.flat()
      .map(({ pod }) => pod.name) ?? []
  );
}
