import { z } from 'zod';
import { mistakesInCron } from '../domain/cron.ts';
import { mistakeInTimeZone } from '../domain/time-zone.ts';
import { accountSchema } from './account-schema.ts';
import { glob, regionName, tagKey, tagValue } from './name-schemas.ts';

const cron = z.string().superRefine((text, { addIssue }) => {
  const mistakes = mistakesInCron(text);
  if (mistakes.length > 0) addIssue({ code: 'custom', message: mistakes.join(' ') });
});

const timezone = z.string().superRefine((name, { addIssue }) => {
  const mistake = mistakeInTimeZone(name);
  if (mistake !== null) addIssue({ code: 'custom', message: mistake });
});

export const scheduleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, 'Write small letters, digits and -, a letter first, at most 40: office-hours.')
      .describe('What the schedule is called; each has its own name.'),
    enabled: z.boolean().default(true).describe('false: it stays, and does not fire.'),
    timezone: timezone.describe('The time zone of stop and start: Europe/Berlin.'),
    stop: cron.exactOptional().describe('When the clusters go to sleep: six fields of EventBridge’s cron.'),
    start: cron.exactOptional().describe('When they are woken.'),
    clusters: z.array(glob).min(1).max(200).exactOptional().describe('Names, or patterns: ["*"] for all.'),
    tags: z
      .record(tagKey, tagValue)
      .refine((tags) => Object.keys(tags).length > 0, 'Name a tag, or take the key out.')
      .exactOptional()
      .describe('Only clusters that carry all of these tags.'),
    accounts: z.array(accountSchema).max(500).default([]).describe('Only clusters of these accounts; empty: all.'),
    regions: z.array(regionName).max(50).default([]).describe('Only clusters in these regions; empty: all.'),
    flexibleWindowMinutes: z
      .number()
      .int()
      .min(0)
      .max(1440)
      .default(0)
      .describe('EventBridge may begin so much later.'),
  })
  .refine(({ stop, start }) => stop !== undefined || start !== undefined, 'Give it a stop, a start, or both.')
  .refine(
    ({ clusters, tags }) => clusters !== undefined || tags !== undefined,
    'Say which clusters, with clusters or tags; clusters: ["*"] means all.',
  );

/** When which clusters go to sleep and wake. */
export type Schedule = z.infer<typeof scheduleSchema>;

export const schedulesSchema = z
  .array(scheduleSchema)
  .max(200)
  .describe('When which clusters go to sleep and wake.')
  .superRefine((schedules, { addIssue }) => {
    for (const [index, { name }] of schedules.entries()) {
      if (schedules.findIndex((other) => other.name === name) === index) continue;
      addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: 'Give each schedule a name of its own; another one has this already.',
      });
    }
  });
