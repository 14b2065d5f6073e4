import { BootstrapError } from '../../src/domain/errors.ts';
import { startSizes } from '../../src/domain/start-sizes.ts';
import type { PhaseContext } from '../phase.ts';
import type { GroupToBringBack } from './read-recorded-sizes.ts';

/**
 * Counts the nodes that there will be, over all managed node groups.
 *
 * @throws {BootstrapError} when they cannot come to `minNodes`.
 */
export async function assertEnoughNodes(
  { run, cluster, notes }: PhaseContext,
  groups: readonly GroupToBringBack[],
): Promise<number> {
  const { sizes, missingNodes } = startSizes(groups, run.minNodes);
  const nodes = groups.reduce((total, { name, live }) => total + (sizes.get(name) ?? live).desiredSize, 0);
  if (missingNodes > 0) {
    throw new BootstrapError(
      `minNodes is ${run.minNodes}, but the node groups to start hold ${nodes} nodes at the most.`,
      'Lower minNodes, or start more node groups: each comes back with the maximum that was recorded. Then start a new run.',
    );
  }
  if (nodes > 0) return nodes;
  const system = (await cluster.listWorkloads()).filter(
    ({ kind, namespace, desired }) => kind !== 'DaemonSet' && namespace === 'kube-system' && desired > 0,
  );
  if (system.length > 0) {
    notes.warn(
      `No node comes back: every node group is recorded at 0, while ${system.map(({ name }) => name).join(', ')} of kube-system ` +
        'want one. Start again with minNodes 1 if that is not meant.',
    );
  }
  return nodes;
}
