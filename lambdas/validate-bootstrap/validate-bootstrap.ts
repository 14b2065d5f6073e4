import type { Phase } from '../phase.ts';
import { assertEnoughNodes } from './assert-enough-nodes.ts';
import { readRecordedSizes } from './read-recorded-sizes.ts';
import { relaxAgain } from './relax-again.ts';

/**
 * Makes sure, before the first instance is paid for, that the cluster can come up: it answers, what must come back is recorded,
 * that is enough to run kube-system, and no webhook without a backend stands in the way. Answers the node groups to scale.
 *
 * Safe to repeat: webhooks are only relaxed where they would block, and recorded before.
 *
 * @throws {ClusterUnreachableError} when the API server does not answer.
 * @throws {StateMissingError} when nothing is recorded and everything is at zero.
 * @throws {BootstrapError} when the node groups cannot hold `minNodes`.
 */
export const validateBootstrap: Phase = async (context) => {
  const { run, cluster } = context;
  const version = await cluster.version();
  const groups = await context.nodeGroups.list();
  const sizes = await readRecordedSizes(context, groups);
  const nodes = await assertEnoughNodes(context, sizes);
  const relaxed = await relaxAgain(context);
  return {
    status: 'done',
    summary: { kubernetes: version, nodes, minNodes: run.minNodes, relaxedAgain: relaxed },
    items: sizes.filter(({ isTarget }) => isTarget).map(({ name }) => name),
  };
};
