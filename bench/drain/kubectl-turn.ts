import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import type { Pod } from '../../sandbox/kubernetes/objects.ts';
import { benchLabel, type ClusterSize } from './bench-world.ts';
import { busyCores } from './busy-cores.ts';
import { startBenchCluster } from './start-bench-cluster.ts';
import type { Turn } from './turn.ts';

/** kubectl empties nodes one after another: a tenth of them says how long all take. */
const shareOfNodes = 0.1;
const flags = ['--force', '--disable-eviction', '--delete-emptydir-data', '--ignore-daemonsets'];

/**
 * The real `kubectl drain` in its best case: as the administrator, whom no limit of the API server concerns, past all budgets, and
 * with the other nodes open, so that replacements have somewhere to go. Seconds are scaled by nodes.
 */
export async function kubectlTurn(size: ClusterSize): Promise<Turn> {
  const sandbox = await startBenchCluster(size);
  try {
    const { client, kubeconfig } = sandbox.kubernetes.controlPlane;
    const names = (await client.list('/api/v1/nodes')).items.map(({ metadata }) => metadata.name);
    const drained = names.slice(0, Math.max(1, Math.round(names.length * shareOfNodes)));
    const pods = ((await client.list('/api/v1/pods')).items as Pod[]).filter(
      ({ metadata, spec }) => metadata.labels?.[benchLabel] && drained.includes(spec.nodeName ?? ''),
    ).length;
    const kubectl = join(await buildControlPlane(() => undefined), 'kubectl');
    const busyCoresBefore = await busyCores();
    const from = performance.now();
    await promisify(execFile)(kubectl, ['--kubeconfig', kubeconfig, 'drain', ...drained, ...flags], {
      maxBuffer: 2 ** 26,
    });
    const seconds = (performance.now() - from) / 1000;
    return {
      contestant: 'kubectl',
      how: `${drained.length} nodes in ${seconds.toFixed(1)} s, scaled by nodes to ${names.length}`,
      firepower: null,
      seconds: (seconds / drained.length) * names.length,
      pods: Math.round((pods / drained.length) * names.length),
      requests: null,
      refused: 0,
      peakMemoryMb: null,
      cpuSeconds: null,
      busyCoresBefore,
    };
  } finally {
    await sandbox.close();
  }
}
