import type { ClusterId } from './run.ts';

/** Nodes of one node group that were away from one instant to another. */
export interface SleepSpan {
  readonly cluster: ClusterId;
  readonly nodeGroup: string;
  /** EKS may choose among several; empty where nobody noted them. */
  readonly instanceTypes: readonly string[];
  readonly nodes: number;
  readonly from: Date;
  readonly to: Date;
}

/** One node group of a cluster as one run left it. */
export interface GroupChange {
  readonly nodeGroup: string;
  /** When EKS was done with a stop, or when a start first asked for nodes. */
  readonly at: Date;
  /** Nodes before and after. */
  readonly before: number;
  readonly after: number;
  readonly instanceTypes: readonly string[];
}

const dayMs = 86_400_000;

/**
 * When the node groups of one cluster slept, out of what its runs did to them. A group that sleeps when it is stopped again sleeps on with
 * the nodes that it had at first; one that is still asleep sleeps until `now`. Pure.
 *
 * @param changes In any order.
 */
export function sleepSpans(cluster: ClusterId, changes: readonly GroupChange[], now: Date): SleepSpan[] {
  const spans: SleepSpan[] = [];
  const asleep = new Map<string, GroupChange>();
  const end = ({ nodeGroup, at: from, before, instanceTypes }: GroupChange, to: Date, back: number) => {
    // What somebody takes away while the cluster sleeps would not have run.
    spans.push({ cluster, nodeGroup, instanceTypes, nodes: Math.min(before, back), from, to });
  };
  for (const change of changes.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const since = asleep.get(change.nodeGroup);
    if (since === undefined) {
      if (change.after === 0 && change.before > 0) asleep.set(change.nodeGroup, change);
    } else if (change.after > 0) {
      end(since, change.at, change.after);
      asleep.delete(change.nodeGroup);
    }
  }
  for (const since of asleep.values()) end(since, now, since.before);
  return spans.filter(({ from, to, nodes }) => to > from && nodes > 0);
}

/** The part of each span that lies in this time; none of those that do not. */
export function within(spans: readonly SleepSpan[], from: Date, to: Date): SleepSpan[] {
  return spans
    .map((span) => ({ ...span, from: later(span.from, from), to: span.to < to ? span.to : to }))
    .filter((span) => span.to > span.from);
}

/** Cuts what goes over the end of a week, at Monday 00:00 UTC. */
export function splitAtWeeks(spans: readonly SleepSpan[]): SleepSpan[] {
  return spans.flatMap((span) => {
    const parts: SleepSpan[] = [];
    let from = span.from;
    while (from < span.to) {
      const nextWeek = new Date(weekOf(from).getTime() + 7 * dayMs);
      const to = span.to < nextWeek ? span.to : nextWeek;
      parts.push({ ...span, from, to });
      from = to;
    }
    return parts;
  });
}

/** The Monday 00:00 UTC with which the week of an instant begins. */
export function weekOf(instant: Date): Date {
  const day = Math.floor(instant.getTime() / dayMs);
  // 1970-01-01 was a Thursday.
  return new Date((day - ((day + 3) % 7)) * dayMs);
}

/** How long a cluster's nodes slept, with what overlaps counted once: in seconds. */
export function secondsAsleep(spans: readonly SleepSpan[]): number {
  let seconds = 0;
  let until = new Date(0);
  for (const { from, to } of spans.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
    const begin = later(from, until);
    if (to > begin) seconds += (to.getTime() - begin.getTime()) / 1000;
    until = later(to, until);
  }
  return seconds;
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
