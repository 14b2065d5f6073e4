import { describe, expect, test } from '@jest/globals';
import { asLambda } from '../../../lambdas/as-lambda.ts';
import { drainNodes } from '../../../lambdas/drain-nodes/drain-nodes.ts';
import type { ClusterPorts } from '../../../lambdas/phase.ts';
import { TransientError } from '../../../src/domain/errors.ts';
import type { Node, Pod } from '../../../src/domain/kubernetes-objects.ts';
import type { Cluster, EvictionAnswer, PodRef } from '../../../src/kubernetes/cluster.ts';
import { aNode, aPod } from '../../domain/a-pod.ts';
import { JournalInMemory } from '../a-journal-in-memory.ts';
import { anEvent, aRun, aWiring, lambda, noon } from '../a-wiring.ts';

interface Given {
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
  /** In the order in which pods are evicted; then all are. */
  readonly evictions?: readonly EvictionAnswer[];
  readonly cordon?: Awaited<ReturnType<Cluster['cordon']>>;
  readonly trouble?: Error;
  readonly dryRun?: boolean;
}

/** A cluster in which an evicted pod is gone at once, and the phase on it: each `pass` answers. */
function aDrain({ nodes = [aNode()], pods = [aPod()], evictions = [], cordon, trouble, dryRun = false }: Given) {
  const requests: string[] = [];
  const answers = [...evictions];
  let there = pods;
  const cluster: Partial<Cluster> = {
    listNodes: async () => [...nodes],
    cordon: async ({ name }: { readonly name: string }) => {
      requests.push(`cordon ${name}`);
      return cordon ?? 'changed';
    },
    listPods: async () => {
      if (trouble) throw trouble;
      return [...there];
    },
    listBudgets: async () => [],
    listWorkloads: async () => [],
    listWebhooks: async () => [],
    evict: async ({ name, uid }: PodRef) => {
      requests.push(`evict ${name}`);
      const answer = answers.shift() ?? { result: 'evicted' };
      if (answer.result === 'evicted' && !dryRun) there = there.filter((pod) => pod.uid !== uid);
      return answer;
    },
  };
  const journal = new JournalInMemory();
  const ports = {
    cluster,
    journal,
    nodeGroups: { names: async () => ['apps'] },
    records: {
      nodeGroups: async () => ({ records: [{ name: 'apps', phase: 'recorded' }], unreadable: [] }),
      webhooks: async () => ({ records: [], unreadable: [] }),
    },
    lock: { assert: async () => undefined },
  };
  const wiring = aWiring({ connect: () => ports as unknown as ClusterPorts });
  const handler = asLambda('drain-nodes', 'Drain nodes', drainNodes, wiring);
  const event = anEvent({ run: aRun({ dryRun }), enteredAt: noon.toISOString() });
  return {
    requests,
    pass: () => handler(event, lambda),
    removeFromOutside: () => {
      there = [];
    },
  };
}

describe('TestDrain', () => {
  test('fail to list pods: the phase fails, is retried, and the node stays cordoned', async () => {
    const drain = aDrain({ trouble: new TransientError('The API server is busy.', 'It is retried.') });

    await expect(drain.pass()).rejects.toThrow(TransientError);
    expect(drain.requests).toEqual(['cordon n1']);
  });

  test('the node is cordoned in every case: before its first pod is asked', async () => {
    const drain = aDrain({});
    await drain.pass();
    expect(drain.requests).toEqual(['cordon n1', 'evict cart-7d9f-abcde']);
  });

  test('empty node: it is drained', async () => {
    await expect(aDrain({ pods: [] }).pass()).resolves.toMatchObject({ status: 'done' });
  });

  test('RS-managed pod: it is evicted once, and the drain is over when it has gone', async () => {
    const drain = aDrain({});
    await expect(drain.pass()).resolves.toMatchObject({ status: 'pending' });
    await expect(drain.pass()).resolves.toMatchObject({ status: 'done' });
    expect(drain.requests.filter((request) => request.startsWith('evict'))).toHaveLength(1);
  });
});

// What is sent for a cordon, and what is not, is the adapter's: test/kubernetes/connect-to-cluster.test.ts.
describe('TestCordon', () => {
  test('cordon does nothing: a node that is cordoned already is not asked', async () => {
    const drain = aDrain({ nodes: [aNode({ isUnschedulable: true })], pods: [] });
    await drain.pass();
    expect(drain.requests).toEqual([]);
  });

  test('cordon for multiple nodes: all of them before the first pod, where kubectl goes on with those it could cordon', async () => {
    const drain = aDrain({ nodes: [aNode({ name: 'n1' }), aNode({ name: 'n2' })] });
    await drain.pass();
    expect(drain.requests.slice(0, 2).sort()).toEqual(['cordon n1', 'cordon n2']);
  });

  test('cordon missing node: a node that has gone meanwhile is no error, unlike with kubectl', async () => {
    const drain = aDrain({ cordon: 'unchanged', pods: [] });
    await expect(drain.pass()).resolves.toMatchObject({ status: 'done' });
  });
});

describe('TestEvictDuringNamespaceTerminating', () => {
  const namespaceTerminating: EvictionAnswer = {
    result: 'namespace-terminating',
    message: 'namespace shop terminates',
  };

  test('Evict pod during namespace terminating: when its namespace has taken it, the drain is over', async () => {
    const drain = aDrain({ evictions: [namespaceTerminating] });
    await expect(drain.pass()).resolves.toMatchObject({ status: 'pending' });
    drain.removeFromOutside();
    await expect(drain.pass()).resolves.toMatchObject({ status: 'done' });
  });

  test('the pod is never refreshed: it is asked again by each pass, and that is no error before the deadline', async () => {
    const drain = aDrain({ evictions: [namespaceTerminating, namespaceTerminating] });
    await drain.pass();
    await expect(drain.pass()).resolves.toMatchObject({ status: 'pending' });
    expect(drain.requests.filter((request) => request.startsWith('evict'))).toHaveLength(2);
  });
});

describe('evictPods', () => {
  test('a pod that is gone when it is asked is a success', async () => {
    const drain = aDrain({ evictions: [{ result: 'gone' }] });
    await expect(drain.pass()).resolves.toMatchObject({ status: 'pending' });
    drain.removeFromOutside();
    await expect(drain.pass()).resolves.toMatchObject({ status: 'done' });
  });
});

test('TestDeleteOrEvictWithDryRunServer: a dry run asks, and answers without waiting', async () => {
  const drain = aDrain({ dryRun: true });
  await expect(drain.pass()).resolves.toMatchObject({ status: 'done' });
  expect(drain.requests).toEqual(['cordon n1', 'evict cart-7d9f-abcde']);
});

test('a dry run that the API server did not hear out is retried, not reported as complete', async () => {
  const drain = aDrain({ dryRun: true, evictions: [{ result: 'throttled', message: 'busy', retryAfterSeconds: 1 }] });
  await expect(drain.pass()).rejects.toThrow(TransientError);
});
