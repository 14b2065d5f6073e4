import { expect, test } from '@jest/globals';
import { asLambda } from '../../../lambdas/as-lambda.ts';
import { drainNodes } from '../../../lambdas/drain-nodes/drain-nodes.ts';
import type { ClusterPorts } from '../../../lambdas/phase.ts';
import type { PodRef } from '../../../src/kubernetes/cluster.ts';
import { aBudget, aNode, aPod } from '../../domain/a-pod.ts';
import { JournalInMemory } from '../a-journal-in-memory.ts';
import { anEvent, aRun, aWiring, lambda, noon } from '../a-wiring.ts';

/** Two Ready pods under a budget that cannot be counted because of a finished one. A pod that is asked is gone at once. */
function aDrain(): { pass: () => Promise<unknown>; requests: string[]; count: () => void; journal: JournalInMemory } {
  const requests: string[] = [];
  let pods = [
    aPod({ name: 'backup', phase: 'Succeeded', isReady: false }),
    ...['cart-1', 'cart-2'].map((name) => aPod({ name })),
  ];
  let budget = aBudget({ isSynced: false, disruptionsAllowed: 0 });
  const remove = (verb: string, uid: string) => {
    requests.push(`${verb} ${pods.find((pod) => pod.uid === uid)?.name}`);
    pods = pods.filter((pod) => pod.uid !== uid);
  };
  const journal = new JournalInMemory();
  const ports = {
    cluster: {
      listNodes: async () => [aNode({ isUnschedulable: true })],
      listPods: async () => pods,
      listBudgets: async () => [budget],
      listWorkloads: async () => [],
      listWebhooks: async () => [],
      evict: async ({ uid }: PodRef) => {
        remove('evict', uid);
        return { result: 'evicted' };
      },
      delete: async ({ uid }: PodRef) => {
        remove('delete', uid);
        return { result: 'deleted' };
      },
    },
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
  const event = anEvent({ run: aRun(), enteredAt: noon.toISOString() });
  return {
    requests,
    journal,
    pass: () => handler(event, lambda),
    count: () => {
      budget = aBudget();
    },
  };
}

test('a budget is given one more pass to be counted after the pod that kept it from that has gone', async () => {
  const { pass, requests, count, journal } = aDrain();

  await pass();
  expect(requests).toEqual(['evict backup']);
  expect(journal.entry.facts).toMatchObject({
    awaited: [{ budget: 'shop/cart-pdb' }],
    blocked: [{ pod: 'shop/cart-1', why: 'budget shop/cart-pdb is not synced' }, { pod: 'shop/cart-2' }],
  });

  await expect(pass()).resolves.toMatchObject({ status: 'pending', waitSeconds: 5 });
  expect(requests).toEqual(['evict backup']);

  count();
  await pass();
  expect(requests).toEqual(['evict backup', 'evict cart-1', 'delete cart-2']);
});

test('a budget that is not counted even then is passed over', async () => {
  const { pass, requests, journal } = aDrain();
  for (let passes = 0; passes < 3; passes += 1) await pass();

  expect(requests).toEqual(['evict backup', 'delete cart-1', 'delete cart-2']);
  expect(journal.entry.facts).toMatchObject({ awaited: [], residual: [{ budget: 'shop/cart-pdb' }, {}] });
});
