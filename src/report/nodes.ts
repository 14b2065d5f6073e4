import type { Action } from '../domain/run.ts';
import type { ReportNodeGroup } from './node-groups.ts';

export interface ReportNodes {
  /** Desired nodes of the run's groups when it began and when it ended; null where it did not come to know. */
  readonly before: number | null;
  readonly after: number | null;
  /** Node-hours that each hour asleep spares: what a stop takes away, or a start brings back. */
  readonly nodeHoursPerHour: number | null;
}

export function nodesOf(action: Action, groups: readonly ReportNodeGroup[]): ReportNodes {
  const before = total(groups.map((group) => (action === 'stop' ? group.before : group.asleep)));
  const after = total(groups.map((group) => (action === 'stop' ? group.asleep : group.after)));
  return { before, after, nodeHoursPerHour: before === null || after === null ? null : Math.abs(before - after) };
}

/** Null as soon as one is not known. */
function total(sizes: readonly ({ readonly desired: number } | null)[]): number | null {
  let nodes = 0;
  for (const size of sizes) {
    if (!size) return null;
    nodes += size.desired;
  }
  return sizes.length > 0 ? nodes : null;
}
