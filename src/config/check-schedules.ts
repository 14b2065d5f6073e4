import { globsMeet, isWithinGlob } from '../domain/globs-meet.ts';
import {
  mayShareCluster,
  type Sleep,
  type SleepSchedule,
  sleepsOf,
  type TimedSchedule,
  timesOf,
} from '../domain/schedule-overlap.ts';
import { type Collision, collisionOf } from '../domain/schedules-collide.ts';
import { errorOf, type Problem } from './problems.ts';
import type { Configuration, Schedule } from './schema.ts';
import { shownValue } from './shown-value.ts';

interface Placed {
  readonly schedule: Schedule;
  /** `schedules.0` */
  readonly field: string;
  readonly timed: TimedSchedule;
  readonly sleeps: readonly Sleep[];
}

/**
 * What the schema cannot see, because it takes several schedules or the exclusions: what is wrong is thrown, all of it at once.
 *
 * @param from The year that begins here is looked at for overlaps.
 * @returns Warnings: what can be meant, and seldom is.
 * @throws {ConfigurationError} that names each schedule, its value and the cure.
 */
export function checkSchedules({ schedules, exclusions, accounts }: Configuration, from: Date): readonly string[] {
  const placed = schedules.flatMap((schedule, index): Placed[] => {
    if (!schedule.enabled) return [];
    const timed = timesOf(schedule, from);
    return [{ schedule, field: `schedules.${index}`, timed, sleeps: sleepsOf(timed, timed) }];
  });
  const collisions = collisionsOf(placed);
  const problems = [
    ...placed.flatMap((it) => excludedClusters(it, exclusions.clusters)),
    ...placed.flatMap(startBeforeStop),
    ...collisions.filter(({ isSure }) => isSure).map(overlap),
  ];
  if (problems.length > 0) throw errorOf(problems.map((problem) => () => problem));
  const ofEach = placed.flatMap((it) => [
    ...neverFires(it),
    ...neverWoken(it.schedule, placed),
    ...hardlyAsleep(it),
    ...unknownAccounts(it.schedule, accounts),
  ]);
  return [...collisions.map(perhapsOverlap), ...ofEach];
}

const where = 'eks-scheduler.yaml';

function excludedClusters({ schedule, field }: Placed, excluded: readonly string[]): Problem[] {
  return (schedule.clusters ?? []).flatMap((glob, index) => {
    const by = excluded.find((it) => isWithinGlob(glob, it));
    if (by === undefined) return [];
    return {
      field: `${field}.clusters.${index}`,
      what: `${shownValue(glob)} of the schedule "${schedule.name}" is what exclusions.clusters leaves out with ${shownValue(by)}`,
      cure: 'Take it out of one of them: no stop touches an excluded cluster.',
      where,
    };
  });
}

function startBeforeStop({ schedule, field, sleeps }: Placed): Problem[] {
  const none = sleeps.find(({ surelyMinutes }) => surelyMinutes <= 0);
  if (!none) return [];
  const { name, start, flexibleWindowMinutes } = schedule;
  const window = flexibleWindowMinutes > 0 ? ` within its flexible window of ${flexibleWindowMinutes} minutes` : '';
  return [
    {
      field: `${field}.start`,
      what: `${shownValue(start)} of the schedule "${name}" may come together with its stop${window}, as on ${shownTime(none.from)}`,
      cure: 'Let the start come later.',
      where,
    },
  ];
}

interface PlacedCollision extends Collision {
  /** Of the later one. */
  readonly field: string;
}

function collisionsOf(placed: readonly Placed[]): PlacedCollision[] {
  const all = placed.map(({ timed }) => timed);
  return placed.flatMap((one, index) =>
    placed.slice(index + 1).flatMap(({ timed, field }) => {
      const collision = collisionOf(one.timed, timed, all);
      return collision ? [{ ...collision, field }] : [];
    }),
  );
}

function overlap(collision: PlacedCollision): Problem {
  const { first, second, field } = collision;
  return {
    field,
    what: shownCollision(collision, `${sharedClusters(first.schedule, second.schedule)} asleep`),
    cure: 'Give each cluster one of them: by names, by tags, or with enabled: false.',
    where,
  };
}

/** Only the clusters' tags or places, which nobody knows yet, decide whether they meet. */
function perhapsOverlap(collision: PlacedCollision): string {
  const text = shownCollision(collision, 'a cluster asleep that fits both');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}: one would wake it for the other. See that no cluster has the tags of both.`;
}

function shownCollision({ at, what, first, second }: Collision, asleep: string): string {
  const [one, other] = [first.schedule.name, second.schedule.name];
  return what === 'sleeps'
    ? `the schedules "${one}" and "${other}" would both keep ${asleep}, as on ${shownTime(at)}`
    : `the ${what} of the schedule "${one}" would come while "${other}" keeps ${asleep}, as on ${shownTime(at)}`;
}

/** Which clusters are meant, as far as the names say it. */
function sharedClusters(one: SleepSchedule, other: SleepSchedule): string {
  for (const glob of one.clusters ?? ['*']) {
    const its = (other.clusters ?? ['*']).find((it) => globsMeet(glob, it));
    if (its === undefined) continue;
    const narrower = isWithinGlob(glob, its) ? glob : its;
    return narrower === '*' ? 'a cluster' : narrower.includes('*') ? `a cluster ${narrower}` : narrower;
  }
  return 'a cluster';
}

function neverWoken(schedule: Schedule, all: readonly Placed[]): string[] {
  if (schedule.stop === undefined || schedule.start !== undefined) return [];
  const isWoken = all.some((it) => it.schedule.start !== undefined && mayShareCluster(schedule, it.schedule));
  if (isWoken) return [];
  return [
    `The schedule "${schedule.name}" has a stop, and no schedule starts its clusters again: give it a start, unless somebody starts them by hand.`,
  ];
}

/** Nobody knows the scheduler's own account yet, which needs no mention. */
function unknownAccounts({ name, accounts }: Schedule, configured: readonly string[]): string[] {
  const unknown = accounts.filter((account) => !configured.includes(account));
  if (configured.length === 0 || unknown.length === 0) return [];
  return [
    `The schedule "${name}" names the account ${unknown.join(', ')}, and accounts has ${configured.join(', ')} alone: its runs are refused, but where it is the scheduler’s own account. Add it to accounts, or take it out of the schedule.`,
  ];
}

function neverFires({ schedule, timed }: Placed): string[] {
  return (['stop', 'start'] as const).flatMap((action) => {
    const cron = schedule[action];
    const firings = action === 'stop' ? timed.stops : timed.starts;
    if (cron === undefined || firings.length > 0) return [];
    return `The ${action} of the schedule "${schedule.name}", ${cron}, comes at no time within a year: look at its days and its year.`;
  });
}

/** Scaling down takes about so long: a start that comes meanwhile ends the stop and takes over. */
const shortestSleepMinutes = 60;

function hardlyAsleep({ schedule, sleeps }: Placed): string[] {
  const short = sleeps.find(({ surelyMinutes }) => surelyMinutes < shortestSleepMinutes);
  if (!short) return [];
  return [
    `The schedule "${schedule.name}" leaves ${short.surelyMinutes} minutes between a stop and its start, as on ${shownTime(short.from)}: a stop that is still running then is ended by the start.`,
  ];
}

/** `2027-01-04 19:00 UTC` */
function shownTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
