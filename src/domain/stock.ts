import type { Action } from './run.ts';

/** What is recorded of one cluster and not back yet. */
export interface Outstanding {
  /** `<account>/<region>/<name>` */
  readonly cluster: string;
  /** `NODEGROUP#apps`, `WEBHOOK#V#policy#check`, `AUTOSCALER#kube-system/cluster-autoscaler`. */
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  /** The run that recorded it. */
  readonly runId: string;
}

export interface HeldLock {
  readonly cluster: string;
  readonly action: Action;
  /** ISO 8601, UTC. */
  readonly acquiredAt: string;
  /** Execution ARN. */
  readonly holder: string;
}

/** How the clusters stand at one time, as far as the table says it. */
export interface Stock {
  readonly asleep: readonly string[];
  /** The lock that has been held longest; null where there is none. */
  readonly oldestLock: Aged | null;
  /** The webhook that has been relaxed longest on a cluster that is awake and left alone; null where there is none. */
  readonly oldestRelaxedWebhook: Aged | null;
}

export interface Aged {
  readonly cluster: string;
  /** The webhook or the execution. */
  readonly what: string;
  readonly hours: number;
}

/**
 * Says how the clusters stand. Pure.
 *
 * A webhook is meant to be relaxed while its cluster sleeps, over a weekend too, and until the morning's run has put it back: only one
 * on a cluster with nodes and without a run counts. A failed run keeps its lock, so a run counts for a while only.
 *
 * @param runHours How long a lock is taken for that of a run which is going on.
 */
export function stockOf(
  outstanding: readonly Outstanding[],
  locks: readonly HeldLock[],
  { now, runHours }: { readonly now: Date; readonly runHours: number },
): Stock {
  const hoursSince = (instant: string) => Math.max((now.getTime() - Date.parse(instant)) / 3_600_000, 0);
  const asleep = new Set(outstanding.filter(isNodeGroup).map(({ cluster }) => cluster));
  const busy = new Set(
    locks.filter(({ acquiredAt }) => hoursSince(acquiredAt) < runHours).map(({ cluster }) => cluster),
  );
  const relaxed = outstanding.filter(
    ({ cluster, key }) => key.startsWith('WEBHOOK#') && !asleep.has(cluster) && !busy.has(cluster),
  );
  return {
    asleep: [...asleep].sort(),
    oldestLock: oldest(
      locks.map(({ cluster, holder, acquiredAt }) => ({ cluster, what: holder, hours: hoursSince(acquiredAt) })),
    ),
    oldestRelaxedWebhook: oldest(
      relaxed.map(({ cluster, key, recordedAt }) => ({ cluster, what: key, hours: hoursSince(recordedAt) })),
    ),
  };
}

/** A cluster sleeps as long as one of its node groups is to come back. */
export function isNodeGroup({ key }: Pick<Outstanding, 'key'>): boolean {
  return key.startsWith('NODEGROUP#');
}

function oldest(aged: readonly Aged[]): Aged | null {
  return aged.reduce<Aged | null>((most, one) => (most === null || one.hours > most.hours ? one : most), null);
}
