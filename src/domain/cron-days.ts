import { type CronField, mistakeIn, numberOf, numbersIn } from './cron-field.ts';

/** A day of the calendar, in no time zone. */
export interface CalendarDay {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
}

export type IsOnDay = (day: CalendarDay) => boolean;

const dayOfMonth: CronField = { title: 'day of month', least: 1, most: 31 };
/** 1 is Sunday: Unix counts from 0. */
const dayOfWeek: CronField = {
  title: 'day of week',
  least: 1,
  most: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};
/** What may stand after `#`. */
const weekOfMonth: CronField = { title: 'week after #', least: 1, most: 5 };

/**
 * Reads the field for the day of the month: numbers, `L` for the last day, `15W` for the weekday nearest to the 15th.
 *
 * @throws {CronMistake}
 */
export function daysOfMonth(text: string): IsOnDay {
  if (text === 'L') return (at) => at.day === lastDayOf(at);
  const [, nearest] = /^(.+)W$/.exec(text) ?? [];
  if (nearest !== undefined) {
    const wanted = numberOf(nearest, dayOfMonth);
    return (at) => at.day === nearestWeekday(wanted, at);
  }
  assertAlone(text, /[LW]/, dayOfMonth, 'L and W');
  const days = new Set(numbersIn(text, dayOfMonth));
  return ({ day }) => days.has(day);
}

/**
 * Reads the field for the day of the week: numbers from 1 for Sunday, names, `6L` for the month's last Friday, `3#2` for its second
 * Tuesday; `L` alone is Saturday, the week's last day.
 *
 * @throws {CronMistake}
 */
export function daysOfWeek(text: string): IsOnDay {
  if (text === 'L') return (at) => weekdayOf(at) === dayOfWeek.most;
  const [, last] = /^(\w+)L$/.exec(text) ?? [];
  if (last !== undefined) {
    const wanted = numberOf(last, dayOfWeek);
    return (at) => weekdayOf(at) === wanted && at.day + 7 > lastDayOf(at);
  }
  const [, weekday, count] = /^(\w+)#(\d+)$/.exec(text) ?? [];
  if (weekday !== undefined && count !== undefined) {
    const wanted = numberOf(weekday, dayOfWeek);
    const nth = numberOf(count, weekOfMonth);
    return (at) => weekdayOf(at) === wanted && Math.ceil(at.day / 7) === nth;
  }
  assertAlone(text, /#|L/, dayOfWeek, '# and L');
  // AWS lists no steps for this field.
  if (text.includes('/')) throw mistakeIn(dayOfWeek, `"${text}" has a step: write the days, with commas`);
  const days = new Set(numbersIn(text, dayOfWeek));
  return (at) => days.has(weekdayOf(at));
}

function assertAlone(text: string, special: RegExp, field: CronField, called: string): void {
  if (special.test(text))
    throw mistakeIn(field, `"${text}" is a mixture: ${called} stand alone, without list, range or step`);
}

/** 1 is Sunday. */
function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lastDayOf({ year, month }: CalendarDay): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Stays in its month: the 1st that is a Saturday becomes Monday the 3rd, and a last day that is a Sunday the Friday before. */
function nearestWeekday(wanted: number, { year, month }: CalendarDay): number {
  const last = lastDayOf({ year, month, day: 1 });
  if (wanted > last) return 0;
  const weekday = weekdayOf({ year, month, day: wanted });
  if (weekday === 7) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 1) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}
