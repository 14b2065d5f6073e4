import { compactTime } from './compact-time.ts';
import { parseCron } from './cron.ts';
import { matchesGlob } from './glob.ts';
import { occurrences } from './occurrences.ts';
import type { SleepSchedule } from './schedule-overlap.ts';
import { type HeldLock, isNodeGroup, type Outstanding } from './stock.ts';

/** What of a schedule says which clusters should be awake when. */
export interface WakingSchedule extends SleepSchedule {
  readonly enabled: boolean;
}

/** A cluster that should have been awake by now. */
export interface Late {
  readonly cluster: string;
  /** `schedule office-hours, due 2026-11-23T06:00:00.000Z`, or the execution that is still at it. */
  readonly because: string;
}

/** A start that is looked back for: schedules that fire less often are not watched. */
const lookBackDays = 35;
const minuteMs = 60_000;

/**
 * The clusters whose start is late: one that a schedule should have woken and that has nodes still to come back from before, and one
 * whose start has been going on for too long. Pure.
 *
 * Which clusters carry which tags is not known here. A schedule with tags is taken to be about the clusters that one of its own stops
 * put to sleep, as the name of their run says; one with tags and no stop is not watched.
 */
export function pastStart(
  schedules: readonly WakingSchedule[],
  { outstanding, locks }: { readonly outstanding: readonly Outstanding[]; readonly locks: readonly HeldLock[] },
  { now, lateMinutes }: { readonly now: Date; readonly lateMinutes: number },
): readonly Late[] {
  const asleep = outstanding.filter(isNodeGroup);
  const late = new Map<string, Late>();
  for (const schedule of schedules) {
    const due = lastDue(schedule, now, lateMinutes);
    if (due === null) continue;
    const isOurs = clustersOf(schedule, now);
    for (const one of asleep) {
      if (new Date(one.recordedAt) >= due || !isOurs(one)) continue;
      const because = `schedule ${schedule.name}, due ${due.toISOString()}`;
      late.set(one.cluster, { cluster: one.cluster, because });
    }
  }
  for (const { cluster, action, acquiredAt, holder } of locks) {
    const minutes = (now.getTime() - Date.parse(acquiredAt)) / minuteMs;
    if (action === 'start' && minutes > lateMinutes) late.set(cluster, { cluster, because: holder });
  }
  return [...late.values()].sort((a, b) => a.cluster.localeCompare(b.cluster));
}

/** The last start that should be done by now. */
function lastDue({ enabled, start, timezone, flexibleWindowMinutes }: WakingSchedule, now: Date, lateMinutes: number) {
  if (!enabled || start === undefined) return null;
  const until = new Date(now.getTime() - (lateMinutes + flexibleWindowMinutes) * minuteMs);
  return [...occurrences(parseCron(start), timezone, daysBefore(until), until)].at(-1) ?? null;
}

function daysBefore(instant: Date): Date {
  return new Date(instant.getTime() - lookBackDays * 24 * 60 * minuteMs);
}

/** Which clusters a schedule is about. */
function clustersOf(schedule: WakingSchedule, now: Date): (one: Outstanding) => boolean {
  const { clusters, tags, accounts, regions, stop, timezone } = schedule;
  const slots =
    tags === undefined || stop === undefined
      ? []
      : [...occurrences(parseCron(stop), timezone, daysBefore(now), now)].map((instant) =>
          compactTime(instant.toISOString()),
        );
  return ({ cluster, runId }) => {
    const [account = '', region = '', name = ''] = cluster.split('/');
    if (accounts.length > 0 && !accounts.includes(account)) return false;
    if (regions.length > 0 && !regions.includes(region)) return false;
    if (clusters !== undefined && !clusters.some((glob) => matchesGlob(glob, name))) return false;
    return tags === undefined || slots.some((slot) => runId.includes(slot));
  };
}
