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

/** From the first moment at which a stop may come to the last at which the start may that ends it, both included. */
export interface Sleep {
  readonly from: Date;
  readonly to: Date;
  /** Between the last moment of the stop and the first of the start; 0 and less: the start may come first. */
  readonly surelyMinutes: number;
}

const minuteMs = 60_000;
const yearMs = 366 * 24 * 60 * minuteMs;

/** Every time within a year. */
export function firingsOf(cron: string, timezone: string, from: Date): readonly Date[] {
  return [...occurrences(parseCron(cron), timezone, from, new Date(from.getTime() + yearMs))];
}

/** The sleeps that begin within a year, in their order. None where a stop or a start is missing: then nobody knows how long. */
export function sleepsOf(schedule: SleepSchedule, from: Date): readonly Sleep[] {
  const { stop, start, timezone, flexibleWindowMinutes } = schedule;
  if (stop === undefined || start === undefined) return [];
  const windowMs = flexibleWindowMinutes * minuteMs;
  const starts = firingsOf(start, timezone, from);
  const sleeps: Sleep[] = [];
  let next = 0;
  let asleepUntil: Date | null = null;
  for (const stopAt of firingsOf(stop, timezone, from)) {
    while ((starts[next]?.getTime() ?? Infinity) < stopAt.getTime()) next += 1;
    const wakes = starts[next];
    if (wakes === undefined) break;
    // A second stop before the start changes nothing; one that may come with the start does.
    const surelyMs = wakes.getTime() - stopAt.getTime() - windowMs;
    if (wakes !== asleepUntil || surelyMs <= 0) {
      sleeps.push({ from: stopAt, to: new Date(wakes.getTime() + windowMs), surelyMinutes: surelyMs / minuteMs });
    }
    asleepUntil = wakes;
  }
  return sleeps;
}

/** The first instant at which both sleep; null when there is none. A start and a stop at one instant count: nobody knows which wins. */
export function firstOverlap(one: readonly Sleep[], other: readonly Sleep[]): Date | null {
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

/** Says whether some cluster may be one of both schedules’. */
export function mayShareCluster(one: SleepSchedule, other: SleepSchedule): boolean {
  return (
    (one.clusters ?? ['*']).some((glob) => (other.clusters ?? ['*']).some((its) => globsMeet(glob, its))) &&
    maySharePlace(one.accounts, other.accounts) &&
    maySharePlace(one.regions, other.regions) &&
    Object.entries(one.tags ?? {}).every(([key, value]) => (other.tags?.[key] ?? value) === value)
  );
}

/**
 * Says whether some cluster is one of both schedules’ as far as names, tags and places alone can say it. A tag that only one of them asks for
 * leaves it open, but where the names that it narrows are the other's too.
 */
export function surelySharesCluster(one: SleepSchedule, other: SleepSchedule): boolean {
  if (!mayShareCluster(one, other)) return false;
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

function maySharePlace(one: readonly string[], other: readonly string[]): boolean {
  return one.length === 0 || other.length === 0 || one.some((place) => other.includes(place));
}
