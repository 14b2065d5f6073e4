import { RunningClock } from '../../sandbox/clock/running-clock.ts';
import type { PodDisruptionBudget } from '../../sandbox/kubernetes/objects.ts';
import type { RealKubernetes } from '../../sandbox/start-real-kubernetes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import { benchWorld, type ClusterSize } from './bench-world.ts';

export type RealSandbox = Sandbox<RealKubernetes>;

const pollMs = 500;
/** How long the budgets may take to count their pods after these are ready. */
const patienceMs = 120_000;
/** Nobody is measured while the controllers still tidy up after the world's coming up. */
const restMs = 3000;

/**
 * A real control plane with the world in it: every pod ready, every budget counted, nobody busy.
 *
 * @throws {Error} when the world does not come up whole.
 */
export async function startBenchCluster(
  size: ClusterSize,
  options: Pick<SandboxOptions, 'observe'> = {},
): Promise<RealSandbox> {
  const sandbox = await startSandbox({
    ...options,
    world: benchWorld(size),
    clock: new RunningClock(),
    speed: 1,
    kubernetes: 'real',
  });
  try {
    const { notes } = sandbox.kubernetes;
    if (notes.length > 0) throw new Error(`The world did not come up whole: ${notes.slice(0, 3).join('; ')}`);
    await waitForBudgets(sandbox, size);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    return sandbox;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function waitForBudgets(sandbox: RealSandbox, { replicas }: ClusterSize): Promise<void> {
  const { client } = sandbox.kubernetes.controlPlane;
  for (const deadline = performance.now() + patienceMs; ; ) {
    const { items } = await client.list('/apis/policy/v1/poddisruptionbudgets');
    if ((items as PodDisruptionBudget[]).every(({ status }) => status?.currentHealthy === replicas)) return;
    if (performance.now() > deadline) throw new Error('The budgets did not count their pods.');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}
