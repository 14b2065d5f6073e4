import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { nodeGroupLabel } from '../../../sandbox/aws/eks/node-object.ts';
import type { ControlPlane } from '../../../sandbox/control-plane/start-control-plane.ts';
import type { Copy } from './pods-of-copies.ts';
import { isCountedLate, type WayOfKubectl } from './seeded-cluster.ts';

export interface KubectlDrain {
  readonly output: string;
  /** Names of the pods that it would ask for ever, because of their budgets. */
  readonly held: ReadonlySet<string>;
}

/** The timeout counts for each node. kubectl asks again after 5 s: a budget that refused at that time too never gives. */
const flags: Readonly<Record<WayOfKubectl, readonly string[]>> = {
  evict: ['--timeout=6s'],
  delete: ['--timeout=6s', '--disable-eviction'],
  'evict-while-budgets-move': ['--timeout=60s'],
};

/** Several may stand on one line. */
const refusal = /evicting pods\/"([^"]+)" -n "[^"]+"[^:]*: [^,\]\n]*(?:disruption budget|PodDisruptionBudget)/g;

/**
 * Drains one copy as a person would. That it gives up on some pods is an answer too. It may give up on those of one node before it comes
 * to the node whose pod keeps their budget from being counted; then it is run once more.
 */
export async function drainWithKubectl(
  binaries: string,
  plane: Pick<ControlPlane, 'kubeconfig' | 'folder'>,
  copy: Copy,
): Promise<KubectlDrain> {
  const first = await runKubectl(binaries, plane, copy);
  return first.held.size > 0 && isCountedLate(copy.cluster) ? runKubectl(binaries, plane, copy) : first;
}

async function runKubectl(
  binaries: string,
  { kubeconfig, folder }: Pick<ControlPlane, 'kubeconfig' | 'folder'>,
  { name, cluster }: Copy,
): Promise<KubectlDrain> {
  const words = [
    ...['--kubeconfig', kubeconfig, '--cache-dir', join(folder, 'kubectl-cache')],
    ...['drain', '--selector', `${nodeGroupLabel}=${name}`],
    ...['--force', '--delete-emptydir-data', '--ignore-daemonsets', ...flags[cluster.way]],
  ];
  const child = spawn(join(binaries, 'kubectl'), words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { output: `${out}${errors}`, held: new Set([...errors.matchAll(refusal)].map(([, pod = '']) => pod)) };
}
