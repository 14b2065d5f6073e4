import { globsMeet, isWithinGlob } from '../domain/globs-meet.ts';
import {
  firingsOf,
  firstOverlap,
  mayShareCluster,
  type Sleep,
  sleepsOf,
  surelySharesCluster,
} from '../domain/schedule-overlap.ts';
import { errorOf, type Problem } from './problems.ts';
import type { Configuration, Schedule } from './schema.ts';
import { shownValue } from './shown-value.ts';

interface Placed {
  readonly schedule: Schedule;
  /** `schedules.0` */
  readonly field: string;
  readonly sleeps: readonly Sleep[];
}

/**
 * What the schema cannot see, because it takes several schedules or the exclusions: what is wrong is thrown, all of it at once.
 *
 * @param from The year that begins here is looked at for overlaps.
 * @returns Warnings: what can be meant, and seldom is.
 * @throws {ConfigurationError} that names each schedule, its value and the cure.
 */
export function checkSchedules({ schedules, exclusions }: Configuration, from: Date): readonly string[] {
  const placed = schedules
    .map((schedule, index) => ({ schedule, field: `schedules.${index}` }))
    .filter(({ schedule }) => schedule.enabled)
    .map((it): Placed => ({ ...it, sleeps: sleepsOf(it.schedule, from) }));
  const problems = [
    ...placed.flatMap((it) => excludedClusters(it, exclusions.clusters)),
    ...placed.flatMap(startBeforeStop),
    ...placed.flatMap((one, index) => placed.slice(index + 1).flatMap((other) => overlap(one, other))),
  ];
  if (problems.length > 0) throw errorOf(problems.map((problem) => () => problem));
  const perhaps = placed.flatMap((one, index) =>
    placed.slice(index + 1).flatMap((other) => perhapsOverlap(one, other)),
  );
  const ofEach = placed.flatMap((it) => [
    ...neverFires(it.schedule, from),
    ...neverWoken(it.schedule, placed),
    ...hardlyAsleep(it),
  ]);
  return [...perhaps, ...ofEach];
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

function overlap(one: Placed, other: Placed): Problem[] {
  if (!surelySharesCluster(one.schedule, other.schedule)) return [];
  const at = firstOverlap(one.sleeps, other.sleeps);
  if (!at) return [];
  return [
    {
      field: other.field,
      what: `the schedules "${one.schedule.name}" and "${other.schedule.name}" would both keep ${sharedClusters(one.schedule, other.schedule)} asleep, as on ${shownTime(at)}`,
      cure: 'Give each cluster one of them: by names, by tags, or with enabled: false.',
      where,
    },
  ];
}

/** Only the clusters' tags, which nobody knows yet, decide whether they meet. */
function perhapsOverlap(one: Placed, other: Placed): string[] {
  const [first, second] = [one.schedule, other.schedule];
  if (!mayShareCluster(first, second) || surelySharesCluster(first, second)) return [];
  const at = firstOverlap(one.sleeps, other.sleeps);
  if (!at) return [];
  return [
    `The schedules "${first.name}" and "${second.name}" would both keep a cluster asleep that fits both, as on ${shownTime(at)}: one would wake it for the other. See that no cluster has the tags of both.`,
  ];
}

/** Which clusters are meant, as far as the names say it. */
function sharedClusters(one: Schedule, other: Schedule): string {
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

function neverFires(schedule: Schedule, from: Date): string[] {
  return (['stop', 'start'] as const).flatMap((action) => {
    const cron = schedule[action];
    if (cron === undefined || firingsOf(cron, schedule.timezone, from).length > 0) return [];
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
