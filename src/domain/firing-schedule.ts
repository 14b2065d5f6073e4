import { compactTime } from './compact-time.ts';
import type { Cron } from './cron.ts';
import { matchesGlob } from './glob.ts';
import { occurrences } from './occurrences.ts';
import type { Action, ClusterId } from './run.ts';

/** A schedule that is deployed, as it says itself whom it puts to sleep or wakes. */
export interface FiringSchedule {
  /** `office-hours-stop` */
  readonly name: string;
  readonly action: Action;
  readonly isEnabled: boolean;
  readonly cron: Cron;
  readonly timezone: string;
  /** It may fire so much later. */
  readonly windowMinutes: number;
  /** Globs; empty: any name. */
  readonly clusters: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Empty: all that the configuration knows, which is taken for any. */
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

export interface Firing {
  readonly schedule: string;
  readonly action: Action;
  readonly at: Date;
  readonly timezone: string;
  readonly windowMinutes: number;
  /** It comes only to a cluster that carries these tags: which ones it carries is not known here. */
  readonly tags: Readonly<Record<string, string>>;
}

const dayMs = 86_400_000;
/** Schedules that fire less often than once a year are not shown. */
const lookAheadDays = 366;

/**
 * The next stop and the next start that a schedule brings to a cluster, the sooner one first; before them those that it brings only to
 * a cluster with certain tags. Pure.
 */
export function nextFirings(schedules: readonly FiringSchedule[], cluster: ClusterId, now: Date): Firing[] {
  const until = new Date(now.getTime() + lookAheadDays * dayMs);
  const firings = schedules
    .filter((schedule) => schedule.isEnabled && isFor(schedule, cluster))
    .flatMap(({ name: schedule, action, cron, timezone, windowMinutes, tags }): Firing[] => {
      const [at] = occurrences(cron, timezone, now, until);
      return at === undefined ? [] : [{ schedule, action, at, timezone, windowMinutes, tags }];
    })
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  const isSure = ({ tags }: Firing) => Object.keys(tags).length === 0;
  return firings.filter(
    (firing, index) => !firings.slice(0, index).some((other) => other.action === firing.action && isSure(other)),
  );
}

function isFor({ clusters, accounts, regions }: FiringSchedule, { account, region, name }: ClusterId): boolean {
  return (
    (clusters.length === 0 || clusters.some((glob) => matchesGlob(glob, name))) &&
    (accounts.length === 0 || accounts.includes(account)) &&
    (regions.length === 0 || regions.includes(region))
  );
}

/** Who started a run. */
export type Starter =
  /** `name`: null where no schedule that is deployed fires at that time any more. */
  | { readonly by: 'schedule'; readonly name: string | null }
  | { readonly by: 'rollback'; readonly of: string }
  | { readonly by: 'person' };

/**
 * Who started a run, by its execution's name: a fleet's has the time in it at which its schedule was due, a rollback's the stop that
 * failed. Pure.
 */
export function starterOf(executionName: string, schedules: readonly FiringSchedule[]): Starter {
  const rolledBack = /^rollback-of-(.+)$/.exec(executionName)?.[1];
  if (rolledBack !== undefined) return { by: 'rollback', of: rolledBack };
  // Four letters at the end are of a person's command; eight are of a place, for a cluster that is not at home.
  const [, action, slot] =
    /-(stop|start)-(\d{8}T\d{6}Z)(?:-[0-9a-f]{8})?(?:-again\d+)?(?:-r\d+)?$/.exec(executionName) ?? [];
  if (slot === undefined) return { by: 'person' };
  const due = instantOf(slot);
  const fired = schedules.find((schedule) => schedule.action === action && firesAt(schedule, due, slot));
  return { by: 'schedule', name: fired?.name ?? null };
}

function instantOf(slot: string): Date {
  return new Date(slot.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function firesAt({ cron, timezone }: FiringSchedule, due: Date, slot: string): boolean {
  if (Number.isNaN(due.getTime())) return false;
  const [at] = occurrences(cron, timezone, due, new Date(due.getTime() + 60_000));
  return at !== undefined && compactTime(at.toISOString()) === slot;
}
