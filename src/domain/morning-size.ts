import type { NodeGroupSize } from './recorded-state.ts';

/**
 * The size that a start brings a group to: never below what was recorded, and never below what somebody has given it since. A stop
 * leaves min and desired at 0 and the maximum as it was, so what a sleeping group holds beyond that is somebody's, and stays.
 * A desired size that an earlier start raised for `minNodes` is ours, and counts as nothing.
 *
 * @param raisedTo The desired size that an earlier start asked for to reach `minNodes`, where one did.
 */
export function morningSize(live: NodeGroupSize, recorded: NodeGroupSize, raisedTo?: number): NodeGroupSize {
  const minSize = Math.max(live.minSize, recorded.minSize);
  const found = live.desiredSize === raisedTo ? minSize : live.desiredSize;
  return {
    minSize,
    maxSize: Math.max(live.maxSize, recorded.maxSize),
    desiredSize: Math.max(found, recorded.desiredSize),
  };
}

/**
 * The size that an evening finds, without what a start added to it for `minNodes`: otherwise one morning's raise would be what
 * all later mornings come back to.
 */
export function sizeBeforeRaise(
  live: NodeGroupSize,
  restored: (NodeGroupSize & { readonly raisedTo?: number | undefined }) | null,
): NodeGroupSize {
  const { minSize, maxSize, desiredSize } = live;
  if (!restored || restored.raisedTo !== desiredSize) return { minSize, maxSize, desiredSize };
  return { minSize, maxSize, desiredSize: Math.min(desiredSize, Math.max(restored.desiredSize, minSize)) };
}
