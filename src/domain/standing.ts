import { isNodeGroup } from './stock.ts';

/** How a cluster stands. */
export type StandingName = 'asleep' | 'awake' | 'going to sleep' | 'waking' | 'failed half-way';

export interface Standing {
  readonly state: StandingName;
  /** ISO 8601, UTC; null where nobody knows any more. */
  readonly since: string | null;
  /** The name of the execution that brought it there, or is at it. */
  readonly run: string | null;
}

/** What the table says of a cluster. */
export interface TableFacts {
  /** What was recorded and is not back yet; also what cannot be read, with `recordedAt` null. */
  readonly outstanding: readonly {
    readonly key: string;
    readonly recordedAt: string | null;
    readonly runId: string | null;
  }[];
  /** `status`: of the holder's execution; NOT_FOUND where it is no longer in the history. */
  readonly lock: {
    readonly holder: string;
    readonly action: 'stop' | 'start';
    readonly acquiredAt: string;
    readonly status: string;
  } | null;
  /** The newest run that was neither dry nor skipped; null where none is known. */
  readonly last: {
    readonly id: string;
    readonly action: 'stop' | 'start';
    readonly status: 'running' | 'succeeded' | 'failed';
    readonly endedAt: string | null;
  } | null;
}

/**
 * Says how a cluster stands. Pure.
 *
 * A run that failed keeps its lock. One whose lock was deleted by hand has still left the cluster half-way, as long as something is
 * outstanding.
 */
export function standingOf(facts: TableFacts): Standing {
  return heldStanding(facts) ?? failedStanding(facts) ?? asleepStanding(facts) ?? awakeStanding(facts);
}

/** Null where nobody holds the cluster; a run that has succeeded and holds it is about to let go. */
function heldStanding({ lock, last }: TableFacts): Standing | null {
  if (lock === null || lock.status === 'SUCCEEDED') return null;
  const run = lock.holder.split(':').at(-1) ?? lock.holder;
  if (isGoingOn(lock.status)) {
    return { state: lock.action === 'stop' ? 'going to sleep' : 'waking', since: lock.acquiredAt, run };
  }
  const endedAt = last?.id === run ? last.endedAt : null;
  return { state: 'failed half-way', since: endedAt ?? lock.acquiredAt, run };
}

function failedStanding({ last, outstanding }: TableFacts): Standing | null {
  if (last?.status !== 'failed' || outstanding.length === 0) return null;
  return { state: 'failed half-way', since: last.endedAt, run: last.id };
}

function asleepStanding({ outstanding, last }: TableFacts): Standing | null {
  const [first] = outstanding
    .filter(isNodeGroup)
    .sort((one, other) => (one.recordedAt ?? '~').localeCompare(other.recordedAt ?? '~'));
  if (first === undefined) return null;
  const isOfLast = last?.action === 'stop' && last.status === 'succeeded' && first.runId === last.id;
  const endedAt = isOfLast ? last.endedAt : null;
  return { state: 'asleep', since: endedAt ?? first.recordedAt, run: first.runId };
}

function awakeStanding({ last }: TableFacts): Standing {
  const isWoken = last?.action === 'start' && last.status === 'succeeded';
  return { state: 'awake', since: isWoken ? last.endedAt : null, run: isWoken ? last.id : null };
}

/** PENDING_REDRIVE is a run that is about to go on. */
export function isGoingOn(status: string): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}
