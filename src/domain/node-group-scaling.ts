import { isSameSize } from './node-group-record.ts';
import type { NodeGroupSize } from './recorded-state.ts';

/** What EKS says of a node group that is on its way to a size. */
export interface ScalingFacts {
  readonly live: NodeGroupSize;
  readonly target: NodeGroupSize;
  /** CREATING, ACTIVE, UPDATING, DELETING, CREATE_FAILED, DELETE_FAILED or DEGRADED. */
  readonly status: string;
  readonly update: {
    readonly status: 'InProgress' | 'Failed' | 'Cancelled' | 'Successful';
    readonly errors: readonly string[];
    /** Asked for by the loop that is running now; a redrive is a new loop. */
    readonly isOurs: boolean;
  } | null;
}

export type ScalingStep =
  | { readonly step: 'settled' }
  | { readonly step: 'ask' }
  | { readonly step: 'wait'; readonly reason: string }
  | { readonly step: 'deleting' }
  | { readonly step: 'fail'; readonly problem: string };

/**
 * Says what to do next for one node group. Settled at the target is enough, whatever an update said before: DEGRADED is
 * accepted, as EKS keeps it until a later scale out succeeds, and a group that never came up must not hold up a morning. Only a
 * failed update of this loop is held against it: one of an earlier loop is the reason for the redrive, so the size is asked for
 * again.
 */
export function nextScalingStep({ live, target, status, update }: ScalingFacts): ScalingStep {
  if (status === 'DELETING') return { step: 'deleting' };
  if (status === 'CREATING' || status === 'UPDATING') return { step: 'wait', reason: `it is ${status}` };
  if (update?.status === 'InProgress') return { step: 'wait', reason: 'an update is in progress' };
  if (isSameSize(live, target)) return { step: 'settled' };
  if (status === 'CREATE_FAILED' || status === 'DELETE_FAILED') return { step: 'fail', problem: `it is ${status}` };
  if (update?.isOurs && update.status !== 'Successful') return { step: 'fail', problem: problemOf(update) };
  return { step: 'ask' };
}

function problemOf({ status, errors }: { readonly status: string; readonly errors: readonly string[] }): string {
  const words = errors.length > 0 ? errors.join('; ') : 'EKS gave no reason';
  return `its update ended ${status}: ${words}`;
}
