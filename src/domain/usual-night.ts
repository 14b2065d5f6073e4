import { matchesGlob } from './glob.ts';
import { type SleepSchedule, sleepsOf, timesOf } from './schedule-overlap.ts';

/**
 * How many hours a cluster sleeps in a usual night: the middle one of those that the schedules which mean it have within a year, so
 * that a weekend is none. Null where no schedule puts it to sleep and wakes it.
 *
 * @param from The year begins here.
 */
export function usualNightHours(
  schedules: readonly (SleepSchedule & { readonly enabled: boolean })[],
  cluster: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
  from: Date,
): number | null {
  const own = schedules.filter(
    ({ enabled, clusters, tags = {} }) =>
      enabled &&
      (clusters ?? ['*']).some((glob) => matchesGlob(glob, cluster.name)) &&
      Object.entries(tags).every(([key, value]) => cluster.tags[key] === value),
  );
  const hours = own
    .map((schedule) => timesOf(schedule, from))
    .flatMap((timed) => sleepsOf(timed, timed))
    .map(({ from: asleepAt, to }) => (to.getTime() - asleepAt.getTime()) / 3_600_000)
    .sort((one, other) => one - other);
  return hours[Math.floor(hours.length / 2)] ?? null;
}
