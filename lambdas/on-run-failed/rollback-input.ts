import type { RunInput } from '../../src/config/run-input.ts';
import type { ClusterId } from '../../src/domain/run.ts';

/**
 * The input of the start that takes a stop back: the same cluster, the same node groups and timeouts. It takes over, because a stop
 * that somebody redrives at this very moment has been decided against.
 */
export function rollbackInput(stop: RunInput, { account, region, name }: ClusterId): RunInput {
  const { nodeGroups, timeouts, webhooks, autoscaler, minNodes, verify } = stop;
  return {
    cluster: name,
    account,
    region,
    nodeGroups,
    timeouts,
    webhooks,
    autoscaler,
    minNodes,
    verify,
    takeover: true,
  };
}
