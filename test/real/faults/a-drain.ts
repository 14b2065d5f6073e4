import { setTimeout as sleep } from 'node:timers/promises';
import { asLambda } from '../../../lambdas/as-lambda.ts';
import { drainNodes } from '../../../lambdas/drain-nodes/drain-nodes.ts';
import type { ClusterPorts } from '../../../lambdas/phase.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import { TransientError } from '../../../src/domain/errors.ts';
import type { PhaseAnswer } from '../../../src/domain/run.ts';
import type { Cluster, PodRef } from '../../../src/kubernetes/cluster.ts';
import { connectToCluster } from '../../../src/kubernetes/connect-to-cluster.ts';
import { JournalInMemory } from '../../lambdas/a-journal-in-memory.ts';
import { anEvent, aRun, aWiring } from '../../lambdas/a-wiring.ts';

/** What happens in the cluster after the phase has made up its mind, right before its request leaves. */
export interface Meanwhile {
  readonly cordon?: (node: string) => Promise<unknown>;
  readonly evict?: (pod: PodRef) => Promise<unknown>;
  readonly delete?: (pod: PodRef) => Promise<unknown>;
}

/** What the API server said to the phase about one pod. */
export interface Answer {
  readonly verb: 'evict' | 'delete';
  readonly pod: string;
  readonly result: string;
}

/** Drain nodes over one node group, pass by pass. */
export interface Drain {
  /** @throws What the state machine would see. */
  pass(): Promise<PhaseAnswer>;
  /** Pass after pass, with the waits that they ask for, and the retries of the state machine. */
  untilDone(): Promise<JournalEntry>;
  /** The phase's clock goes ahead, the cluster's does not. */
  goAhead(seconds: number): void;
  /** Of this drain so far. */
  readonly journal: JournalEntry;
  readonly answers: readonly Answer[];
  readonly log: readonly string[];
}

const passMs = 120_000;
const retriesAtMost = 5;

/**
 * Runs the handler of Drain nodes against a real control plane, as the user and over the node group that are called `name`. What is EKS or
 * DynamoDB stands in memory.
 */
export function aDrain({ url, caPem }: ControlPlane, name: string, meanwhile: Meanwhile = {}): Drain {
  const answers: Answer[] = [];
  const journal = new JournalInMemory();
  const cluster = connectToCluster({
    describe: async () => ({ endpoint: url, certificateAuthority: Buffer.from(caPem).toString('base64') }),
    token: async () => name,
    dryRun: false,
    wasReached: true,
    userAgent: 'eks-scheduler/drain-nodes',
  });
  const ports = {
    cluster: interrupted(cluster, meanwhile, answers),
    nodeGroups: { names: async () => [name] },
    records: {
      webhooks: async () => ({ records: [], unreadable: [] }),
      nodeGroups: async () => ({ records: [], unreadable: [] }),
    },
    lock: { assert: async () => undefined },
    journal,
  };
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  // What the phase of these tests has no use for is not there.
  const wiring = aWiring({ connect: () => ports as unknown as ClusterPorts, now });
  const handler = asLambda('drain-nodes', 'Drain nodes', drainNodes, wiring);
  const event = anEvent({
    run: aRun({ id: name, startedAt: now().toISOString() }),
    enteredAt: now().toISOString(),
  });
  const pass = () => {
    const startedAt = performance.now();
    return handler(event, {
      invokedFunctionArn: '',
      getRemainingTimeInMillis: () => passMs - (performance.now() - startedAt),
    });
  };
  return {
    pass,
    untilDone: async () => {
      await untilDone(pass);
      return journal.entry;
    },
    goAhead: (seconds) => {
      aheadMs += seconds * 1000;
    },
    get journal() {
      return journal.entry;
    },
    answers,
    get log() {
      return wiring.lines.map(({ message }) => message);
    },
  };
}

function interrupted(cluster: Cluster, meanwhile: Meanwhile, answers: Answer[]): Cluster {
  const asking = (verb: 'evict' | 'delete') => async (pod: PodRef, options: { graceSeconds: number | null }) => {
    await meanwhile[verb]?.(pod);
    const answer = await cluster[verb](pod, options);
    answers.push({ verb, pod: pod.name, result: answer.result });
    return answer;
  };
  return {
    ...cluster,
    cordon: async (node, runId) => {
      await meanwhile.cordon?.(node.name);
      return cluster.cordon(node, runId);
    },
    evict: asking('evict') as Cluster['evict'],
    delete: asking('delete') as Cluster['delete'],
  };
}

async function untilDone(pass: () => Promise<PhaseAnswer>): Promise<void> {
  for (let retries = 0; ; ) {
    try {
      const answer = await pass();
      if (answer.status !== 'pending') return;
      await sleep(answer.waitSeconds * 1000);
    } catch (error) {
      if (!(error instanceof TransientError) || ++retries > retriesAtMost) throw error;
      await sleep(2 ** retries * 1000);
    }
  }
}
