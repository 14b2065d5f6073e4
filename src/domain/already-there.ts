import { isAsleep, sizeToRestore } from './node-group-record.ts';
import type { NodeGroupRecord, NodeGroupSize } from './recorded-state.ts';
import type { Action } from './run.ts';

export interface ClusterFacts {
  /** The node groups that the run would touch. */
  readonly groups: readonly {
    readonly live: NodeGroupSize;
    readonly record: NodeGroupRecord | null;
    readonly tag: string | undefined;
  }[];
  /** Nodes of these groups that Kubernetes still lists. */
  readonly nodesLeft: number;
  /** Something else is still to be brought back (an autoscaler, a webhook, a cordoned node), or a record cannot be read. */
  readonly hasMoreToRestore: boolean;
}

/**
 * Why a run has nothing to do, or null when it has. A cluster is asleep only when its sizes are recorded, so that it can wake; it is
 * awake only when nothing is outstanding. A start that finds nothing recorded and everything at zero goes on: Validate bootstrap then
 * says what is missing.
 */
export function whyAlreadyThere(action: Action, { groups, nodesLeft, hasMoreToRestore }: ClusterFacts): string | null {
  if (action === 'stop') {
    const sleeps = groups.every(({ live, record }) => record?.phase === 'recorded' && isAsleep(live));
    if (sleeps && nodesLeft === 0) return 'already asleep';
    // To record these zeros would make a lost night the size that every morning comes back to.
    const isUnknown = groups.every(({ live, record, tag }) => isAsleep(live) && record === null && tag === undefined);
    return isUnknown && nodesLeft === 0 ? 'every node group is at zero already, and nothing is recorded of them' : null;
  }
  const isOutstanding = groups.some((group) => sizeToRestore(group) !== null);
  const isUp = groups.some(({ live }) => live.desiredSize > 0);
  return isUp && !isOutstanding && !hasMoreToRestore ? 'already awake' : null;
}
