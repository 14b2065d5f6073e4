import type { NodeGroupSize } from './recorded-state.ts';

/** The tag of a node group that holds what it must come back to: the copy of the record that is on the thing itself. */
export const recordedSizeTag = 'eks-scheduler:recorded-size';

/** AWS takes no longer tag values than this. */
const longestTagValue = 256;

/**
 * The tag's text for a size: `min=2 max=10 desired=5 run=night-0412`. The run is there for the reader alone, and left out where a
 * tag cannot hold it (AWS allows letters, digits, spaces and `_ . : / = + - @`).
 */
export function encodeSize(size: NodeGroupSize, runId: string): string {
  const sizes = `min=${size.minSize} max=${size.maxSize} desired=${size.desiredSize}`;
  const whole = `${sizes} run=${runId}`;
  return /^[A-Za-z0-9_.:/=+@-]+$/.test(runId) && whole.length <= longestTagValue ? whole : sizes;
}

/** Reads the tag's text; null on anything that is not exactly what `encodeSize` writes: a size is never guessed. */
export function decodeSize(text: string | undefined): NodeGroupSize | null {
  const match = /^min=(\d{1,6}) max=(\d{1,6}) desired=(\d{1,6})(?: run=[^\s]+)?$/.exec(text ?? '');
  if (!match) return null;
  const size = { minSize: Number(match[1]), maxSize: Number(match[2]), desiredSize: Number(match[3]) };
  return isPossible(size) ? size : null;
}

/** The run that wrote the tag; null where it does not say. */
export function decodeRunId(text: string | undefined): string | null {
  return / run=([^\s]+)$/.exec(text ?? '')?.[1] ?? null;
}

/** A size that EKS accepts: a maximum of at least 1, and the desired size between the two ends. */
function isPossible({ minSize, maxSize, desiredSize }: NodeGroupSize): boolean {
  return maxSize >= 1 && minSize <= desiredSize && desiredSize <= maxSize;
}
