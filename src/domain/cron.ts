import { daysOfMonth, daysOfWeek, type IsOnDay } from './cron-days.ts';
import { type CronField, CronMistake, numbersIn } from './cron-field.ts';

/** When something happens, on the clock on the wall: a cron expression of EventBridge, read. */
export interface Cron {
  readonly isOnDay: IsOnDay;
  /** Ascending. */
  readonly hours: readonly number[];
  /** Ascending. */
  readonly minutes: readonly number[];
}

const minutes: CronField = { title: 'minutes', least: 0, most: 59 };
const hours: CronField = { title: 'hours', least: 0, most: 23 };
const months: CronField = {
  title: 'month',
  least: 1,
  most: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
const years: CronField = { title: 'year', least: 1970, most: 2199 };

/** What EventBridge takes: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const longestText = 256 - 'cron()'.length;

/**
 * Reads an expression that has been checked.
 *
 * @throws {CronMistake} for the first mistake of one that has not.
 */
export function parseCron(text: string): Cron {
  const { minute, hour, monthDay, month, weekday, year } = fieldsOf(text);
  const isDay = daysIn(monthDay, weekday);
  const inMonths = new Set(numbersIn(month, months));
  const inYears = new Set(numbersIn(year, years));
  return {
    minutes: numbersIn(minute, minutes),
    hours: numbersIn(hour, hours),
    isOnDay: (at) => inMonths.has(at.month) && inYears.has(at.year) && isDay(at),
  };
}

/**
 * What is wrong with the six fields of an EventBridge cron expression, `0 20 ? * MON-FRI *`: minutes, hours, day of month, month,
 * day of week (1 is Sunday), year. Exactly one of the two days is `?`. Each mistake is a sentence that names the field, what stands
 * there and what may; none: the expression is right. Never throws.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function mistakesInCron(text: string): readonly string[] {
  try {
    const { minute, hour, monthDay, month, weekday, year } = fieldsOf(text);
    const fields = [
      () => numbersIn(minute, minutes),
      () => numbersIn(hour, hours),
      () => daysIn(monthDay, weekday),
      () => numbersIn(month, months),
      () => numbersIn(year, years),
    ];
    return fields.flatMap((read) => mistakesOf(read));
  } catch (error) {
    return [sentenceOf(error)];
  }
}

function mistakesOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    return [sentenceOf(error)];
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof CronMistake) return error.message;
  throw error;
}

function fieldsOf(text: string) {
  const cure = 'Write minutes, hours, day of month, month, day of week and year';
  if (/^\s*cron\s*\(/i.test(text)) throw new CronMistake(`${cure} alone, without cron( ).`);
  const fields = text.length > longestText ? [] : text.trim().split(/\s+/);
  if (fields.length !== 6) throw new CronMistake(`${cure}: six fields, as in 0 20 ? * MON-FRI *.`);
  const [minute = '', hour = '', monthDay = '', month = '', weekday = '', year = ''] = fields;
  return { minute, hour, monthDay, month, weekday, year };
}

function daysIn(monthDay: string, weekday: string): IsOnDay {
  if (monthDay === '?' && weekday === '?') {
    throw new CronMistake('Day of month and day of week are both ?: write one of them.');
  }
  if (weekday === '?') return daysOfMonth(monthDay);
  if (monthDay === '?') return daysOfWeek(weekday);
  throw new CronMistake(
    `Day of month is "${monthDay}" and day of week "${weekday}": write ? for one of them, EventBridge takes no two.`,
  );
}
