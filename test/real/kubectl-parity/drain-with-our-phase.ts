import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import { clusterOf, drainPhase, untilDone } from '../drain-phase.ts';
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
  controlPlane: Pick<ControlPlane, 'url' | 'caPem'>,
  token: string,
  { name, cluster: { apps } }: Copy,
  during: <T>(pass: () => Promise<T>) => Promise<T>,
): Promise<OurDrain> {
  // Its clock is ahead where pods that a finalizer keeps have been terminating from the start: nobody needs to wait for that minute.
  const aheadMs = apps.some(({ state }) => state === 'terminating') ? finalizerMs : 0;
  const now = () => new Date(Date.now() + aheadMs);
  const { pass, journal } = drainPhase(clusterOf(controlPlane, token), { name, now, passMs });
  await untilDone(() => during(pass));
  const { residual } = journal.entry.facts as { readonly residual?: readonly { readonly pod: string }[] };
  return { entry: journal.entry, residual: new Set(residual?.map(({ pod }) => pod.slice(name.length + 1))) };
}
