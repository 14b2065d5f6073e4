import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterSize } from './bench-world.ts';
import { busyCores } from './busy-cores.ts';
import { OwnDrainFunction, type Pass } from './own-drain-function.ts';
import { startBenchCluster } from './start-bench-cluster.ts';
import { auditedSince, auditLength, type Turn } from './turn.ts';
import { untilPodsLeft } from './until-pods-left.ts';

/** The observer asks every half second. */
const patienceMs = 10_000;

/** The real phase in its Lambda handler, with the machine's waits, until it says that it is done. */
export async function oursTurn(size: ClusterSize, onPass: (pass: Pass) => void): Promise<Turn> {
  const drainNodes = new OwnDrainFunction({ onPass });
  const sandbox = await startBenchCluster(size, { observe: drainNodes.observe });
  try {
    const before = { lines: 0, gone: Promise.resolve(0) };
    const busyCoresBefore = await busyCores();
    const drained = await drainNodes.drain(sandbox, () => {
      // The phases before this one have asked the cluster too.
      before.lines = auditLength(sandbox);
      before.gone = untilPodsLeft(sandbox.kubernetes.controlPlane.client);
      // Of a drain that fails its own error is told, not that the observer lost its cluster.
      before.gone.catch(() => undefined);
    });
    const lastPodSeconds = await Promise.race([before.gone, notGone()]);
    return {
      contestant: 'ours',
      how: `${drained.passes.length} passes, last pod gone after ${lastPodSeconds.toFixed(1)} s`,
      firepower: null,
      seconds: drained.seconds,
      pods: size.deployments * size.replicas,
      ...auditedSince(sandbox, before.lines),
      peakMemoryMb: drained.peakMemoryMb,
      cpuSeconds: drained.cpuSeconds,
      passes: drained.passes,
      busyCoresBefore,
    };
  } finally {
    await sandbox.close();
  }
}

/** Rejects when pods that are said to be gone are not. */
async function notGone(): Promise<never> {
  await delay(patienceMs, undefined, { ref: false });
  throw new Error('The phase said that it was done, and pods are left on nodes.');
}
