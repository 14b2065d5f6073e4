import { describe, expect, test } from '@jest/globals';
import type { Pod, PodDisruptionBudget } from '../../../../sandbox/kubernetes/objects.ts';
import { aBudget, aCluster, aDaemonSet, aDeployment, admin, aNode, aStatefulSet } from './a-cluster.ts';

const nodes = [aNode('a'), aNode('b')];

type Cluster = ReturnType<typeof aCluster>;

function statusOf(cluster: Cluster, name = 'web') {
  return cluster.get<PodDisruptionBudget>('poddisruptionbudgets.policy', name).status;
}

/** Evicts what can be evicted, a round at a time, until nothing more goes. */
async function drain(cluster: Cluster): Promise<number> {
  cluster.cordonAll();
  for (;;) {
    const bound = cluster.pods().filter((pod) => pod.spec.nodeName);
    const evicted = bound.filter((pod) => isEvicted(cluster, pod));
    if (evicted.length === 0) return bound.length;
    await cluster.clock.settled();
  }
}

function isEvicted(cluster: Cluster, pod: Pod): boolean {
  try {
    cluster.api.evict(admin, 'default', pod.metadata.name);
    return true;
  } catch (error) {
    expect((error as { code: number }).code).toBe(429);
    return false;
  }
}

describe('a budget allows, and leaves over when every node is cordoned', () => {
  test.each([
    { replicas: 2, budget: { maxUnavailable: 1 }, desired: 1, allowed: 1, left: 1 },
    { replicas: 3, budget: { minAvailable: '50%' }, desired: 2, allowed: 1, left: 2 },
    { replicas: 5, budget: { maxUnavailable: '25%' }, desired: 3, allowed: 2, left: 3 },
    { replicas: 1, budget: { minAvailable: 1 }, desired: 1, allowed: 0, left: 1 },
    { replicas: 1, budget: { maxUnavailable: 1 }, desired: 0, allowed: 1, left: 0 },
    { replicas: 1, budget: { maxUnavailable: '25%' }, desired: 0, allowed: 1, left: 0 },
    { replicas: 2, budget: { minAvailable: 5 }, desired: 5, allowed: 0, left: 2 },
    { replicas: 3, budget: { maxUnavailable: 0 }, desired: 3, allowed: 0, left: 3 },
  ])(
    '$replicas replicas with $budget: $allowed allowed, $left left',
    async ({ replicas, budget, desired, allowed, left }) => {
      const cluster = aCluster([...nodes, aDeployment('web', { replicas }), aBudget('web', budget)]);
      expect(statusOf(cluster)).toMatchObject({
        desiredHealthy: desired,
        disruptionsAllowed: allowed,
        currentHealthy: replicas,
        expectedPods: replicas,
        observedGeneration: 1,
      });

      expect(await drain(cluster)).toBe(left);
    },
  );
});

test('what a budget expects is what the owner asks for, not what runs', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2 }), aBudget('web', { maxUnavailable: 1 })]);
  cluster.cordonAll();
  cluster.scale('web', 10);

  await cluster.clock.settled();

  expect(statusOf(cluster)).toMatchObject({ expectedPods: 10, desiredHealthy: 9, currentHealthy: 2 });
});

test('during a rollout two ReplicaSets of one Deployment count once', async () => {
  const never = { 'sandbox.eks-scheduler.io/never-ready': 'true' };
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 4 }), aBudget('web', { maxUnavailable: '50%' })]);
  cluster.api.edit(admin, 'deployments.apps', 'default', 'web', (live) => {
    Object.assign((live.spec as { template: { metadata: object } }).template.metadata, { annotations: never });
  });

  await cluster.clock.settled();

  expect(cluster.pods()).toHaveLength(8);
  expect(statusOf(cluster)).toMatchObject({ expectedPods: 4, desiredHealthy: 2, currentHealthy: 4 });
});

