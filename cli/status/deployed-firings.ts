import { z } from 'zod';
import { deployed } from '../../src/aws/deployed.ts';
import { type ScheduleDetail, scheduleDetail } from '../../src/aws/deployed-schedules.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import type { Asker } from '../../src/aws/signed-get.ts';
import { mistakesInCron, parseCron } from '../../src/domain/cron.ts';
import { SchedulerError } from '../../src/domain/errors.ts';
import type { FiringSchedule } from '../../src/domain/firing-schedule.ts';
import { mistakeInTimeZone } from '../../src/domain/time-zone.ts';
import type { Deployment } from '../connect-to-deployment.ts';

/** What a schedule tells the fleet: fleetInputSchema, with the time still to be put in. */
const toldFleet = z.object({
  action: z.enum(['stop', 'start']),
  clusters: z.array(z.string()).default([]),
  tags: z.record(z.string(), z.string()).default({}),
  accounts: z.array(z.string()).default([]),
  regions: z.array(z.string()).default([]),
});

export interface Firings {
  readonly schedules: readonly FiringSchedule[];
  /** What could not be seen, as a sentence; null where all could. */
  readonly problem: string | null;
}

/** The schedules that are deployed. That they cannot be read is told and no reason to say nothing of the clusters. */
export async function deployedFirings({ region, clients }: Deployment): Promise<Firings> {
  const asker: Asker = { region, identity: () => clients.states.config.credentials() };
  try {
    const listed = await deployed(asker, clients.states).schedules();
    const details = await mapLimited(listed, 8, ({ name }) => scheduleDetail(asker, name));
    const read = details.flatMap((detail) => (detail === null ? [] : [{ detail, firing: firingOf(detail) }]));
    const odd = read.filter(({ firing }) => firing === null).map(({ detail }) => detail.name);
    return {
      schedules: read.flatMap(({ firing }) => (firing === null ? [] : [firing])),
      problem: odd.length === 0 ? null : `Not one of ours, and not shown: schedule ${odd.join(', ')}.`,
    };
  } catch (error) {
    if (!(error instanceof SchedulerError)) throw error;
    return { schedules: [], problem: `The schedules cannot be seen: ${error.problem}` };
  }
}

/** Null for one that somebody has changed into something else than a fleet at a cron's times. */
function firingOf({ name, isEnabled, expression, timezone, windowMinutes, input }: ScheduleDetail) {
  const [, cron] = /^cron\((.+)\)$/.exec(expression) ?? [];
  const told = toldFleet.safeParse(input).data;
  if (cron === undefined || !told || mistakesInCron(cron).length > 0 || mistakeInTimeZone(timezone)) return null;
  return { ...told, name, isEnabled, cron: parseCron(cron), timezone, windowMinutes } satisfies FiringSchedule;
}
