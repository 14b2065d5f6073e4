import { asLambda } from '../../../lambdas/as-lambda.ts';
import { drainNodes } from '../../../lambdas/drain-nodes/drain-nodes.ts';
import type { ClusterPorts } from '../../../lambdas/phase.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import { TransientError } from '../../../src/domain/errors.ts';
import type { PhaseAnswer } from '../../../src/domain/run.ts';
import { connectToCluster } from '../../../src/kubernetes/connect-to-cluster.ts';
import { JournalInMemory } from '../../lambdas/a-journal-in-memory.ts';
import { anEvent, aRun, aWiring } from '../../lambdas/a-wiring.ts';
import type { Copy } from './pods-of-copies.ts';

export interface OurDrain {
  readonly entry: JournalEntry;
  /** Names of the pods that were deleted, because no eviction could ever remove them. */
  readonly residual: ReadonlySet<string>;
}

const passMs = 60_000;
/** More than the phase waits for a pod past its grace: what a finalizer keeps does not hold it up for ever. */
const finalizerMs = 90_000;

/**
 * Drains one copy with the handler of Drain nodes, pass after pass, with the waits that it asks for. What is EKS or DynamoDB stands in
 * memory; the cluster is the real one.
 *
 * @param during Lets a pass in, so that not all copies list the cluster at the same time.
 */
export async function drainWithOurPhase(
  { url, caPem }: Pick<ControlPlane, 'url' | 'caPem'>,
  token: string,
  { name, cluster: { apps } }: Copy,
  during: <T>(pass: () => Promise<T>) => Promise<T>,
): Promise<OurDrain> {
  const journal = new JournalInMemory();
  const ports = {
    cluster: connectToCluster({
      describe: async () => ({ endpoint: url, certificateAuthority: Buffer.from(caPem).toString('base64') }),
      token: async () => token,
      dryRun: false,
    }),
    nodeGroups: { names: async () => [name] },
    records: { webhooks: async () => ({ records: [], unreadable: [] }) },
    lock: { assert: async () => undefined },
    journal,
  };
  // Its clock is ahead where pods that a finalizer keeps have been terminating from the start: nobody needs to wait for that minute.
  const aheadMs = apps.some(({ state }) => state === 'terminating') ? finalizerMs : 0;
  const now = () => new Date(Date.now() + aheadMs);
  // What the phase of this test has no use for is not there.
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
  await untilDone(() => during(pass));
  const { residual } = journal.entry.facts as { readonly residual?: readonly { readonly pod: string }[] };
  return { entry: journal.entry, residual: new Set(residual?.map(({ pod }) => pod.slice(name.length + 1))) };
}

/** Waits and retries as the state machine does. */
async function untilDone(pass: () => Promise<PhaseAnswer>): Promise<void> {
  for (let retries = 0; ; ) {
    try {
      const answer = await pass();
      if (answer.status !== 'pending') return;
      await sleep(answer.waitSeconds);
    } catch (error) {
      if (!(error instanceof TransientError) || ++retries > 5) throw error;
      await sleep(2 ** retries);
    }
  }
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
