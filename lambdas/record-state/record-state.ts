import { findAutoscaler } from '../../src/domain/find-autoscaler.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import type { Phase } from '../phase.ts';
import { recordAutoscaler } from './record-autoscaler.ts';
import { recordNodeGroups } from './record-node-groups.ts';
import { recordWebhooks } from './record-webhooks.ts';

/**
 * Writes down, before anything changes, what the morning must bring back: the sizes of the node groups, the replicas of the
 * autoscaler, and the failure policies of the webhooks that will be relaxed. Answers the names of the node groups to scale.
 *
 * Safe to repeat: what is recorded and not restored yet is never overwritten.
 */
export const recordState: Phase = async (context) => {
  const { run, cluster, notes } = context;
  const groups = (await context.nodeGroups.list()).filter(({ name }) => isTargetNodeGroup(run, name));
  const recorded = await recordNodeGroups(context, groups);
  notes.fact(
    'nodeGroups',
    recorded.map(({ name, size }) => ({
      ...{ name, min: size.minSize, max: size.maxSize, desired: size.desiredSize },
      instanceTypes: groups.find((group) => group.name === name)?.instanceTypes ?? [],
    })),
  );
  const autoscaler = findAutoscaler(await cluster.listWorkloads(), run.settings.autoscaler.deployment);
  if (autoscaler) await recordAutoscaler(context, autoscaler);
  const webhooks = await recordWebhooks(context);
  return {
    status: 'done',
    summary: { nodeGroups: recorded.length, autoscalers: autoscaler ? 1 : 0, webhooks },
    items: recorded.map(({ name }) => name),
  };
};
