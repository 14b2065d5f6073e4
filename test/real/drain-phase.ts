import { setTimeout as sleep } from 'node:timers/promises';
import { asLambda } from '../../lambdas/as-lambda.ts';
import { drainNodes } from '../../lambdas/drain-nodes/drain-nodes.ts';
import type { ClusterPorts } from '../../lambdas/phase.ts';
import type { ControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import { TransientError } from '../../src/domain/errors.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { JournalInMemory } from '../lambdas/a-journal-in-memory.ts';
import { anEvent, aRun, aWiring, type TestWiring } from '../lambdas/a-wiring.ts';

const retriesAtMost = 5;

/** The handler of Drain nodes over the node group `name` of a real cluster. */
export interface DrainPhase {
  /** @throws What the state machine would see. */
  pass(): Promise<PhaseAnswer>;
  readonly journal: JournalInMemory;
  readonly lines: TestWiring['lines'];
}

/** As the phase connects, with a token of the test's. */
export function clusterOf({ url, caPem }: Pick<ControlPlane, 'url' | 'caPem'>, token: string): Cluster {
  return connectToCluster({
    describe: async () => ({ endpoint: url, certificateAuthority: Buffer.from(caPem).toString('base64') }),
    token: async () => token,
    dryRun: false,
    wasReached: true,
    userAgent: 'eks-scheduler/drain-nodes',
  });
}

/** What is EKS or DynamoDB stands in memory; the cluster is the real one. */
export function drainPhase(
  cluster: Cluster,
  { name, now, passMs }: { readonly name: string; readonly now: () => Date; readonly passMs: number },
): DrainPhase {
  const journal = new JournalInMemory();
  const ports = {
    cluster,
    nodeGroups: { names: async () => [name] },
    records: {
      nodeGroups: async () => ({ records: [{ name, phase: 'recorded' }], unreadable: [] }),
      webhooks: async () => ({ records: [], unreadable: [] }),
    },
    lock: { assert: async () => undefined },
    journal,
  };
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
  return { pass, journal, lines: wiring.lines };
}

/** Waits and retries as the state machine does. */
export async function untilDone(pass: () => Promise<PhaseAnswer>): Promise<void> {
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
