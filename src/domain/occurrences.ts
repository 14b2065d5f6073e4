import type { Cron } from './cron.ts';
import { type OffsetAt, offsetsOf } from './time-zone.ts';

const dayMs = 86_400_000;

/**
 * The instants from `from` on and before `to` at which a schedule fires, in their order and as they are asked for. As EventBridge
 * Scheduler does it, a time that the change of clocks takes away is skipped that day, and one that comes twice fires once: the first
 * time. Pure.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 *
 * @throws {RangeError} for a zone that is not known.
 */
export function* occurrences(cron: Cron, timeZone: string, from: Date, to: Date): Generator<Date, void, undefined> {
  const offsetAt = offsetsOf(timeZone);
  const lastDay = dayStart(to.getTime() + offsetAt(to.getTime()));
  for (let day = dayStart(from.getTime() + offsetAt(from.getTime())); day <= lastDay; day += dayMs) {
    const at = new Date(day);
    if (!cron.isOnDay({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() })) continue;
    for (const instant of instantsOfDay(cron, day, offsetAt)) {
      if (instant >= from.getTime() && instant < to.getTime()) yield new Date(instant);
    }
  }
}

function* instantsOfDay({ hours, minutes }: Cron, day: number, offsetAt: OffsetAt): Generator<number, void, undefined> {
  for (const hour of hours) {
    for (const minute of minutes) {
      const instant = firstInstantOf(day + (hour * 60 + minute) * 60_000, offsetAt);
      if (instant !== null) yield instant;
    }
  }
}

/** The first instant at which the clocks on the wall show this time; null when they never do. */
function firstInstantOf(wallClock: number, offsetAt: OffsetAt): number | null {
  // The offset is one of those in force a day before and a day after; the one of before comes first.
  for (const near of [wallClock - dayMs, wallClock + dayMs]) {
    const offset = offsetAt(near);
    const instant = wallClock - offset;
    if (offsetAt(instant) === offset) return instant;
  }
  return null;
}

/** Midnight, on a clock on the wall that is read as if it showed UTC. */
function dayStart(wallClock: number): number {
  return Math.floor(wallClock / dayMs) * dayMs;
}
