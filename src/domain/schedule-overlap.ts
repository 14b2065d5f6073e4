import { parseCron } from './cron.ts';
import { globsMeet, isWithinGlob } from './globs-meet.ts';
import { occurrences } from './occurrences.ts';

/** What of a schedule says which clusters sleep when. Its expressions and its zone have been checked. */
export interface SleepSchedule {
  readonly name: string;
  readonly timezone: string;
  readonly stop?: string;
  readonly start?: string;
  /** Globs; absent: any name. */
  readonly clusters?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** Empty: any. */
  readonly accounts: readonly string[];
  /** Empty: any. */
  readonly regions: readonly string[];
  /** Stops and starts may come so much later. */
  readonly flexibleWindowMinutes: number;
}

/** Both ends included. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** From the first moment at which a stop may come to the last at which the start may that ends it. */
export interface Sleep extends Span {
  /** Between the last moment of the stop and the first of the start; 0 and less: the start may come first. */
  readonly surelyMinutes: number;
}

const minuteMs = 60_000;
const yearMs = 366 * 24 * 60 * minuteMs;

/** A schedule and when it fires within a year. */
export interface TimedSchedule {
  readonly schedule: SleepSchedule;
  readonly stops: readonly Date[];
  readonly starts: readonly Date[];
}

/** @param from The year begins here. */
export function timesOf(schedule: SleepSchedule, from: Date): TimedSchedule {
  const firings = (cron?: string) =>
    cron === undefined
      ? []
      : [...occurrences(parseCron(cron), schedule.timezone, from, new Date(from.getTime() + yearMs))];
  return { schedule, stops: firings(schedule.stop), starts: firings(schedule.start) };
}

/**
 * The sleeps that begin within a year, in their order. None where a stop or a start is missing: then nobody knows how long.
 *
 * @param wakers Whose starts end the sleeps: the schedule itself, or others for one that only stops.
 */
export function sleepsOf(
  { schedule, stops }: TimedSchedule,
  ...wakers: readonly [TimedSchedule, ...TimedSchedule[]]
): readonly Sleep[] {
  const windowMs = windowMsOf(schedule);
  const starts = wakers
    .flatMap((waker) => waker.starts.map((at) => ({ at: at.getTime(), windowMs: windowMsOf(waker.schedule) })))
    .sort((one, other) => one.at - other.at);
  const sleeps: Sleep[] = [];
  let next = 0;
  let asleepUntil: object | null = null;
  for (const stopAt of stops) {
    while ((starts[next]?.at ?? Infinity) < stopAt.getTime()) next += 1;
    const wakes = starts[next];
    if (wakes === undefined) break;
    // A second stop before the start changes nothing; one that may come with the start does.
    const surelyMs = wakes.at - stopAt.getTime() - windowMs;
    if (wakes !== asleepUntil || surelyMs <= 0) {
      sleeps.push({ from: stopAt, to: new Date(wakes.at + wakes.windowMs), surelyMinutes: surelyMs / minuteMs });
    }
    asleepUntil = wakes;
  }
  return sleeps;
}

/** How long each stop or start may take to come: what a sleep of another schedule must not meet. */
export function spansOf(schedule: SleepSchedule, firings: readonly Date[]): readonly Span[] {
  return firings.map((from) => ({ from, to: new Date(from.getTime() + windowMsOf(schedule)) }));
}

function windowMsOf({ flexibleWindowMinutes }: SleepSchedule): number {
  return flexibleWindowMinutes * minuteMs;
}

/** The first instant that is in both; null when there is none. A start and a stop at one instant count: nobody knows which wins. */
export function firstOverlap(one: readonly Span[], other: readonly Span[]): Date | null {
  let [at, otherAt] = [0, 0];
  for (;;) {
    const [left, right] = [one[at], other[otherAt]];
    if (left === undefined || right === undefined) return null;
    const later = Math.max(left.from.getTime(), right.from.getTime());
    if (later <= left.to.getTime() && later <= right.to.getTime()) return new Date(later);
    if (left.to < right.to) at += 1;
    else otherAt += 1;
  }
}

/** Says whether some cluster may be one of all these schedules’. */
export function mayShareCluster(...schedules: readonly SleepSchedule[]): boolean {
  return (
    mayShareName(schedules.map(({ clusters }) => clusters ?? ['*'])) &&
    maySharePlace(schedules.map(({ accounts }) => accounts)) &&
    maySharePlace(schedules.map(({ regions }) => regions)) &&
    everyPair(schedules, (one, other) =>
      Object.entries(one.tags ?? {}).every(([key, value]) => (other.tags?.[key] ?? value) === value),
    )
  );
}

/**
 * Says whether some cluster is one of all these schedules’ as far as names, tags and places alone can say it. A tag that only one of them asks
 * for leaves it open, but where the names that it narrows are the other's too.
 */
export function surelySharesCluster(...schedules: readonly SleepSchedule[]): boolean {
  return mayShareCluster(...schedules) && everyPair(schedules, surelyAgree);
}

function surelyAgree(one: SleepSchedule, other: SleepSchedule): boolean {
  if (isOpen(one.accounts, other.accounts) || isOpen(one.regions, other.regions)) return false;
  const [ofOne, ofOther] = [isNarrowedBeyond(one, other), isNarrowedBeyond(other, one)];
  if (ofOne && ofOther) return false;
  if (ofOne) return isWithinNames(one, other);
  return ofOther ? isWithinNames(other, one) : true;
}

/** One names places, the other means the scheduler's own: whether that is one of them is known where it is deployed. */
function isOpen(one: readonly string[], other: readonly string[]): boolean {
  return (one.length === 0) !== (other.length === 0);
}

/** It asks for a tag that the other does not ask for. */
function isNarrowedBeyond(one: SleepSchedule, other: SleepSchedule): boolean {
  return Object.keys(one.tags ?? {}).some((key) => other.tags?.[key] === undefined);
}

function isWithinNames(one: SleepSchedule, other: SleepSchedule): boolean {
  return (one.clusters ?? ['*']).some((glob) => (other.clusters ?? ['*']).some((its) => isWithinGlob(glob, its)));
}

/** One glob of each, all of which meet. */
function mayShareName(
  [globs = [], ...others]: readonly (readonly string[])[],
  chosen: readonly string[] = [],
): boolean {
  return globs.some(
    (glob) =>
      chosen.every((its) => globsMeet(its, glob)) && (others.length === 0 || mayShareName(others, [...chosen, glob])),
  );
}

function maySharePlace(lists: readonly (readonly string[])[]): boolean {
  const [first, ...others] = lists.filter((places) => places.length > 0);
  return first === undefined || first.some((place) => others.every((places) => places.includes(place)));
}

function everyPair<T>(all: readonly T[], holds: (one: T, other: T) => boolean): boolean {
  return all.every((one, index) => all.slice(index + 1).every((other) => holds(one, other)));
}
