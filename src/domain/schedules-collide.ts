import {
  firstOverlap,
  mayShareCluster,
  type Sleep,
  type Span,
  sleepsOf,
  spansOf,
  surelySharesCluster,
  type TimedSchedule,
} from './schedule-overlap.ts';

/** How two schedules come into each other's way. */
export interface Collision {
  readonly at: Date;
  /** `sleeps`: both keep a cluster asleep; else what the first does while the second keeps it asleep. */
  readonly what: 'sleeps' | 'stop' | 'start';
  readonly first: TimedSchedule;
  readonly second: TimedSchedule;
  /** False where only the tags or places, which nobody knows yet, decide whether they share a cluster. */
  readonly isSure: boolean;
}

/**
 * Says whether two schedules that may share a cluster come into each other's way: both keep it asleep, or one stops or starts it while the other
 * keeps it asleep. A schedule that only stops is one with those that only start: together they make its sleeps.
 *
 * @param all Where those are looked for.
 */
export function collisionOf(one: TimedSchedule, other: TimedSchedule, all: readonly TimedSchedule[]): Collision | null {
  if (!mayShareCluster(one.schedule, other.schedule) || (onlyStarts(one) && onlyStops(other))) return null;
  if (onlyStops(one) && onlyStarts(other)) return null;
  const wakers = all.filter(
    (it) => onlyStarts(it) && mayShareCluster(one.schedule, other.schedule, it.schedule) && it !== one && it !== other,
  );
  const isSure = surelySharesCluster(one.schedule, other.schedule);
  const wakersAreSure = wakers.every((it) => surelySharesCluster(one.schedule, other.schedule, it.schedule));
  const collisions = meetingsOf(one, other, (it) => sleepsWith(it, wakers)).map((meeting): Collision => {
    const asleep = meeting.what === 'sleeps' ? [one, other] : [meeting.second];
    return { ...meeting, isSure: isSure && (wakersAreSure || !asleep.some(onlyStops)) };
  });
  return collisions.find((it) => it.isSure) ?? collisions[0] ?? null;
}

/** That both sleep comes first: it says the most. */
function meetingsOf(
  one: TimedSchedule,
  other: TimedSchedule,
  sleeps: (it: TimedSchedule) => readonly Sleep[],
): readonly Omit<Collision, 'isSure'>[] {
  const both = firstOverlap(sleeps(one), sleeps(other));
  const during = (first: TimedSchedule, second: TimedSchedule) =>
    (['stop', 'start'] as const).flatMap((what) => {
      const at = firstOverlap(firings(first, what), sleeps(second));
      return at ? [{ at, what, first, second }] : [];
    });
  const events = [...during(one, other), ...during(other, one)].sort(
    (left, right) => left.at.getTime() - right.at.getTime(),
  );
  return [...(both ? [{ at: both, what: 'sleeps', first: one, second: other } as const] : []), ...events];
}

function firings({ schedule, stops, starts }: TimedSchedule, what: 'stop' | 'start'): readonly Span[] {
  return spansOf(schedule, what === 'stop' ? stops : starts);
}

function sleepsWith(it: TimedSchedule, wakers: readonly TimedSchedule[]): readonly Sleep[] {
  if (!onlyStops(it)) return sleepsOf(it, it);
  const [first, ...others] = wakers;
  return first ? sleepsOf(it, first, ...others) : [];
}

function onlyStops({ schedule: { start } }: TimedSchedule): boolean {
  return start === undefined;
}

function onlyStarts({ schedule: { stop } }: TimedSchedule): boolean {
  return stop === undefined;
}
