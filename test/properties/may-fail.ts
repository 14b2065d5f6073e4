import type { Meanwhile } from './history.ts';

/** The errors that a run may end with; any other breaks the promise. */
export type MayFail = 'of anything' | readonly string[];

/**
 * With which errors a run may end whose functions live. One whose cluster is held by another is kept out; none that runs ever loses
 * the cluster to one that comes later, but for a stop to a start that takes over.
 */
export function mayFailBecauseOf(action: 'stop' | 'start', meanwhile: Meanwhile | null): MayFail {
  if (meanwhile === null) return [];
  if (meanwhile.what === 'it is aborted') return ['OnCall'];
  return meanwhile.what === 'a start takes over' && action === 'stop'
    ? ['TakenOver', 'LockHeldError']
    : ['LockHeldError'];
}
