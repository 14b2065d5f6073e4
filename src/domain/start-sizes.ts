import { sizeOf } from './node-group-record.ts';
import type { NodeGroupSize } from './recorded-state.ts';

export interface GroupToStart {
  readonly name: string;
  readonly live: NodeGroupSize;
  /** What this run brings the group back to; null for a group that it leaves as it is. */
  readonly recorded: NodeGroupSize | null;
}

export interface StartSizes {
  /** The size to ask for, for each group that has something recorded. */
  readonly sizes: ReadonlyMap<string, NodeGroupSize>;
  /** Nodes that are missing to `minNodes` though every group stands at its maximum. */
  readonly missingNodes: number;
}

/**
 * The sizes that a start asks for: exactly the recorded ones, and where they come to fewer than `minNodes` nodes, more desired
 * nodes: the largest recorded group first, up to its maximum, then the next. Minimum and maximum are never changed. A group of
 * recorded size 0 is raised last.
 *
 * Each node group is scaled by its own call, side by side, and some may be back already. The answer is the same for all of
 * them: a group that is back counts with what it has, which is what this rule gave it.
 */
export function startSizes(groups: readonly GroupToStart[], minNodes: number): StartSizes {
  const toStart = groups
    .flatMap(({ name, recorded }) => (recorded ? [{ name, recorded }] : []))
    .sort((one, other) => other.recorded.desiredSize - one.recorded.desiredSize || compareNames(one.name, other.name));
  let missingNodes = minNodes - sum(groups.map(({ live, recorded }) => (recorded ?? live).desiredSize));
  const sizes = new Map<string, NodeGroupSize>();
  for (const { name, recorded } of toStart) {
    const raise = Math.min(Math.max(missingNodes, 0), Math.max(recorded.maxSize - recorded.desiredSize, 0));
    sizes.set(name, { ...sizeOf(recorded), desiredSize: recorded.desiredSize + raise });
    missingNodes -= raise;
  }
  return { sizes, missingNodes: Math.max(missingNodes, 0) };
}

/** By code points, so that every machine sorts alike whatever its locale. */
function compareNames(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