test('pods on their way out are not healthy, and the replacement counts when it is Ready', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2 }), aBudget('web', { maxUnavailable: 1 })]);
  cluster.api.evict(admin, 'default', cluster.pods()[0]?.metadata.name ?? '');

  await cluster.seconds(1);
  expect(statusOf(cluster)).toMatchObject({ currentHealthy: 1, disruptionsAllowed: 0 });
  expect(statusOf(cluster)?.disruptedPods ?? {}).toEqual({});
  await cluster.clock.settled();

  expect(statusOf(cluster)).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
});

test('an eviction that was let through but not done counts for two minutes', async () => {
  const cluster = aCluster([...nodes, aDeployment('web', { replicas: 2 }), aBudget('web', { maxUnavailable: 1 })]);
  const name = cluster.pods()[0]?.metadata.name ?? '';
  expect(() => cluster.api.evict(admin, 'default', name, { preconditions: { uid: 'another' } })).toThrow();

  await cluster.seconds(119);
  expect(statusOf(cluster)).toMatchObject({ disruptionsAllowed: 0, currentHealthy: 1 });
  await cluster.clock.settled();

  expect(statusOf(cluster)).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 2 });
});

test('a budget over bare pods allows nothing where it has to know how many are wanted', () => {
  const bare = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  };
  const pod = { ...bare, spec: { containers: [{ name: 'main', image: 'web' }] } };

  expect(statusOf(aCluster([...nodes, pod, aBudget('web', { maxUnavailable: 1 })]))).toMatchObject({
    disruptionsAllowed: 0,
    expectedPods: 0,
  });
  expect(statusOf(aCluster([...nodes, pod, aBudget('web', { minAvailable: 0 })]))).toMatchObject({
    disruptionsAllowed: 1,
    expectedPods: 1,
  });
});

test('a budget over pods whose owner has no scale fails to sync, and allows nothing', () => {
  const cluster = aCluster([...nodes, aDaemonSet('web'), aBudget('web', { maxUnavailable: 1 })]);

  expect(statusOf(cluster)?.disruptionsAllowed).toBe(0);
  expect(statusOf(cluster)?.conditions).toContainEqual(
    expect.objectContaining({ type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed' }),
  );
});

test('a new budget that cannot be computed stays unseen, and an old one keeps what was seen', () => {
  const cluster = aCluster([...nodes, aDaemonSet('web'), aBudget('web', { maxUnavailable: 1 })]);
  expect(statusOf(cluster)?.observedGeneration).toBe(1);

  cluster.api.create(admin, 'poddisruptionbudgets.policy', {
    ...aBudget('late', { maxUnavailable: 1 }),
    spec: aBudget('web', { maxUnavailable: 1 }).spec,
  });
  cluster.api.edit<PodDisruptionBudget>(admin, 'poddisruptionbudgets.policy', 'default', 'web', (live) => {
    live.spec.maxUnavailable = 2;
  });

  return cluster.clock.settled().then(() => {
    expect(statusOf(cluster, 'late')?.observedGeneration).toBeUndefined();
    expect(statusOf(cluster)?.observedGeneration).toBe(1);
  });
});

test('the replicas of a custom resource count where its definition says', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rollouts.argoproj.io' },
    spec: {
      group: 'argoproj.io',
      scope: 'Namespaced',
      names: { plural: 'rollouts', kind: 'Rollout' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { scale: { specReplicasPath: '.spec.replicas' } },
        },
      ],
    },
  };
  const rollout = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'web', namespace: 'default', uid: 'the-rollout' },
    spec: { replicas: 4 },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      namespace: 'default',
      labels: { app: 'web' },
      ownerReferences: [
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web', uid: 'the-rollout', controller: true },
      ],
    },
    spec: { containers: [{ name: 'main', image: 'web' }] },
  };
  const cluster = aCluster([...nodes, definition, rollout, pod, aBudget('web', { minAvailable: '50%' })]);

  expect(statusOf(cluster)).toMatchObject({ expectedPods: 4, desiredHealthy: 2, currentHealthy: 1 });
});

test("a StatefulSet's replicas count too", () => {
  const cluster = aCluster([...nodes, aStatefulSet('web', { replicas: 3 }), aBudget('web', { minAvailable: '60%' })]);

  expect(statusOf(cluster)).toMatchObject({ expectedPods: 3, desiredHealthy: 2, disruptionsAllowed: 1 });
});
